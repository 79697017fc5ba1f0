using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Stories;

public sealed class ReleaseStoryTests(DemoRegionFixture region, ITestOutputHelper output) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_statutory_release_with_residency_runs_from_launch_to_closing()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var amara = await acting.ActorAsync("amara.osei");
        var ray = await acting.PersonAsync("Desjarlais");
        var office = await acting.SiteAsync("winnipeg-parole");
        var request = new LaunchRequest(ray.Id, ReleaseType.StatutoryReleaseWithResidency, office.Id, "Winnipeg", "", NeedsResidence: true, NotPracticable: "Decided eight working days before.");

        var launched = await acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request, amara, default));

        launched.Problems.ShouldBeEmpty();
        var plan = launched.Value!;
        plan.ReleaseOn.ShouldBe(new LocalDate(2026, 12, 3));
        var steps = await acting.OpenStepsAsync(plan.Id);
        steps.ShouldNotBeEmpty();
        steps.ShouldAllBe(s => s.OwnerId != null && s.DueAt != null);

        await DriveAsync(plan.Id);

        var closed = await acting.PlanAsync(plan.Id);
        closed.Status.ShouldBe(PlanStatus.Closed);
        closed.CloseReason.ShouldBe("completed");
        await NothingIsLeftOpenAsync(plan.Id);
    }

    [Theory]
    [InlineData(ReleaseType.EscortedTemporaryAbsence, false)]
    [InlineData(ReleaseType.UnescortedTemporaryAbsence, false)]
    [InlineData(ReleaseType.WorkRelease, false)]
    [InlineData(ReleaseType.DayParole, true)]
    [InlineData(ReleaseType.FullParole, false)]
    [InlineData(ReleaseType.StatutoryRelease, true)]
    [InlineData(ReleaseType.WarrantExpiry, false)]
    [InlineData(ReleaseType.LongTermSupervision, true)]
    public async Task Every_release_type_runs_from_launch_to_closing(ReleaseType type, bool needsResidence)
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var plan = await acting.APlanAsync(type, needsResidence);

        await DriveAsync(plan.Id);

        var closed = await acting.PlanAsync(plan.Id);
        (closed.Status, closed.CloseReason).ShouldBe((PlanStatus.Closed, "completed"));
        (closed.ReleasedAt is not null).ShouldBeTrue();
        await NothingIsLeftOpenAsync(plan.Id);
    }

    /// <summary>Completes every step as its owner with its first outcome; when nothing is open, moves the clock to the next timer.</summary>
    private async Task DriveAsync(ReleasePlanId id)
    {
        for (var round = 0; round < 400; round++)
        {
            await acting.FireDueAsync();
            var plan = await acting.PlanAsync(id);
            if (!plan.IsOpen) { return; }
            var open = await acting.OpenStepsAsync(id);
            var ready = open.Where(s => s.Form != "record-release" || acting.Clock.Now.InUtc().Date >= plan.ReleaseOn).ToList();
            if (ready.Count == 0)
            {
                var next = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == id && t.DueAt > acting.Clock.Now).OrderBy(t => t.DueAt).Select(t => (Instant?)t.DueAt).FirstOrDefaultAsync());
                acting.Clock.Now = next ?? throw new InvalidOperationException("Nothing is open and nothing will fire.");
                continue;
            }
            var item = ready[0];
            await using var scope = region.Services.CreateAsyncScope();
            var actor = await acting.ActorAsync(item.OwnerId!.Value);
            var outcome = item.Outcomes[0];
            var answers = await Answers.ForAsync(scope.ServiceProvider, item, outcome, actor, acting.Clock.Now);
            scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>().ChangeTracker.Clear();
            var done = await scope.ServiceProvider.GetRequiredService<CompleteWorkItem>().RunAsync(item.Id, outcome, answers, item.Version, actor, default);
            output.WriteLine($"{acting.Clock.Now} {item.ElementId} {outcome} {done.Kind} {string.Join(" ", done.Problems.Select(p => p.Field + ":" + p.Reason.Code))}");
            done.Kind.ShouldBe(OutcomeKind.Done, $"{item.ElementId}: {string.Join(", ", done.Problems.Select(p => $"{p.Field} {p.Reason.Code}"))}");
        }
        throw new InvalidOperationException("The plan did not end.");
    }

    private async Task NothingIsLeftOpenAsync(ReleasePlanId id)
    {
        (await acting.OpenStepsAsync(id)).ShouldBeEmpty();
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.PlanId == id))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowSubscription>().CountAsync(t => t.PlanId == id))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowInstance>().CountAsync(t => t.PlanId == id && t.Status == InstanceStatus.Running))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowIncident>().CountAsync(t => t.PlanId == id))).ShouldBe(0);
    }
}
