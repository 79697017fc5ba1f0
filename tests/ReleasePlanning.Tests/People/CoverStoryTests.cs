using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.People;

public sealed class CoverStoryTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DemoRegionFixture region = new(postgres);
    private Acting acting = null!;
    private Actor amara = null!, marcus = null!, farah = null!, colin = null!;
    private LocalDate today;

    public async ValueTask InitializeAsync()
    {
        await region.InitializeAsync();
        acting = new(region);
        (amara, marcus, farah, colin) = (await acting.ActorAsync("amara.osei"), await acting.ActorAsync("marcus.nowak"), await acting.ActorAsync("farah.chen"), await acting.ActorAsync("colin.stewart"));
        today = acting.Clock.Now.InZone(await ZoneAsync()).Date;
    }

    public ValueTask DisposeAsync() => region.DisposeAsync();

    [Fact]
    public async Task Work_goes_to_the_cover_at_local_midnight_and_comes_back_at_local_midnight()
    {
        var plan = (await acting.ManyPlansAsync(amara, 1))[0];
        await acting.IsAwayAsync(amara, marcus, today.PlusDays(1), today.PlusDays(2));
        var (zone, second) = (await ZoneAsync(), Duration.FromSeconds(1));
        var (begins, ends) = (today.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(), today.PlusDays(3).AtStartOfDayInZone(zone).ToInstant());
        (Instant At, bool Covers, string Because)[] moments =
        [
            (begins - second, false, "the last second of the day before"),
            (begins, true, "midnight at the site"),
            (ends - second, true, "the last second of the last day"),
            (ends, false, "midnight after it"),
        ];
        foreach (var (at, covers, because) in moments)
        {
            acting.Clock.Now = at;
            var inbox = await acting.InboxAsync(marcus);
            inbox.Any(r => r.Plan.Id == plan.Id && r.IsCover).ShouldBe(covers, because);
            (await acting.InboxAsync(amara)).ShouldContain(r => r.Plan.Id == plan.Id, "it stays hers all the time: " + because);
            (await acting.TodayAsync(marcus)).Covers.Any(c => c.For == amara.StaffId && c.UntilOn == today.PlusDays(2)).ShouldBe(covers, because);
        }
        (await acting.OpenStepsAsync(plan.Id)).Where(s => s.Role == Roles.InstitutionalParoleOfficer).ShouldAllBe(s => s.OwnerId == amara.StaffId);
    }

    [Fact]
    public async Task Midnight_comes_first_where_the_day_begins_first()
    {
        var (chidi, remi) = (await acting.ActorAsync("chidi.singh"), await acting.ActorAsync("remi.lemieux"));
        await acting.IsAwayAsync(chidi, remi, today.PlusDays(1), today.PlusDays(1));
        await acting.IsAwayAsync(amara, marcus, today.PlusDays(1), today.PlusDays(1));
        var moncton = DateTimeZoneProviders.Tzdb["America/Moncton"];

        acting.Clock.Now = today.PlusDays(1).AtStartOfDayInZone(moncton).ToInstant();
        (await acting.TodayAsync(remi)).Covers.ShouldHaveSingleItem("it is the next day in Sackville");
        (await acting.TodayAsync(marcus)).Covers.ShouldBeEmpty("and not yet in the West");
        acting.Clock.Now = today.PlusDays(2).AtStartOfDayInZone(moncton).ToInstant();
        (await acting.TodayAsync(remi)).Covers.ShouldBeEmpty("over in Sackville");
        (await acting.TodayAsync(marcus)).Covers.ShouldHaveSingleItem("not yet over in the West");
    }

    [Fact]
    public async Task Reminders_go_to_the_cover_during_the_absence_and_to_the_owner_after()
    {
        var plan = (await acting.ManyPlansAsync(amara, 1))[0];
        await acting.FireDueAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.OwnerId == amara.StaffId && s.DueAt is not null).MaxBy(s => s.DueAt)!;
        var absence = await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(400));

        acting.Clock.Now = item.DueAt!.Value - Duration.FromMinutes(1);
        await acting.FireDueAsync();
        var during = await RemindersAsync(item);
        during.ShouldNotBeEmpty();
        during.ShouldAllBe(e => e.ToStaffId == marcus.StaffId);

        (await acting.WithAsync<EndAbsence, Outcome<Absence>>(a => a.RunAsync(absence.Id, null, null, amara, default))).Problems.ShouldBeEmpty();
        acting.Clock.Now = item.DueAt!.Value + Duration.FromDays(30);
        await acting.FireDueAsync();
        (await RemindersAsync(item)).Where(e => e.RaisedAt > item.DueAt).ShouldAllBe(e => e.ToStaffId == amara.StaffId);
        (await acting.ReadAsync(db => db.Set<Notification>().CountAsync(n => n.WorkItemId == item.Id && n.StaffId == amara.StaffId && n.At < item.DueAt))).ShouldBe(0, "nothing reached her while she was away");
    }

    [Fact]
    public async Task New_work_of_an_officer_who_is_away_is_theirs_and_the_cover_does_it()
    {
        var plan = (await acting.ManyPlansAsync(amara, 1))[0];
        await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(5));
        var cover = await acting.TodayAsync(marcus);
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.OwnerId == amara.StaffId);
        StepAccess.MayComplete(item, cover).Why.Code.ShouldBe("access.cover");

        (await acting.CompleteAsync(region, item, actor: cover)).Problems.ShouldBeEmpty();

        var opened = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.Role == Roles.InstitutionalParoleOfficer).ToList();
        opened.ShouldAllBe(s => s.OwnerId == amara.StaffId);
        (await acting.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == item.Id))).ClosedBy.ShouldBe(marcus.StaffId, "who did it is written down");
        (await acting.ReadAsync(db => db.Set<AuditEntry>().AnyAsync(a => a.PlanId == plan.Id && a.Act == "step.completed" && a.ActorId == marcus.StaffId))).ShouldBeTrue();
    }

    [Fact]
    public async Task The_covers_cover_acts_while_both_are_away_and_a_circle_ends_at_the_supervisor()
    {
        var work = new Work(Roles.InstitutionalParoleOfficer, amara.Roles[0].SiteId);
        await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(9));
        await acting.IsAwayAsync(marcus, farah, today.PlusDays(3), today.PlusDays(5));
        await acting.IsAwayAsync(farah, colin, today.PlusDays(4), today.PlusDays(4));
        (int Day, StaffId? Acts, string Because)[] days =
        [
            (0, marcus.StaffId, "the cover is there"), (3, farah.StaffId, "the cover is away as well"), (4, colin.StaffId, "and so is the cover's cover"),
            (5, farah.StaffId, "who is back"), (6, marcus.StaffId, "the first cover is back"), (10, amara.StaffId, "she is back herself"),
        ];
        foreach (var (day, acts, because) in days)
        {
            (await acting.ReadAsync(db => StandIn.WhoAsync(db, amara.StaffId!.Value, work, today.PlusDays(day), default))).Acts.ShouldBe(acts, because);
            acting.Clock.Now = today.PlusDays(day).At(new LocalTime(12, 0)).InZoneLeniently(await ZoneAsync()).ToInstant();
            foreach (var one in new[] { marcus, farah, colin })
            {
                (await acting.TodayAsync(one)).Covers.Any(c => c.For == amara.StaffId).ShouldBe(one.StaffId == acts, $"what a request knows agrees with whom messages go to: {because}");
            }
        }

        acting.Clock.Now = DemoRegionFixture.Today;
        await acting.IsAwayAsync(marcus, amara, today.PlusDays(8), today.PlusDays(8));
        var circle = await acting.ReadAsync(db => StandIn.WhoAsync(db, amara.StaffId!.Value, work, today.PlusDays(8), default));
        (circle.Acts, circle.Why!.Code).ShouldBe((farah.StaffId, "cover.covers-in-a-circle"));
    }

    [Fact]
    public async Task A_cover_who_leaves_in_the_middle_hands_over_to_the_supervisor_and_nothing_reaches_them()
    {
        var plan = (await acting.ManyPlansAsync(amara, 1))[0];
        await acting.FireDueAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.OwnerId == amara.StaffId && s.DueAt is not null).MaxBy(s => s.DueAt)!;
        await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(400));
        var left = await acting.WithAsync<RecordDeparture, Outcome<StaffMember>>(a => a.RunAsync(new(marcus.StaffId!.Value, today, "", new Dictionary<ReleasePlanId, StaffId>()), farah, default));
        left.Problems.ShouldBeEmpty();

        acting.Clock.Now = item.DueAt!.Value - Duration.FromMinutes(1);
        await acting.FireDueAsync();

        var reminders = await RemindersAsync(item);
        reminders.ShouldNotBeEmpty();
        reminders.ShouldAllBe(e => e.ToStaffId == farah.StaffId);
        (await acting.ReadAsync(db => db.Set<Notification>().AnyAsync(n => n.StaffId == marcus.StaffId && n.At >= left.Value!.LeftOn!.Value.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant() && n.WorkItemId == item.Id))).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_stands_in_sees_the_plans_of_it_during_the_absence_and_not_after_and_each_reading_is_written_down()
    {
        // a house is directed from a parole office; a plan that another office supervises is none of its business, until it covers for the house
        var plan = (await acting.ManyPlansAsync(amara, 1))[0];
        var (house, intake, supervisor) = await acting.ReadAsync(async db =>
        {
            var found = await (from h in db.Set<Site>()
                               join r in db.Set<StaffRole>() on h.Id equals r.SiteId
                               join p in db.Set<StaffRole>() on h.ParoleOfficeId equals (SiteId?)p.SiteId
                               where r.Role == Roles.ResidenceIntake && p.Role == Roles.ParoleOfficerSupervisor && h.ParoleOfficeId != plan.ParoleOfficeId
                               orderby h.Code
                               select new { h, r.StaffId, Supervisor = p.StaffId }).FirstAsync();
            db.Add(new BedReferral { Id = Guid.CreateVersion7(), PlanId = plan.Id, ResidenceId = found.h.Id, Round = 1, Rank = 1, State = ReferralState.Sent, SentAt = acting.Clock.Now });
            await db.SaveChangesAsync();
            return (found.h, found.StaffId, found.Supervisor);
        });
        var (away, covering) = (await acting.ActorAsync(intake), await acting.ActorAsync(supervisor));
        (await acting.SeesAsync(covering, plan)).ShouldBe(PlanView.None);
        var day = acting.Clock.Now.InZone(DateTimeZoneProviders.Tzdb[house.TimeZone]).Date;
        await acting.IsAwayAsync(away, covering, day, day.PlusDays(1));

        (await acting.SeesAsync(covering, plan)).ShouldBe(PlanView.Supervision, "as much as the house sees, and no more");
        var asCover = await acting.TodayAsync(covering);
        (await acting.WithAsync<PlanQueries, Outcome<PlanPageData>>(q => q.GetAsync(plan.Id, asCover, default))).IsDone.ShouldBeTrue();
        (await acting.ReadAsync(db => db.Set<AuditEntry>().AnyAsync(a => a.PlanId == plan.Id && a.Act == RecordRead.Act && a.ActorId == supervisor))).ShouldBeTrue();
        (await acting.WithAsync<PlanQueries, Paged<PlanRow>>(q => q.ListAsync(new("", null, null, null, ""), asCover, 1, 500, default))).Items.ShouldContain(r => r.Plan.Id == plan.Id);

        acting.Clock.Now += Duration.FromDays(2);
        (await acting.SeesAsync(covering, plan)).ShouldBe(PlanView.None, "need-to-know ends with the absence");
        var after = await acting.TodayAsync(covering);
        (await acting.WithAsync<PlanQueries, Outcome<PlanPageData>>(q => q.GetAsync(plan.Id, after, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
    }

    [Fact]
    public async Task The_database_refuses_overlaps_and_covering_oneself_whoever_writes()
    {
        var absence = await acting.IsAwayAsync(amara, marcus, today, today.PlusDays(5));
        (int From, int Until, string? Role, string? Refused, string Because)[] cases =
        [
            (5, 9, null, "one_absence_at_a_time", "they share the last day"),
            (6, 9, null, null, "the day after is free"),
            (2, 3, Roles.InstitutionalParoleOfficer, null, "one role handed on is narrower and wins"),
            (3, 3, Roles.InstitutionalParoleOfficer, "one_absence_at_a_time", "the same role twice"),
        ];
        foreach (var (from, until, role, refused, because) in cases)
        {
            (await RuleBrokenAsync(amara.StaffId!.Value, marcus.StaffId!.Value, from, until, role)).ShouldBe(refused, because);
        }
        (await RuleBrokenAsync(amara.StaffId!.Value, amara.StaffId!.Value, 40, 41, null)).ShouldBe("nobody_covers_themselves");

        var twice = await acting.WithAsync<EnterAbsence, Outcome<Absence>>(a => a.RunAsync(new(amara.StaffId!.Value, AbsenceKind.Leave, today.PlusDays(1), today.PlusDays(2), marcus.StaffId), amara, default));
        twice.Kind.ShouldBe(OutcomeKind.Conflict);
        twice.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("rule.one_absence_at_a_time");
        (await acting.WithAsync<EndAbsence, Outcome<Absence>>(a => a.RunAsync(absence.Id, null, null, farah, default))).Value!.EndedOn.ShouldBe(today);
        (await RuleBrokenAsync(amara.StaffId!.Value, marcus.StaffId!.Value, 0, 1, null)).ShouldBeNull("what ended leaves its days free");
    }

    [Fact]
    public async Task An_absence_is_refused_with_what_would_be_right()
    {
        var (stranger, site) = (await acting.ActorAsync("chidi.singh"), amara.Roles[0].SiteId);
        var good = new AbsenceRequest(amara.StaffId!.Value, AbsenceKind.Leave, today, today.PlusDays(3), marcus.StaffId);
        (AbsenceRequest Request, Actor By, string Code, string Because)[] cases =
        [
            (good, marcus, "absence.not-yours", "a colleague does not send others on leave"),
            (good with { CoverId = amara.StaffId }, amara, "absence.covers-themselves", "nobody covers themselves"),
            (good with { CoverId = stranger.StaffId }, amara, "absence.cover-lacks-role", "the cover has to hold the role there"),
            (good with { CoverId = StaffId.New() }, amara, "absence.unknown-cover", "nobody of that id"),
            (good with { CoverId = null }, amara, "absence.needs-cover", "work has to go somewhere"),
            (good with { UntilOn = today.PlusDays(-1), FromOn = today.PlusDays(-3) }, amara, "absence.over-already", "what is over needs no cover"),
            (good with { FromOn = today.PlusDays(5) }, amara, "absence.ends-before-it-begins", "the days are the wrong way round"),
            (good with { UntilOn = today.PlusDays(5000) }, amara, "absence.too-long", "a departure is not an absence"),
            (good with { Kind = AbsenceKind.Delegation }, amara, "absence.delegates-what", "a delegation names the role"),
            (good with { Role = Roles.Finance, SiteId = site }, amara, "absence.role-not-held", "only what one holds"),
            (good with { FromOn = null }, amara, "form.required", "no first day"),
        ];
        foreach (var (request, by, code, because) in cases)
        {
            var refused = await acting.WithAsync<EnterAbsence, Outcome<Absence>>(a => a.RunAsync(request, by, default));
            refused.IsDone.ShouldBeFalse(because);
            refused.Problems.ShouldContain(p => p.Reason.Code == code, because);
        }
        (await acting.WithAsync<EnterAbsence, Outcome<Absence>>(a => a.RunAsync(good, farah, default))).IsDone.ShouldBeTrue("her manager may");
    }

    private async Task<string?> RuleBrokenAsync(StaffId who, StaffId cover, int from, int until, string? role)
    {
        try
        {
            return await acting.ReadAsync(async db =>
            {
                db.Add(new Absence { Id = Guid.CreateVersion7(), StaffId = who, CoverId = cover, FromOn = today.PlusDays(from), UntilOn = today.PlusDays(until), Role = role, SiteId = role is null ? null : amara.Roles[0].SiteId });
                await db.SaveChangesAsync();
                return (string?)null;
            });
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException p) { return p.ConstraintName; }
    }

    private async Task<DateTimeZone> ZoneAsync() => DateTimeZoneProviders.Tzdb[(await acting.SiteAsync("red-willow")).TimeZone];

    private Task<List<Escalation>> RemindersAsync(WorkItem item) => acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.WorkItemId == item.Id && e.IsReminder).OrderBy(e => e.RaisedAt).ToListAsync());
}
