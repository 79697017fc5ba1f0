using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>Ladders as data: drafted, published, pinned by steps, assigned, and brought to open steps.</summary>
public sealed class LadderVersionTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly LadderRung[] Short = [new(1, LadderOffset.Parse("+1B"), new(Roles.ManagerAssessmentInterventions, "releasing")), new(2, LadderOffset.Parse("+2B"), new(Roles.DistrictDirector, "region"))];

    private readonly Acting acting = new(region);

    public ValueTask InitializeAsync()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_published_version_cannot_be_rewritten_or_deleted()
    {
        foreach (var sql in new[] { "update ladder_versions set comment = 'better' where ladder = 'institution'", "delete from ladder_versions", "truncate ladder_versions cascade" })
        {
            var refused = await Should.ThrowAsync<PostgresException>(() => acting.ReadAsync(db => db.Database.ExecuteSqlRawAsync(sql)));
            refused.MessageText.ShouldContain("append-only", Case.Sensitive, sql);
        }
    }

    [Fact]
    public async Task A_draft_is_published_with_a_comment_and_steps_that_open_from_then_on_take_it()
    {
        await NewLadderAsync("pinned");
        await AssignAsync("pinned", form: "financial-clothing");
        var admin = await acting.AdministratorAsync();
        var before = await acting.AStepAsync("pins", "S+5W", more: [("escalation", "pinned")]);

        (await DraftAsync("pinned", [.. Short, new(3, LadderOffset.Parse("+3B"), new(Roles.Administrator, "region"))])).Problems.ShouldBeEmpty();
        (await PublishAsync("pinned", " ", admin)).Problems.ShouldHaveSingleItem().Field.ShouldBe("comment");
        var published = (await PublishAsync("pinned", "The region asked for it.", admin)).Value!;
        var after = await acting.AStepAsync("pins-again", "S+5W", more: [("escalation", "pinned")]);

        (published.Version, published.PublishedBy, published.Comment).ShouldBe((2, admin.StaffId, "The region asked for it."));
        (before.LadderVersion, after.LadderVersion).ShouldBe((1, 2));
        (await PublishAsync("pinned", "Again.", admin)).Kind.ShouldBe(OutcomeKind.NotFound, "the draft has become the version");
        (await DraftAsync("pinned", published.Rungs)).Problems.ShouldBeEmpty();
        (await PublishAsync("pinned", "Nothing new.", admin)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("ladder.nothing-changed");

        await acting.MoveReleaseAsync(before.PlanId, (await acting.PlanAsync(before.PlanId)).ReleaseOn.PlusDays(-1), PastDue.Mark);
        (await acting.ReadAsync(before)).LadderVersion.ShouldBe(1, "its own date did not move");
        var view = (await acting.WithAsync<LadderQueries, LadderView?>(q => q.GetAsync("pinned", default)))!;
        view.Versions[0].Changes.ShouldHaveSingleItem().After!.Level.ShouldBe(3);
        view.Versions.Select(v => (v.Version.Version, v.OpenSteps)).ShouldBe([(2, 1), (1, 1)]);
    }

    [Fact]
    public async Task A_step_that_is_redated_takes_the_newest_version()
    {
        await NewLadderAsync("redated");
        var item = await acting.AStepAsync("redates", "R-10W", more: [("escalation", "redated")]);
        await NewLadderAsync("redated", [Short[0] with { Offset = LadderOffset.Parse("+2B") }]);

        await acting.MoveReleaseAsync(item.PlanId, (await acting.PlanAsync(item.PlanId)).ReleaseOn.PlusDays(14), PastDue.Mark);

        (await acting.ReadAsync(item)).LadderVersion.ShouldBe(2);
    }

    [Fact]
    public async Task The_most_specific_assignment_wins_and_can_be_taken_back()
    {
        foreach (var key in new[] { "by-role", "by-kind", "by-both" }) { await NewLadderAsync(key); }
        var role = Roles.Finance;
        var of = new List<string> { (await acting.AStepAsync("assigned-0", "S+5W", role)).Ladder };

        await AssignAsync("by-role", role: role);
        of.Add((await acting.AStepAsync("assigned-1", "S+5W", role)).Ladder);
        await AssignAsync("by-kind", form: "destination-consultation");
        of.Add((await acting.AStepAsync("assigned-2", "S+5W", role)).Ladder);
        var both = await AssignAsync("by-both", role, "destination-consultation");
        of.Add((await acting.AStepAsync("assigned-3", "S+5W", role)).Ladder);
        var admin = await acting.AdministratorAsync();
        foreach (var one in await acting.ReadAsync(db => db.Set<LadderAssignment>().ToListAsync()))
        {
            (await acting.WithAsync<UnassignLadder, Outcome<LadderAssignment>>(u => u.RunAsync(one.Id, admin, default))).Problems.ShouldBeEmpty();
        }
        of.Add((await acting.AStepAsync("assigned-4", "S+5W", role)).Ladder);

        of.ShouldBe(["institution", "by-role", "by-kind", "by-both", "institution"]);
        both.Problems.ShouldBeEmpty();
        (await AssignAsync("nothing", "king", "no-such-form")).Problems.Select(p => p.Reason.Code).ShouldBe(["ladder.unknown-role", "ladder.unknown-kind", "ladder.unknown"]);
        (await acting.WithAsync<AssignLadder, Outcome<LadderAssignment>>(async a => await a.RunAsync(role, null, "institution", await acting.ActorAsync("amara.osei"), default))).Kind.ShouldBe(OutcomeKind.Forbidden);
    }

    [Fact]
    public async Task A_version_applied_to_open_steps_climbs_on_from_where_they_are_without_a_flood()
    {
        await NewLadderAsync("applied");
        var early = await acting.AStepAsync("applies", "S+5W", more: [("escalation", "applied")]);
        var late = await acting.AStepAsync("applies", "S+5W", more: [("escalation", "applied")]);
        var busy = await acting.AStepAsync("applies", "S+5W", more: [("escalation", "applied")]);
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == late.Id).ExecuteUpdateAsync(s => s.SetProperty(w => w.OpenedAt, acting.Clock.Now - Duration.FromDays(9)).SetProperty(w => w.DueAt, acting.Clock.Now - Duration.FromDays(3))));
        await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.WorkItemId == late.Id).ExecuteDeleteAsync());
        await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.WorkItemId == busy.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.DueAt, acting.Clock.Now)));

        await NewLadderAsync("applied", [Short[0] with { Offset = LadderOffset.Parse("+2B") }, Short[1] with { Offset = LadderOffset.Parse("+9W") }], appliesToOpen: true);
        var apply = region.Services.GetRequiredService<ApplyLadders>();
        var done = await apply.RunAsync(default);

        done.ShouldBe(2, "one is due this moment and climbs its old rung first");
        (await acting.ReadAsync(early)).LadderVersion.ShouldBe(2);
        (await acting.ReadAsync(busy)).LadderVersion.ShouldBe(1);
        (await acting.TimersAsync(late.PlanId)).ShouldHaveSingleItem().Level.ShouldBe(2, "its first rung has passed, the second is to come");
        await acting.FireDueAsync();
        (await acting.EscalationsAsync(late)).ShouldBeEmpty("no flood");
        (await apply.RunAsync(default)).ShouldBe(1);
        (await apply.RunAsync(default)).ShouldBe(0);
    }

    private async Task NewLadderAsync(string key, IReadOnlyList<LadderRung>? rungs = null, bool appliesToOpen = false)
    {
        (await DraftAsync(key, rungs ?? Short)).Problems.ShouldBeEmpty();
        (await PublishAsync(key, "For a test.", await acting.AdministratorAsync(), appliesToOpen)).Problems.ShouldBeEmpty();
    }

    private async Task<Outcome<LadderDraft>> DraftAsync(string key, IReadOnlyList<LadderRung> rungs)
    {
        var admin = await acting.AdministratorAsync();
        return await acting.WithAsync<SaveLadderDraft, Outcome<LadderDraft>>(s => s.RunAsync(key, "A ladder", "Une échelle", rungs, null, admin, default));
    }

    private Task<Outcome<LadderVersion>> PublishAsync(string key, string comment, Actor admin, bool appliesToOpen = false) =>
        acting.WithAsync<PublishLadder, Outcome<LadderVersion>>(p => p.RunAsync(key, comment, appliesToOpen, null, admin, default));

    private async Task<Outcome<LadderAssignment>> AssignAsync(string ladder, string? role = null, string? form = null)
    {
        var admin = await acting.AdministratorAsync();
        return await acting.WithAsync<AssignLadder, Outcome<LadderAssignment>>(a => a.RunAsync(role, form, ladder, admin, default));
    }
}
