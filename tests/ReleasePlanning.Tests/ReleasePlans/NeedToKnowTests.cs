using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.ReleasePlans;

public sealed class NeedToKnowTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    private static Actor Somebody(string role, SiteId site) => new(StaffId.New(), "Somebody", [new SiteRole(role, site)]);

    [Fact]
    public async Task The_list_and_the_page_agree_about_who_may_know_of_a_plan()
    {
        var plan = await acting.APlanAsync();
        (string Role, SiteId Site, bool Sees, string Because)[] cases =
        [
            (Roles.InstitutionalParoleOfficer, plan.ReleasingSiteId, true, "the releasing institution"),
            (Roles.CommunityParoleOfficer, plan.ParoleOfficeId, true, "the parole office at the destination"),
            (Roles.Auditor, SiteId.New(), true, "an auditor sees every plan"),
            (Roles.InstitutionalParoleOfficer, SiteId.New(), false, "another institution"),
            (Roles.ResidenceIntake, plan.ParoleOfficeId, false, "a house that was not asked"),
            (Roles.Administrator, plan.ReleasingSiteId, false, "administering is not planning"),
        ];
        foreach (var (role, site, sees, because) in cases)
        {
            var actor = Somebody(role, site);
            var list = await acting.WithAsync<PlanQueries, Paged<PlanRow>>(q => q.ListAsync(new("", null, null, null, ""), actor, 1, 100, default));
            list.Items.Any(r => r.Plan.Id == plan.Id).ShouldBe(sees, because);
            var view = await acting.ReadAsync(db => PlanScope.ViewAsync(db, plan, actor, default));
            (view.Value != PlanView.None).ShouldBe(sees, because);
        }
    }

    [Fact]
    public async Task A_plan_page_holds_open_steps_and_what_is_still_to_come_and_writes_down_the_reading()
    {
        var plan = await acting.APlanAsync();
        var actor = Somebody(Roles.InstitutionalParoleOfficer, plan.ReleasingSiteId);
        var page = (await acting.WithAsync<PlanQueries, Outcome<PlanPageData>>(q => q.GetAsync(plan.Id, actor with { StaffId = plan.ParoleOfficerId }, default))).Value!;

        page.Open.ShouldNotBeEmpty();
        page.ToCome.ShouldContain(s => s.Binding.Form == "record-release", "every release ends with recording it");
        page.ToCome.ShouldAllBe(s => !page.Open.Any(o => o.Item.ElementId == s.ElementId));
        var history = (await acting.WithAsync<PlanQueries, Outcome<Paged<Audit.AuditEntry>>>(q => q.HistoryAsync(plan.Id, actor, 1, 10, default))).Value!;
        history.Items[0].Act.ShouldBe("plan.read");
    }

    [Fact]
    public async Task An_inbox_holds_what_is_owned_or_covered_and_puts_overdue_law_first()
    {
        var plan = await acting.APlanAsync();
        var owner = await acting.ActorAsync(plan.ParoleOfficerId);
        var (steps, counts) = await acting.WithAsync<InboxQueries, (Paged<StepRow>, InboxCounts)>(q => q.InboxAsync(new(InboxScope.Mine, null, null, false, ""), owner, 1, 50, default));

        steps.Items.ShouldNotBeEmpty();
        steps.Items.ShouldAllBe(s => s.Item.OwnerId == owner.StaffId);
        counts.Open.ShouldBe(steps.Total);
        var (searched, _) = await acting.WithAsync<InboxQueries, (Paged<StepRow>, InboxCounts)>(q => q.InboxAsync(new(InboxScope.MyRoles, null, null, false, plan.Number), owner, 1, 50, default));
        searched.Items.ShouldContain(s => s.Plan.Id == plan.Id);
        searched.Items.ShouldAllBe(s => s.Plan.Id == plan.Id);
    }

    [Fact]
    public async Task A_step_shows_its_form_candidates_and_what_follows_to_its_owner_and_nothing_to_a_stranger()
    {
        var plan = await acting.APlanAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.OwnerId == plan.ParoleOfficerId);
        var owner = await acting.ActorAsync(plan.ParoleOfficerId);
        var step = (await acting.WithAsync<StepQueries, Outcome<StepView>>(q => q.GetAsync(item.Id, owner, default))).Value!;
        step.Fields.ShouldNotBeEmpty();
        step.MayComplete.Value.ShouldBeTrue();
        step.Follows.ShouldNotBeEmpty();

        var stranger = await acting.WithAsync<StepQueries, Outcome<StepView>>(q => q.GetAsync(item.Id, Somebody(Roles.InstitutionalParoleOfficer, SiteId.New()), default));
        stranger.Kind.ShouldBe(OutcomeKind.Forbidden);
    }

    [Fact]
    public async Task The_overdue_board_counts_by_site_role_and_step_what_it_lists()
    {
        var plan = await acting.APlanAsync();
        region.Clock.Now = plan.LaunchedAt + NodaTime.Duration.FromDays(200);
        try
        {
            var actor = Somebody(Roles.ManagerAssessmentInterventions, plan.ReleasingSiteId);
            var board = await acting.WithAsync<EscalationQueries, OverdueBoard>(q => q.OverdueAsync(new(Text: plan.Number), actor, 1, 50, default));
            board.Rows.Items.ShouldNotBeEmpty();
            board.Rows.Total.ShouldBe(board.Rows.Items.Count);
            board.BySite.Sum(c => c.Count).ShouldBe(board.Rows.Total);
            board.ByRole.Sum(c => c.Count).ShouldBe(board.Rows.Total);
            board.ByStep.Sum(c => c.Count).ShouldBe(board.Rows.Total);
            var other = await acting.WithAsync<EscalationQueries, OverdueBoard>(q => q.OverdueAsync(new(Text: plan.Number), Somebody(Roles.ManagerAssessmentInterventions, SiteId.New()), 1, 50, default));
            other.Rows.Total.ShouldBe(0);
        }
        finally { region.Clock.Now = DemoRegionFixture.Today; }
    }
}
