using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Disclosures;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.ReleasePlans;

public sealed class ChangingPlansTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task Moving_the_date_previews_what_it_then_does()
    {
        var plan = await acting.APlanAsync(ReleaseType.FullParole);
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var move = new MoveRequest(plan.ReleaseOn.PlusDays(28), null, null, "The Board set a later date.");
        var before = (await acting.OpenStepsAsync(plan.Id)).ToDictionary(s => s.Id, s => s.DueAt);

        var preview = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a => a.PreviewAsync(plan.Id, move, officer, default));
        (await acting.OpenStepsAsync(plan.Id)).ShouldAllBe(s => s.DueAt == before[s.Id]);
        var moved = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a => a.RunAsync(plan.Id, move, PastDue.Mark, null, officer, default));

        moved.Problems.ShouldBeEmpty();
        preview.Value!.Moves.Count(m => m.OldAt != m.NewAt).ShouldBeGreaterThan(3);
        var after = (await acting.OpenStepsAsync(plan.Id)).ToDictionary(s => s.Id, s => s.DueAt);
        foreach (var line in preview.Value.Moves.Where(m => m.WorkItemId is not null)) { after[line.WorkItemId!.Value].ShouldBe(line.NewAt, line.TitleEn); }
        var timers = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == plan.Id && t.DueRule != null).ToDictionaryAsync(t => t.Id, t => (Instant?)t.DueAt));
        foreach (var line in preview.Value.Moves.Where(m => m.TimerId is not null)) { timers[line.TimerId!.Value].ShouldBe(line.NewAt, line.TitleEn); }
    }

    [Fact]
    public async Task A_date_set_by_hand_is_listed_and_kept()
    {
        var plan = await acting.APlanAsync(ReleaseType.FullParole);
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.DueRule!.StartsWith('R'));
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(u => u.SetProperty(w => w.DueSetByHand, true)));

        var moved = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a =>
            a.RunAsync(plan.Id, new MoveRequest(plan.ReleaseOn.PlusDays(21), null, null, "Later."), PastDue.Mark, null, officer, default));

        moved.Value!.Moves.Single(m => m.WorkItemId == item.Id).Kept.ShouldBeTrue();
        (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Id == item.Id).DueAt.ShouldBe(item.DueAt);
    }

    [Fact]
    public async Task A_moved_date_reopens_the_police_notice_that_was_given()
    {
        var plan = await acting.APlanAsync(ReleaseType.FullParole);
        acting.Clock.Now = Instant.Max(acting.Clock.Now, plan.ReleaseOn.PlusDays(-15).AtMidnight().InUtc().ToInstant());
        await acting.FireDueAsync();
        var notice = await acting.StepAsync(plan.Id, "NotifyPolice");
        (await acting.CompleteAsync(region, notice)).Problems.ShouldBeEmpty();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);

        await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a =>
            a.RunAsync(plan.Id, new MoveRequest(plan.ReleaseOn.PlusDays(7), null, null, "Later."), PastDue.Mark, null, officer, default));

        (await acting.ReadAsync(db => db.Set<Disclosure>().CountAsync(d => d.PlanId == plan.Id && d.Kind == DisclosureKind.Police && d.SupersededAt == null))).ShouldBe(0);
        var again = await acting.StepAsync(plan.Id, "RenotifyPolice");
        again.HardGate.ShouldBeTrue();
        (await acting.CompleteAsync(region, again)).Problems.ShouldBeEmpty();
        (await acting.ReadAsync(db => db.Set<Disclosure>().CountAsync(d => d.PlanId == plan.Id && d.Kind == DisclosureKind.Police && d.SupersededAt == null))).ShouldBe(1);
    }

    [Fact]
    public async Task Withdrawing_closes_everything_and_nothing_fires_afterwards()
    {
        var plan = await acting.APlanAsync(needsResidence: true);
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);

        var withdrawn = await acting.WithAsync<WithdrawReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(plan.Id, "The person stays.", null, officer, default));

        withdrawn.Problems.ShouldBeEmpty();
        (await acting.OpenStepsAsync(plan.Id)).ShouldBeEmpty();
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.PlanId == plan.Id))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowSubscription>().CountAsync(t => t.PlanId == plan.Id))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowInstance>().CountAsync(i => i.PlanId == plan.Id && i.Status == InstanceStatus.Running))).ShouldBe(0);
        var history = await acting.ReadAsync(db => db.Set<WorkflowHistory>().CountAsync(h => h.PlanId == plan.Id));
        acting.Clock.Now += Duration.FromDays(400);
        await acting.FireDueAsync();
        (await acting.ReadAsync(db => db.Set<WorkflowHistory>().CountAsync(h => h.PlanId == plan.Id))).ShouldBe(history);
    }

    [Fact]
    public async Task Withdrawing_needs_a_reason_and_the_right_institution()
    {
        var plan = await acting.APlanAsync();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var stranger = officer with { StaffId = StaffId.New(), Roles = [new SiteRole(Roles.InstitutionalParoleOfficer, SiteId.New())] };

        (await acting.WithAsync<WithdrawReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(plan.Id, " ", null, officer, default))).Problems[0].Field.ShouldBe("reason");
        (await acting.WithAsync<WithdrawReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(plan.Id, "Not mine.", null, stranger, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.PlanAsync(plan.Id)).Status.ShouldBe(PlanStatus.Active);
    }

    [Fact]
    public async Task The_same_answer_twice_is_done_once_and_another_answer_is_a_conflict()
    {
        var plan = await acting.APlanAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.Form == "destination-consultation");

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => acting.CompleteAsync(region, item)));

        results.ShouldAllBe(r => r.Kind == OutcomeKind.Done || r.Kind == OutcomeKind.Conflict);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.WorkItemId == item.Id && a.Act == "step.completed"))).ShouldBe(1);
        (await acting.CompleteAsync(region, item, "not-available", null, ("note", "Full."))).Kind.ShouldBe(OutcomeKind.Conflict);
    }

    [Fact]
    public async Task The_audit_log_is_chained_and_cannot_be_rewritten()
    {
        var plan = await acting.APlanAsync();

        (await acting.ReadAsync(db => db.Database.SqlQueryRaw<long>("select count(*) as \"Value\" from broken_audit_lines()").SingleAsync())).ShouldBe(0);
        await Should.ThrowAsync<Npgsql.PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update audit_entries set act = 'x' where plan_id = {plan.Id.Value}")));
        await Should.ThrowAsync<Npgsql.PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from audit_entries")));
        // only whoever owns the database can switch the trigger off; the chain shows it
        await acting.ReadAsync(db => db.Database.ExecuteSqlRawAsync("alter table audit_entries disable trigger audit_append_only"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update audit_entries set actor_name = 'Nobody' where plan_id = {plan.Id.Value}"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlRawAsync("alter table audit_entries enable trigger audit_append_only"));
        (await acting.ReadAsync(db => db.Database.SqlQueryRaw<long>("select count(*) as \"Value\" from broken_audit_lines()").SingleAsync())).ShouldBeGreaterThan(0);
    }
}
