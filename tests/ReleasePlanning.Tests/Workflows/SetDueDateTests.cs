using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Escalations;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class SetDueDateTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_date_set_by_hand_says_who_set_it_and_why_stays_when_the_plan_moves_and_goes_back_to_its_rule()
    {
        var (plan, item, owner, site) = await AStepAsync();
        var asked = Today(site).PlusDays(4);

        var set = await SetAsync(item, asked, "The file comes on Friday.", owner);
        set.Problems.ShouldBeEmpty();
        var sentence = SayDue.Of(set.Value!, site, Texts.English)!;
        sentence.ShouldContain($"Set by hand by {owner.Name} on ");
        sentence.ShouldContain("The file comes on Friday.");
        sentence.ShouldContain($"{site.City} time; basis: ");
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a => a.RunAsync(plan.Id, new MoveRequest(plan.ReleaseOn.PlusDays(21), null, null, "Later."), PastDue.Mark, null, officer, default));
        (await StepAsync(item)).DueAt.ShouldBe(set.Value!.DueAt);
        var listed = await acting.WithAsync<SeenDatesQueries, Paged<ByHandRow>>(q => q.ListAsync(new ByHandFilter(null, null, null), officer, 1, 100, default));
        listed.Items.Single(r => r.Item.Id == item.Id).SetBy.ShouldBe(owner.Name);

        var restored = await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RestoreAsync(item.Id, "Not needed.", null, owner, default));

        restored.Problems.ShouldBeEmpty();
        var now = await StepAsync(item);
        (now.DueSetByHand, now.DueSetBy, now.DueSetReason).ShouldBe((false, null, null));
        now.DueAt.ShouldBe(listed.Items.Single(r => r.Item.Id == item.Id).RuleAt, "the rule counts from the release day as it stands now");
        (await acting.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.WorkItemId == item.Id && a.Act.StartsWith("step.due")).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync())).ShouldBe(["step.due-set", "step.due-restored"]);
        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RestoreAsync(item.Id, "Again.", null, owner, default))).Kind.ShouldBe(OutcomeKind.Conflict);
    }

    [Fact]
    public async Task The_ladder_counts_from_the_new_date()
    {
        var (_, item, owner, site) = await AStepAsync();
        var before = await RungAsync(item);
        await SetAsync(item, Today(site).PlusDays(9), "Later.", owner);
        var after = await RungAsync(item);
        after.DueAt.ShouldNotBe(before.DueAt);
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Ladder))).ShouldBe(1);
    }

    [Fact]
    public async Task What_cannot_be_a_date_is_refused_by_field_with_what_would_be_right()
    {
        var (plan, item, owner, site) = await AStepAsync();
        var today = Today(site);
        (await SetAsync(item, today.PlusDays(-1), "x", owner)).Problems.Single().ShouldBe(Problem.With("on", "due-set.past"));
        (await SetAsync(item, plan.ReleaseOn.PlusDays(1), "x", owner)).Problems.Single().ShouldBe(Problem.With("on", "due-set.after-release", plan.ReleaseOn));
        (await SetAsync(item, new(1900, 1, 1), "x", owner)).Problems.Single().Field.ShouldBe("on");
        (await SetAsync(item, today.PlusDays(2), " ", owner)).Problems.Single().Field.ShouldBe("reason");
        (await SetAsync(item, today.PlusDays(2), new string('x', 501), owner)).Problems.Single().Field.ShouldBe("reason");
        var stranger = owner with { StaffId = StaffId.New(), Roles = [new SiteRole(Roles.InstitutionalParoleOfficer, SiteId.New())] };
        (await SetAsync(item, today.PlusDays(2), "x", stranger)).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RunAsync(item.Id, today.PlusDays(2), null, "x", item.Version + 1, owner, default))).Kind.ShouldBe(OutcomeKind.Conflict);
        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RunAsync(WorkItemId.New(), today.PlusDays(2), null, "x", null, owner, default))).Kind.ShouldBe(OutcomeKind.NotFound);
    }

    [Fact]
    public async Task A_limit_of_the_law_can_be_brought_forward_but_never_put_off()
    {
        var item = await acting.AStepAsync("law-limit", "R-5W");
        var owner = await acting.OwnerOfAsync(item);
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(u => u.SetProperty(w => w.Basis, BasisKind.Law).SetProperty(w => w.DateForce, DateForce.Law)));
        var limit = SiteTime.DateOf(item.DueAt!.Value, PlanPlaces.Zone(site));

        var refused = await SetAsync(item, limit.PlusDays(1), "Later.", owner);
        refused.Problems.Single().Reason.Code.ShouldBe("due-set.law");
        Texts.Of(refused.Problems.Single().Reason, Texts.English).ShouldContain(Texts.Date(limit, Texts.English));
        (await SetAsync(item, limit.PlusDays(-1), "Sooner.", owner)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_supervises_at_the_site_may_set_it_for_the_owner()
    {
        var (_, item, _, site) = await AStepAsync();
        var manager = await acting.ActorAsync((await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.SiteId == site.Id && r.Role == Roles.ManagerAssessmentInterventions)).OrderBy(s => s.SignIn).FirstAsync())).Id);
        (await SetAsync(item, Today(site).PlusDays(3), "Quality control first.", manager)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_date_set_by_hand_gives_way_when_the_release_comes_before_it()
    {
        var (plan, item, owner, _) = await AStepAsync();
        (await SetAsync(item, plan.ReleaseOn, "On the day.", owner)).Problems.ShouldBeEmpty();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var sooner = plan.ReleaseOn.PlusDays(-21);

        var moved = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a => a.RunAsync(plan.Id, new MoveRequest(sooner, null, null, "Sooner."), PastDue.Mark, null, officer, default));

        moved.Problems.ShouldBeEmpty();
        moved.Value!.Moves.Single(m => m.WorkItemId == item.Id).Kept.ShouldBeFalse("what prepares a release is of no use after it");
        var now = await StepAsync(item);
        (now.DueSetByHand, now.DueSetBy, now.DueSetReason).ShouldBe((false, null, null));
        SiteTime.DateOf(now.DueAt!.Value, DateTimeZone.Utc).ShouldBeLessThanOrEqualTo(sooner.PlusDays(1));
        (await acting.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.WorkItemId == item.Id && a.Act.StartsWith("step.due")).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync())).ShouldBe(["step.due-set", "step.due-restored"]);
    }

    [Fact]
    public async Task A_date_set_by_hand_gives_way_when_the_law_wants_it_earlier()
    {
        var item = await acting.AStepAsync("law-by-hand", "R-5W");
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(u => u.SetProperty(w => w.Basis, BasisKind.Law).SetProperty(w => w.DateForce, DateForce.Law)));
        var plan = await acting.PlanAsync(item.PlanId);
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));
        (await SetAsync(item, SiteTime.DateOf(item.DueAt!.Value, PlanPlaces.Zone(site)).PlusDays(-1), "Sooner.", await acting.OwnerOfAsync(item))).Problems.ShouldBeEmpty();

        await acting.MoveReleaseAsync(plan.Id, plan.ReleaseOn.PlusDays(-7), PastDue.Mark);

        var now = await StepAsync(item);
        now.DueSetByHand.ShouldBeFalse();
        now.DueAt!.Value.ShouldBeLessThan(item.DueAt!.Value - Duration.FromDays(6), "the law's own date, a week sooner");
        (await RungAsync(item)).DueAt.ShouldBeLessThanOrEqualTo(now.DueAt!.Value + Duration.FromSeconds(1), "and its ladder counts from it");
    }

    private async Task<(ReleasePlan Plan, WorkItem Item, Actor Owner, Site Site)> AStepAsync()
    {
        var plan = await acting.APlanAsync(ReleaseType.FullParole);
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s is { OwnerId: not null, DateForce: DateForce.Default } && s.SiteId == plan.ReleasingSiteId && s.DueAt > acting.Clock.Now + Duration.FromDays(1) && s.DueRule!.StartsWith('R'));
        return (plan, item, await acting.ActorAsync(item.OwnerId!.Value), await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId)));
    }

    private LocalDate Today(Site site) => SiteTime.DateOf(acting.Clock.Now, PlanPlaces.Zone(site));

    private Task<Outcome<WorkItem>> SetAsync(WorkItem item, LocalDate on, string reason, Actor actor) => acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RunAsync(item.Id, on, null, reason, null, actor, default));

    private Task<WorkItem> StepAsync(WorkItem item) => acting.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == item.Id));

    private Task<WorkflowTimer> RungAsync(WorkItem item) => acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Ladder));
}
