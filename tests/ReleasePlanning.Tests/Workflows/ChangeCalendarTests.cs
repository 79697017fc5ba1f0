using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class ChangeCalendarTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const string Administrator = "priya.kowalski";
    private readonly Acting acting = new(region);

    [Fact]
    public async Task What_the_preview_shows_is_what_then_happens_and_nothing_else()
    {
        var (plan, _) = await APlanWithDatesAsync();
        var closed = await OnAWorkingDayOfAsync(plan);
        var before = await DatesAsync();

        var preview = (await PreviewAsync(Closed(closed, "Storm"))).Value!;
        (await DatesAsync()).ShouldBe(before, "a preview changes nothing");
        var expected = preview.Plans.SelectMany(p => p.Moves).Where(m => !m.Kept).ToDictionary(m => m.WorkItemId?.Value ?? m.TimerId!.Value, m => m.NewAt);
        expected.Count.ShouldBeGreaterThan(0);
        var redating = (await ChangeAsync(Closed(closed, "Storm"))).Value!;
        await RunAsync(redating.Id);

        var after = await DatesAsync();
        foreach (var (id, at) in after) { at.ShouldBe(expected.TryGetValue(id, out var moved) ? moved : before[id], id.ToString()); }
        var row = (await acting.WithAsync<CalendarQueries, RedatingRow?>(q => q.FindAsync(redating.Id, default)))!;
        (row.Moved, row.Past, row.Kept, row.Redating.State).ShouldBe((preview.Dates, preview.Past, preview.Kept, RedatingState.Done));
    }

    [Fact]
    public async Task The_owner_is_told_once_a_plan_and_the_plan_s_log_says_what_moved()
    {
        var (plan, _) = await APlanWithDatesAsync();
        var redating = (await ChangeAsync(Closed(await OnAWorkingDayOfAsync(plan), "Flood"))).Value!;
        await RunAsync(redating.Id);

        var told = await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.PlanId == plan.Id && n.Key.StartsWith("redated:" + redating.Id)).ToListAsync());
        told.ShouldHaveSingleItem().StaffId.ShouldBe(plan.ParoleOfficerId);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.PlanId == plan.Id && a.Act == "plan.redated"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_date_set_by_hand_is_kept_and_listed_as_kept()
    {
        var (plan, item) = await APlanWithDatesAsync();
        var officer = await acting.ActorAsync(item.OwnerId!.Value);
        var asked = acting.Clock.Now.InUtc().Date.PlusDays(3);
        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RunAsync(item.Id, asked, null, "The doctor is away.", null, officer, default))).Problems.ShouldBeEmpty();
        var closed = await OnAWorkingDayOfAsync(plan, item);

        var preview = (await PreviewAsync(Closed(closed, "Ice"))).Value!;
        preview.Plans.Single(p => p.Plan.Id == plan.Id).Moves.Single(m => m.WorkItemId == item.Id).Kept.ShouldBeTrue();
        await RunAsync((await ChangeAsync(Closed(closed, "Ice"))).Value!.Id);

        var kept = (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Id == item.Id);
        (kept.DueSetByHand, SiteTime.DateOf(kept.DueAt!.Value, PlanPlaces.Zone(await SiteOfAsync(kept)))).ShouldBe((true, asked));
    }

    [Fact]
    public async Task A_stopped_re_dating_goes_on_where_it_was_and_no_plan_is_re_dated_twice()
    {
        var (plan, _) = await APlanWithDatesAsync();
        await acting.APlanAsync(ReleaseType.FullParole);
        var redating = (await ChangeAsync(Closed(await OnAWorkingDayOfAsync(plan), "Strike"))).Value!;
        var admin = await acting.ActorAsync(Administrator);
        await acting.WithAsync<StopRedating, Outcome<PlanRedating>>(s => s.RunAsync(redating.Id, admin, default));
        var before = await DatesAsync();

        await RunAsync(redating.Id);
        (await DatesAsync()).ShouldBe(before, "what is stopped is not begun");
        await acting.WithAsync<StopRedating, Outcome<PlanRedating>>(s => s.ResumeAsync(redating.Id, admin, default));
        // one plan by a worker that then goes away; the rest by four at once
        (await acting.WithAsync<RedatePlan, bool>(r => r.RunAsync(redating.Id, plan.Id, default))).ShouldBeTrue();
        (await acting.WithAsync<RedatePlan, bool>(r => r.RunAsync(redating.Id, plan.Id, default))).ShouldBeFalse("it is done");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunAsync(redating.Id)));

        var rows = await acting.ReadAsync(db => db.Set<RedatedPlan>().Where(r => r.RedatingId == redating.Id).ToListAsync());
        rows.ShouldAllBe(r => r.Result != RedatingResult.Waiting && r.Result != RedatingResult.Failed);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.PlanId == plan.Id && a.Act == "plan.redated"))).ShouldBe(1);
        (await acting.WithAsync<StopRedating, Outcome<PlanRedating>>(s => s.RunAsync(redating.Id, admin, default))).Kind.ShouldBe(OutcomeKind.Conflict);
    }

    [Fact]
    public async Task A_closure_on_the_release_day_moves_no_release_but_says_which_day_the_law_gives()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryRelease);
        var request = Closed(plan.ReleaseOn, "Offices flooded");

        var preview = (await PreviewAsync(request)).Value!;
        var lawful = preview.Plans.Single(p => p.Plan.Id == plan.Id).LawfulReleaseOn.ShouldNotBeNull();
        lawful.ShouldBeLessThan(plan.ReleaseOn);
        var redating = (await ChangeAsync(request)).Value!;
        await RunAsync(redating.Id);

        (await acting.PlanAsync(plan.Id)).ReleaseOn.ShouldBe(plan.ReleaseOn, "a person decides");
        var told = await acting.ReadAsync(db => db.Set<Notification>().SingleAsync(n => n.PlanId == plan.Id && n.Key.StartsWith("redated:" + redating.Id)));
        told.Reason.Code.ShouldBe("notice.plan-redated.release-day");
    }

    [Fact]
    public async Task An_entry_is_ended_not_deleted_and_its_dates_come_back()
    {
        var (plan, _) = await APlanWithDatesAsync();
        var before = (await DatesAsync()).Where(d => d.Value is not null).ToDictionary();
        await RunAsync((await ChangeAsync(Closed(await OnAWorkingDayOfAsync(plan), "Parade"))).Value!.Id);
        var entry = await acting.ReadAsync(db => db.Set<CalendarException>().SingleAsync(e => e.Reason == "Parade"));

        var ended = await ChangeAsync(new CalendarRequest.End(entry.Id, entry.FromOn.PlusDays(-1), "It was called off."));
        ended.Problems.ShouldBeEmpty();
        await RunAsync(ended.Value!.Id);

        (await acting.ReadAsync(db => db.Set<CalendarException>().SingleAsync(e => e.Id == entry.Id))).Withdrawn.ShouldBeTrue();
        var after = await DatesAsync();
        foreach (var (id, at) in before) { after[id].ShouldBe(at, id.ToString()); }
        foreach (var sql in new[] { $"delete from calendar_exceptions where id = '{entry.Id}'", $"update calendar_exceptions set reason = 'x' where id = '{entry.Id}'", $"update calendar_exceptions set until_on = '2030-01-01', withdrawn = false where id = '{entry.Id}'" })
        {
            await Should.ThrowAsync<PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlRawAsync(sql)), sql);
        }
    }

    [Fact]
    public async Task Overlapping_entries_are_refused_by_the_database_whoever_writes_them_at_once()
    {
        async Task<bool> WriteAsync(string from, string until)
        {
            await using var connection = new NpgsqlConnection(region.ConnectionString);
            await connection.OpenAsync();
            await using var insert = new NpgsqlCommand(
                $"insert into calendar_exceptions (id, calendar, province, from_on, until_on, yearly, rolls, closed, reason, entered_by, entered_at, withdrawn) select gen_random_uuid(), 'Federal', 'NU', '{from}', '{until}', '', false, true, 'Race', id, now(), false from staff limit 1", connection);
            try { return await insert.ExecuteNonQueryAsync() == 1; }
            // two that wait for each other: PostgreSQL ends one of them, which then wrote nothing either
            catch (PostgresException e) when (e.ConstraintName == "one_exception_at_a_time" || e.SqlState == PostgresErrorCodes.DeadlockDetected) { return false; }
        }

        var written = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync($"2029-03-{1 + i:00}", $"2029-03-{20 + i:00}")));

        written.Count(w => w).ShouldBe(1);
        (await WriteAsync("2029-05-01", "2029-05-02")).ShouldBeTrue("another time is no overlap");
    }

    [Fact]
    public async Task A_site_s_own_hours_decide_when_its_days_end_and_older_ones_end_with_them()
    {
        var (plan, item) = await APlanWithDatesAsync();
        var site = await SiteOfAsync(item);
        var zone = PlanPlaces.Zone(site);
        var week = Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => new BusinessHours(new(9, 0), new(17, 0)));
        var from = SiteTime.DateOf(acting.Clock.Now, zone);

        await RunAsync((await ChangeAsync(new CalendarRequest.Hours(site.Id, from, null, week, "Longer hours"))).Value!.Id);
        var longer = (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Id == item.Id).DueAt!.Value.InZone(zone);
        longer.TimeOfDay.ShouldBe(new LocalTime(17, 0));
        await RunAsync((await ChangeAsync(new CalendarRequest.Hours(site.Id, from.PlusDays(1), null, Enumerable.Range(1, 5).ToDictionary(d => (IsoDayOfWeek)d, _ => new BusinessHours(new(8, 0), new(15, 0))), "Winter"))).Value!.Id);

        (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Id == item.Id).DueAt!.Value.InZone(zone).ShouldBe(longer.Date.At(new(15, 0)).InZoneStrictly(zone));
        var hours = await acting.ReadAsync(db => db.Set<SiteHours>().Where(h => h.SiteId == site.Id && h.Weekday == IsoDayOfWeek.Monday).OrderBy(h => h.FromOn).ToListAsync());
        hours.Select(h => h.UntilOn).ShouldBe([from, null]);
        (await ChangeAsync(new CalendarRequest.Hours(site.Id, from, null, week, "Again"))).Kind.ShouldBe(OutcomeKind.Conflict);
    }

    [Fact]
    public async Task Only_administrators_change_calendars_and_every_field_is_checked()
    {
        var officer = await acting.ActorAsync("amara.osei");
        (await acting.WithAsync<ChangeCalendar, Outcome<PlanRedating>>(a => a.RunAsync(Closed(new(2027, 2, 1), "x"), PastDue.Mark, officer, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        var good = Closed(new(2027, 2, 1), "x");
        foreach (var (request, field) in new (CalendarRequest, string)[]
        {
            (good with { Why = " " }, "why"), (good with { Name = "" }, "name"), (good with { FromOn = new(1999, 1, 1) }, "fromOn"), (good with { UntilOn = new(2027, 1, 1) }, "untilOn"),
            (good with { UntilOn = new(2029, 1, 1) }, "untilOn"), (good with { Yearly = "31 February" }, "yearly"), (good with { SiteId = SiteId.New() }, "site"),
            (new CalendarRequest.Hours(SiteId.New(), new(2027, 1, 1), null, new Dictionary<IsoDayOfWeek, BusinessHours>(), "x"), "opens1"),
        })
        {
            (await ChangeAsync(request)).Problems.ShouldHaveSingleItem().Field.ShouldBe(field);
        }
    }

    private static CalendarRequest.Exception Closed(LocalDate on, string name) => new CalendarRequest.Exception(CalendarKind.Federal, null, null, on, null, "", false, true, name, "For the test.");

    private async Task<Outcome<CalendarPreview>> PreviewAsync(CalendarRequest request)
    {
        var admin = await acting.ActorAsync(Administrator);
        return await acting.WithAsync<PreviewCalendarChange, Outcome<CalendarPreview>>(a => a.RunAsync(request, admin, default));
    }

    private async Task<Outcome<PlanRedating>> ChangeAsync(CalendarRequest request)
    {
        var admin = await acting.ActorAsync(Administrator);
        return await acting.WithAsync<ChangeCalendar, Outcome<PlanRedating>>(a => a.RunAsync(request, PastDue.Mark, admin, default));
    }

    private async Task RunAsync(Guid redating)
    {
        var run = region.Services.GetRequiredService<RunRedatings>();
        while (await run.RunAsync(redating, default) > 0) { }
    }

    private async Task<(ReleasePlan Plan, WorkItem Item)> APlanWithDatesAsync()
    {
        var plan = await acting.APlanAsync(ReleaseType.FullParole);
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s is { OwnerId: not null, DateForce: DateForce.Default } && s.DueReason!.Code.StartsWith("due.", StringComparison.Ordinal));
        return (plan, item);
    }

    private Task<Site> SiteOfAsync(WorkItem item) => acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));

    /// <summary>A working day that nobody closed yet and that the date of a step counts.</summary>
    private async Task<LocalDate> OnAWorkingDayOfAsync(ReleasePlan plan, WorkItem? of = null)
    {
        var item = of ?? (await acting.OpenStepsAsync(plan.Id)).First(s => s.DueAt is not null && !s.DueSetByHand && s.DueReason!.Code != "due.days.before");
        var site = await SiteOfAsync(item);
        var days = await acting.WithAsync<PlanPlaces, WorkingDays>(p => p.DaysAsync(site, default));
        return days.Next(SiteTime.DateOf(acting.Clock.Now, PlanPlaces.Zone(site)));
    }

    private Task<Dictionary<Guid, Instant?>> DatesAsync() => acting.ReadAsync(async db =>
    {
        var items = await db.Set<WorkItem>().Where(w => w.State == WorkItemState.Open).Select(w => new { w.Id, w.DueAt }).ToListAsync();
        var timers = await db.Set<WorkflowTimer>().Where(t => t.DueRule != null).Select(t => new { t.Id, t.DueAt }).ToListAsync();
        return items.Select(i => (i.Id.Value, i.DueAt)).Concat(timers.Select(t => (t.Id, (Instant?)t.DueAt))).ToDictionary(d => d.Item1, d => d.Item2);
    });
}
