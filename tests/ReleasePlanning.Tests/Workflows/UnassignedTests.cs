using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class UnassignedTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DemoRegionFixture region = new(postgres);
    private Acting acting = null!;
    private Actor amara = null!, farah = null!;
    private WorkItem item = null!;

    /// <summary>Nobody holds the role at the institution when the step opens.</summary>
    public async ValueTask InitializeAsync()
    {
        await region.InitializeAsync();
        acting = new(region);
        (amara, farah) = (await acting.ActorAsync("amara.osei"), await acting.ActorAsync("farah.chen"));
        var at = amara.Roles[0].SiteId;
        await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.SiteId == at && r.Role == Roles.InstitutionalParoleOfficer).ExecuteDeleteAsync());
        var plan = (await acting.ManyPlansAsync(farah, 1))[0];
        item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.SiteId == at && s.OwnerId is null);
    }

    public ValueTask DisposeAsync() => region.DisposeAsync();

    [Fact]
    public void Working_hours_run_only_while_the_site_is_open()
    {
        var days = new WorkingDays(Province.AB);
        var zone = DateTimeZoneProviders.Tzdb["America/Edmonton"];
        var hours = new BusinessHours(new(8, 0), new(16, 0));
        (string From, int Hours, string At, string Because)[] cases =
        [
            ("2026-11-23T08:00", 4, "2026-11-23T12:00", "within one day"),
            ("2026-11-23T12:00", 4, "2026-11-23T16:00", "ends as the site closes, not when it opens again"),
            ("2026-11-23T14:00", 4, "2026-11-24T10:00", "goes on in the morning"),
            ("2026-11-23T22:00", 4, "2026-11-24T12:00", "opened in the evening"),
            ("2026-11-27T15:00", 4, "2026-11-30T11:00", "the weekend does not count"),
            ("2026-11-10T15:00", 4, "2026-11-12T11:00", "Remembrance Day does not count"),
            ("2026-10-30T15:00", 4, "2026-11-02T11:00", "across the end of October"),
            ("2026-11-23T08:00", 20, "2026-11-25T12:00", "two and a half days"),
        ];
        foreach (var (from, length, at, because) in cases)
        {
            BusinessTime.After(Local(from), Duration.FromHours(length), SiteCalendar.Of(days, hours, zone)).ShouldBe(Local(at), because);
        }
        Instant Local(string text) => NodaTime.Text.LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(text).Value.InZoneLeniently(zone).ToInstant();
    }

    [Fact]
    public async Task A_step_nobody_takes_goes_to_the_supervisor_once_with_the_reason()
    {
        var timer = await TimerAsync();
        timer.ShouldNotBeNull();
        acting.Clock.Now = timer.DueAt - Duration.FromSeconds(1);
        await acting.FireDueAsync();
        (await RaisedAsync()).ShouldBeEmpty("not a second early");

        acting.Clock.Now = timer.DueAt;
        await acting.FireDueAsync();
        await acting.FireDueAsync();

        var raised = await RaisedAsync();
        raised.ShouldAllBe(e => e.ToStaffId == farah.StaffId && e.ToRole == Roles.ManagerAssessmentInterventions);
        raised.Count.ShouldBe((await acting.OpenStepsAsync(item.PlanId)).Count(s => s.OwnerId is null && s.SiteId == item.SiteId), "once for each step that nobody owns");
        (await TimerAsync()).ShouldBeNull("and never again");
    }

    [Fact]
    public async Task Taking_it_ends_it_and_it_never_escalates()
    {
        var due = (await TimerAsync())!.DueAt;
        var rows = await acting.WithAsync<UnassignedQueries, Paged<UnassignedRow>>(q => q.ListAsync(new(), farah, 1, 50, default));
        rows.Items.ShouldContain(r => r.Item.Id == item.Id && r.EscalatesAt == due && r.Able.Any(a => a.Id == farah.StaffId));

        var taken = await acting.WithAsync<ReassignWorkItem, Outcome<WorkItem>>(a => a.RunAsync(item.Id, farah.StaffId!.Value, "", null, farah, default));
        taken.Problems.ShouldBeEmpty();
        (await TimerAsync()).ShouldBeNull();
        acting.Clock.Now = due + Duration.FromMinutes(1);
        await acting.FireDueAsync();

        (await RaisedAsync()).ShouldNotContain(e => e.Occasion.Contains(item.Id.ToString()));
        rows = await acting.WithAsync<UnassignedQueries, Paged<UnassignedRow>>(q => q.ListAsync(new(), farah, 1, 50, default));
        rows.Items.ShouldNotContain(r => r.Item.Id == item.Id);
        (await acting.WithAsync<UnassignedQueries, Paged<UnassignedRow>>(q => q.ListAsync(new(), amara, 1, 50, default))).Total.ShouldBe(0, "an officer directs nobody");
    }

    [Fact]
    public async Task A_site_sets_its_own_threshold_within_reason()
    {
        (int? Hours, Actor By, string? Code, string Because)[] cases =
        [
            (0, farah, "unassigned.hours", "at least an hour"), (81, farah, "unassigned.hours", "two weeks at most"), (null, farah, "unassigned.hours", "nothing typed"),
            (8, amara, "unassigned.not-your-site", "an officer does not set it"), (8, farah, null, "her site"), (2, farah, null, "and again"),
        ];
        foreach (var (hours, by, code, because) in cases)
        {
            var set = await acting.WithAsync<SetUnassignedThreshold, Outcome<int>>(s => s.RunAsync(item.SiteId, hours, by, default));
            (set.IsDone ? null : set.Problems[0].Reason.Code).ShouldBe(code, because);
        }
        acting.Clock.Now = Instant.FromUtc(2026, 11, 24, 16, 0);
        var plan = (await acting.ManyPlansAsync(farah, 1))[0];
        var open = (await acting.OpenStepsAsync(plan.Id)).First(s => s.SiteId == item.SiteId && s.OwnerId is null);
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.WorkItemId == open.Id && t.Purpose == TimerPurpose.Unassigned))).DueAt.ShouldBe(acting.Clock.Now + Duration.FromHours(2));
    }

    [Fact]
    public async Task Whose_role_was_taken_away_by_a_file_has_their_work_on_the_list_and_a_warning_in_the_import()
    {
        var (chidi, kofi) = (await acting.ActorAsync("chidi.singh"), await acting.ActorAsync("kofi.delgado"));
        var plan = (await acting.ManyPlansAsync(chidi, 1))[0];
        var csv = "sign_in,name,language,email,roles\nchidi.singh,Chidi Singh,en,chidi.singh@example.invalid,finance@tantramar\n";
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(csv));

        var import = await acting.WithAsync<ImportStaff, Outcome<Import>>(i => i.RunAsync(file, "staff.csv", null, default));

        import.Value!.Problems.ShouldContain(p => p.IsWarning && p.Reason.Code == "import.role-with-work" && p.Line == 2);
        var rows = await acting.WithAsync<UnassignedQueries, Paged<UnassignedRow>>(q => q.ListAsync(new(), kofi, 1, 50, default));
        rows.Items.ShouldContain(r => r.Plan.Id == plan.Id && r.Owner == "Chidi Singh");
    }

    private Task<WorkflowTimer?> TimerAsync() => acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleOrDefaultAsync(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Unassigned));

    private async Task<List<Escalation>> RaisedAsync() =>
        [.. (await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.PlanId == item.PlanId).ToListAsync())).Where(e => e.Reason.Code == "escalation.unassigned")];
}
