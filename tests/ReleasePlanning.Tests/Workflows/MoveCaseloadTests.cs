using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class MoveCaseloadTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Many = 40;
    private readonly DemoRegionFixture region = new(postgres);
    private Acting acting = null!;
    private Actor amara = null!, marcus = null!, farah = null!, colin = null!;
    private LocalDate today;

    public async ValueTask InitializeAsync()
    {
        await region.InitializeAsync();
        acting = new(region);
        (amara, marcus, farah, colin) = (await acting.ActorAsync("amara.osei"), await acting.ActorAsync("marcus.nowak"), await acting.ActorAsync("farah.chen"), await acting.ActorAsync("colin.stewart"));
        today = acting.Clock.Now.InUtc().Date;
    }

    public ValueTask DisposeAsync() => region.DisposeAsync();

    [Fact]
    public async Task Forty_plans_change_hands_in_one_act_once_however_often_it_is_sent_while_timers_fire()
    {
        await acting.ManyPlansAsync(amara, Many);
        acting.Clock.Now += Duration.FromDays(10);
        var proposal = await ProposalAsync();
        proposal.Plans.Count.ShouldBe(Many);
        proposal.Plans.ShouldAllBe(p => p.Proposed != null && p.NextDue != null && p.Complexity > 0);
        var request = Request(proposal, until: null);

        var firing = Task.Run(acting.FireDueAsync);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => MoveAsync(request))));
        (await firing).ShouldBeGreaterThan(Many, "the timers of those plans fell due meanwhile");

        sent.ShouldAllBe(o => o.IsDone && o.Value!.Plans == Many);
        (await acting.ReadAsync(db => db.Set<CaseloadMove>().CountAsync())).ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<WorkItem>().CountAsync(w => w.OwnerId == amara.StaffId && w.State == WorkItemState.Open))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<ReleasePlan>().CountAsync(p => p.ParoleOfficerId == amara.StaffId))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Act == "plan.given"))).ShouldBe(Many, "each plan's log says so once");
        var told = await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.Key == $"caseload:{request.Id}").Select(n => n.StaffId).ToListAsync());
        told.ShouldBe(request.Takers.Values.Distinct(), ignoreOrder: true, "one message a taker, not one a step");
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.LastError != null))).ShouldBe(0, "no timer failed for it");
        (await acting.ReadAsync(db => db.Set<WorkflowIncident>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_temporary_move_changes_no_owner_and_ends_by_itself()
    {
        var plans = await acting.ManyPlansAsync(amara, 6);
        var proposal = await ProposalAsync();
        var takers = proposal.Plans.Select((p, i) => (p.Plan.Id, Taker: i % 3 == 0 ? farah.StaffId!.Value : marcus.StaffId!.Value)).ToDictionary(p => p.Id, p => p.Taker);
        var request = new CaseloadMoveRequest(Guid.CreateVersion7(), amara.StaffId!.Value, today.PlusDays(4), "Called away.", takers);

        (await MoveAsync(request)).Problems.ShouldBeEmpty();

        (await acting.ReadAsync(db => db.Set<ReleasePlan>().CountAsync(p => p.ParoleOfficerId == amara.StaffId))).ShouldBe(6);
        var (mine, hers) = (await CoveredPlansAsync(marcus), await CoveredPlansAsync(farah));
        mine.ShouldBe(takers.Where(t => t.Value == marcus.StaffId).Select(t => t.Key), ignoreOrder: true);
        hers.ShouldBe(takers.Where(t => t.Value == farah.StaffId).Select(t => t.Key), ignoreOrder: true);
        var asFarah = await acting.TodayAsync(farah);
        StepAccess.CoverOf((await acting.OpenStepsAsync(takers.First(t => t.Value == marcus.StaffId).Key)).First(s => s.OwnerId == amara.StaffId), asFarah).ShouldBeNull("that plan went to somebody else");
        foreach (var (plan, taker) in takers)
        {
            var acts = await acting.ReadAsync(db => StandIn.WhoAsync(db, amara.StaffId!.Value, new(Roles.InstitutionalParoleOfficer, amara.Roles[0].SiteId, plan), today, default));
            acts.Acts.ShouldBe(taker);
        }

        acting.Clock.Now += Duration.FromDays(6);
        (await CoveredPlansAsync(marcus)).ShouldBeEmpty();
        (await acting.InboxAsync(amara)).Select(r => r.Plan.Id).Distinct().Count().ShouldBe(plans.Count);
    }

    [Fact]
    public async Task A_move_is_refused_whole_when_one_plan_has_no_fit_taker_or_the_caseload_has_changed()
    {
        await acting.ManyPlansAsync(amara, 3);
        var good = Request(await ProposalAsync(), until: null);
        var (first, stranger) = (good.Takers.Keys.First(), (await acting.ActorAsync("chidi.singh")).StaffId!.Value);
        (CaseloadMoveRequest Request, Actor By, string Code, string Because)[] cases =
        [
            (good with { Takers = With(first, stranger) }, farah, "caseload.taker-lacks-role", "a taker of another institution"),
            (good with { Takers = With(first, amara.StaffId!.Value) }, farah, "caseload.unknown-taker", "she cannot take from herself"),
            (good with { Takers = With(first, StaffId.New()) }, farah, "caseload.unknown-taker", "nobody of that id"),
            (good with { Takers = good.Takers.Skip(1).ToDictionary() }, farah, "caseload.changed", "one plan was not in the proposal"),
            (good with { Takers = With(ReleasePlanId.New(), marcus.StaffId!.Value) }, farah, "caseload.changed", "one plan is not hers"),
            (good with { Reason = "" }, farah, "form.required", "everyone will ask why"),
            (good with { Id = Guid.Empty }, farah, "caseload.needs-id", "without an id it could be done twice"),
            (good with { UntilOn = today.PlusDays(-3) }, farah, "absence.over-already", "until before today"),
            (good, marcus, "caseload.not-yours", "a colleague moves nobody's caseload"),
        ];
        foreach (var (request, by, code, because) in cases)
        {
            var refused = await acting.WithAsync<MoveCaseload, Outcome<CaseloadMove>>(m => m.RunAsync(request, by, default));
            refused.IsDone.ShouldBeFalse(because);
            refused.Problems.ShouldContain(p => p.Reason.Code == code, because);
        }
        (await acting.ReadAsync(db => db.Set<CaseloadMove>().CountAsync())).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<ReleasePlan>().CountAsync(p => p.ParoleOfficerId == amara.StaffId))).ShouldBe(3, "nothing was moved half");

        Dictionary<ReleasePlanId, StaffId> With(ReleasePlanId plan, StaffId taker) => new(good.Takers) { [plan] = taker };
    }

    [Fact]
    public async Task Two_supervisors_moving_the_same_caseload_at_once_move_it_once()
    {
        await acting.ManyPlansAsync(amara, 12);
        var proposal = await ProposalAsync();
        var (one, other) = (Request(proposal, until: null), Request(proposal, until: null));

        var both = await Task.WhenAll(Task.Run(() => MoveAsync(one)), Task.Run(() => acting.WithAsync<MoveCaseload, Outcome<CaseloadMove>>(m => m.RunAsync(other, colin, default))));

        both.Count(o => o.IsDone).ShouldBe(1);
        both.Single(o => !o.IsDone).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("caseload.changed");
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Act == "plan.given"))).ShouldBe(12);
    }

    [Fact]
    public async Task A_departure_is_refused_while_work_has_no_taker_and_moves_it_in_the_same_act()
    {
        await acting.ManyPlansAsync(amara, 3);
        await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(30));
        var proposal = await ProposalAsync();
        var none = new Dictionary<ReleasePlanId, StaffId>();
        (DepartureRequest Request, Actor By, string Code, string Because)[] cases =
        [
            (new(amara.StaffId!.Value, today, "", none), farah, "departure.open-work", "three plans wait for her"),
            (new(amara.StaffId!.Value, today.PlusDays(3), "", none), farah, "departure.not-yet", "she is here until then"),
            (new(amara.StaffId!.Value, null, "", none), farah, "form.required", "from when?"),
            (new(amara.StaffId!.Value, today, "", none), marcus, "caseload.not-yours", "a colleague does not decide that"),
            (new(farah.StaffId!.Value, today, "", none), farah, "departure.own", "not one's own"),
        ];
        foreach (var (request, by, code, because) in cases)
        {
            (await LeaveAsync(request, by)).Problems.ShouldContain(p => p.Reason.Code == code, because);
        }
        (await BrokenRuleAsync(db => db.Set<StaffMember>().Where(s => s.Id == amara.StaffId).ExecuteUpdateAsync(s => s.SetProperty(m => m.Active, false)))).ShouldBe("open_work_has_a_taker");

        var left = await LeaveAsync(new(amara.StaffId!.Value, today, "Another institution.", proposal.Plans.ToDictionary(p => p.Plan.Id, p => p.Proposed!.Value)), farah);

        left.Problems.ShouldBeEmpty();
        (left.Value!.Active, left.Value.LeftOn).ShouldBe((false, today));
        (await acting.ReadAsync(db => db.Set<WorkItem>().CountAsync(w => w.OwnerId == amara.StaffId && w.State == WorkItemState.Open))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<Absence>().SingleAsync(a => a.StaffId == amara.StaffId))).EndedOn.ShouldBe(today);
        (await acting.WithAsync<StaffQueries, StaffMember?>(q => q.BySignInAsync("amara.osei", default))).ShouldBeNull("she signs in no more");
        (await acting.WithAsync<CoverQueries, bool>(async q => await q.TodayAsync(amara.StaffId!.Value, amara.Roles, default) is null)).ShouldBeTrue("and who is signed in is not any longer");
    }

    [Fact]
    public async Task The_database_lets_nothing_be_addressed_to_who_left()
    {
        var plan = (await acting.ManyPlansAsync(marcus, 1))[0];
        (await LeaveAsync(new(amara.StaffId!.Value, today, "", new Dictionary<ReleasePlanId, StaffId>()), farah)).Problems.ShouldBeEmpty();
        var (gone, step) = (amara.StaffId!.Value, (await acting.OpenStepsAsync(plan.Id))[0].Id);
        (Func<ReleasePlanningDb, Task> Write, string Because)[] cases =
        [
            (db => { db.Add(new Notification { Id = Guid.CreateVersion7(), StaffId = gone, Key = "x", PlanId = plan.Id, Reason = new Reason("audit.plan.read"), At = acting.Clock.Now }); return db.SaveChangesAsync(); }, "a message"),
            (db => { db.Add(new ReleasePlanning.Escalations.Escalation { Id = Guid.CreateVersion7(), PlanId = plan.Id, Occasion = "x", Level = 1, IsReminder = false, ToRole = "x", ToStaffId = gone, Reason = new Reason("audit.plan.read"), RaisedAt = acting.Clock.Now }); return db.SaveChangesAsync(); }, "an escalation"),
            (db => db.Set<WorkItem>().Where(w => w.Id == step).ExecuteUpdateAsync(s => s.SetProperty(w => w.OwnerId, gone)), "a step"),
            (db => db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.ParoleOfficerId, gone)), "a plan"),
            (db => db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).ExecuteUpdateAsync(s => s.SetProperty(p => p.CommunityOfficerId, gone)), "a handoff"),
            (db => { db.Add(new Absence { Id = Guid.CreateVersion7(), StaffId = marcus.StaffId!.Value, CoverId = gone, FromOn = today, UntilOn = today }); return db.SaveChangesAsync(); }, "a cover"),
        ];
        foreach (var (write, because) in cases) { (await BrokenRuleAsync(write)).ShouldBe("nothing_for_who_left", because); }
        (await LeaveAsync(new(amara.StaffId!.Value, today, "", new Dictionary<ReleasePlanId, StaffId>()), farah)).IsDone.ShouldBeTrue("recorded twice is recorded");
    }

    private static CaseloadMoveRequest Request(CaseloadView proposal, LocalDate? until) =>
        new(Guid.CreateVersion7(), proposal.Member.Id, until, "Away since this morning.", proposal.Plans.ToDictionary(p => p.Plan.Id, p => p.Proposed!.Value));

    private async Task<CaseloadView> ProposalAsync()
    {
        var read = await acting.WithAsync<CaseloadQueries, Outcome<CaseloadView>>(q => q.GetAsync(amara.StaffId!.Value, farah, default));
        read.Problems.ShouldBeEmpty();
        return read.Value!;
    }

    private Task<Outcome<CaseloadMove>> MoveAsync(CaseloadMoveRequest request) => acting.WithAsync<MoveCaseload, Outcome<CaseloadMove>>(m => m.RunAsync(request, farah, default));

    private Task<Outcome<StaffMember>> LeaveAsync(DepartureRequest request, Actor by) => acting.WithAsync<RecordDeparture, Outcome<StaffMember>>(d => d.RunAsync(request, by, default));

    private async Task<IReadOnlyList<ReleasePlanId>> CoveredPlansAsync(Actor who) => [.. (await acting.InboxAsync(who, InboxScope.Covered)).Select(r => r.Plan.Id).Distinct()];

    private async Task<string?> BrokenRuleAsync(Func<ReleasePlanningDb, Task> write)
    {
        await using var scope = region.Services.CreateAsyncScope();
        try { await write(scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>()); }
        catch (DbUpdateException e) when (e.InnerException is Npgsql.PostgresException p) { return p.ConstraintName; }
        catch (Npgsql.PostgresException p) { return p.ConstraintName; }
        return null;
    }
}
