using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>Plays what a story does not show: other people's steps are answered by their owners, and time passes when nothing is open.</summary>
public sealed class PlanDriver(SiteFixture site)
{
    /// <summary>Brings the plan to its end; the elements that were played as given.</summary>
    public async Task<IReadOnlyCollection<string>> DriveAsync(ReleasePlanId id, IReadOnlyDictionary<string, Func<Guid, Task>> acts)
    {
        var played = new HashSet<string>();
        for (var round = 0; round < 300; round++)
        {
            await site.FireDueTimersAsync();
            var plan = await site.ReadAsync(db => db.Set<ReleasePlan>().SingleAsync(p => p.Id == id));
            if (!plan.IsOpen) { return played; }
            var home = await site.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == plan.ReleasingSiteId));
            var early = site.Clock.Now.InZone(SiteTime.Zone(home.TimeZone)).Date < plan.ReleaseOn;
            var open = await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == id && w.State == WorkItemState.Open).OrderBy(w => w.OpenedAt).ThenBy(w => w.ElementId).ToListAsync());
            if (open.FirstOrDefault(w => !early || w.ElementId != "RecordRelease") is not { } step) { site.Clock.Now += Duration.FromHours(6); continue; }
            if (acts.TryGetValue(step.ElementId, out var act)) { await act(step.Id.Value); played.Add(step.ElementId); }
            else { await CompleteAsync(step); }
        }
        throw new InvalidOperationException("The plan did not end.");
    }

    /// <summary>A plan whose day is not set by law, for somebody of Red Willow.</summary>
    public async Task<ReleasePlan> LaunchFullParoleAsync(string familyName, string officer)
    {
        var person = await site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.FamilyName == familyName));
        return await LaunchAsync(familyName, officer, ReleaseType.FullParole, person.FullParoleEligibleOn!.Value.PlusDays(7), needsResidence: false);
    }

    /// <summary>The same on that day, to Winnipeg.</summary>
    public async Task<ReleasePlan> LaunchAsync(string familyName, string officer, ReleaseType type, LocalDate on, bool needsResidence)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.FamilyName == familyName);
        var office = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Code == "winnipeg-parole");
        var actor = ActorOf(await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).SingleAsync(s => s.SignIn == officer));
        db.ChangeTracker.Clear();
        var launched = await scope.ServiceProvider.GetRequiredService<LaunchReleasePlan>().RunAsync(
            new(person.Id, type, office.Id, office.City, needsResidence ? "" : "12 Fictional Street", needsResidence, EntitlementOn: on), actor, CancellationToken.None);
        launched.Problems.ShouldBeEmpty();
        return launched.Value!;
    }

    /// <summary>Every open step of that element is answered by its owner.</summary>
    public async Task AnswerAsync(ReleasePlanId plan, string element)
    {
        foreach (var step in await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan && w.ElementId == element && w.State == WorkItemState.Open).ToListAsync())) { await CompleteAsync(step); }
    }

    private async Task CompleteAsync(WorkItem step)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var actor = ActorOf(await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).SingleAsync(s => s.Id == step.OwnerId));
        var answers = await Answers.ForAsync(scope.ServiceProvider, step, step.Outcomes[0], actor, site.Clock.Now);
        db.ChangeTracker.Clear();
        var done = await scope.ServiceProvider.GetRequiredService<CompleteWorkItem>().RunAsync(step.Id, step.Outcomes[0], answers, step.Version, actor, CancellationToken.None);
        done.Problems.Select(p => p.Field + " " + p.Reason.Code).ShouldBeEmpty(step.ElementId);
    }

    private static Actor ActorOf(StaffMember staff) => new(staff.Id, staff.Name, [.. staff.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);
}
