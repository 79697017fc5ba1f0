using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.Tests.Calendar;

/// <summary>Due dates of a plan decided shortly before its release: in order, in what is left, never later than without the hurry.</summary>
public sealed class ExpeditedDatesTests
{
    private static readonly ExpeditedRules Rules = new(10, Duration.FromMinutes(30));
    private static readonly BusinessHours Hours = new(new(8, 0), new(16, 0));
    private static readonly (Province Province, string Zone)[] Places =
        [(Province.AB, "America/Edmonton"), (Province.NL, "America/St_Johns"), (Province.BC, "America/Vancouver"), (Province.QC, "America/Toronto"), (Province.SK, "America/Regina")];

    [Theory]
    // decided at 14:10 on a Wednesday, release on Thursday: 1 h 50 of working time are left; the more lead a step has by its rule, the sooner it is due
    [InlineData("R-150D", "2026-11-25T14:10", "2026-11-26", "2026-11-25T14:46", "five months of lead: soon after the least notice")]
    [InlineData("R-10W", "2026-11-25T14:10", "2026-11-26", "2026-11-25T15:21", "two weeks of lead: at about half of what is left")]
    [InlineData("R-3W", "2026-11-25T14:10", "2026-11-26", "2026-11-25T15:50", "two days late: near the end")]
    [InlineData("R-1W", "2026-11-25T14:10", "2026-11-26", "2026-11-25T16:00", "the last working day before: it can still be met and stays")]
    [InlineData("R", "2026-11-25T14:10", "2026-11-26", "2026-11-26T16:00", "on the day of the release: not before it, so not compressed")]
    [InlineData("R+1W", "2026-11-25T14:10", "2026-11-26", "2026-11-27T16:00", "after the release: not compressed")]
    [InlineData("S+1W", "2026-11-25T14:10", "2026-11-26", "2026-11-25T14:45", "counted from its opening: a small share of what is left")]
    [InlineData("S+10W", "2026-11-25T14:10", "2026-11-26", "2026-11-25T15:20", "and a larger one")]
    [InlineData("A+2h", "2026-11-25T14:10", "2026-11-26", null, "counted from an arrival that nobody knows yet")]
    // seven working days left: dates that can be met stay, late ones get two working days at most
    [InlineData("R-3W", "2026-11-25T14:10", "2026-12-04", "2026-12-01T16:00", "can be met")]
    [InlineData("R-30D", "2026-11-25T14:10", "2026-12-04", "2026-11-26T13:13", "late: a part of the two working days that late steps get")]
    // Friday before Easter: Good Friday and Easter Monday are no working days, so nothing is due between Thursday and Tuesday
    [InlineData("R-5W", "2027-03-25T14:10", "2027-03-30", "2027-03-25T15:36", "Thursday is the last working day before a Tuesday release after Easter")]
    [InlineData("R-5W", "2026-11-29T10:00", "2026-11-30", "2026-11-29T10:25", "decided on a Sunday for Monday: no working time is left before, so at once")]
    public void A_date_is_compressed_into_what_is_left(string rule, string opened, string release, string? due, string why)
    {
        var zone = DateTimeZoneProviders.Tzdb["America/Edmonton"];
        var at = Moment(opened, zone);

        var compressed = Compress(rule, at, Written(release), new WorkingDays(Province.AB), zone);

        (compressed.DueAt is { } given ? Local(given, zone) : null).ShouldBe(due, why);
    }

    [Fact]
    public void In_any_plan_the_order_is_kept_and_every_bound_holds()
    {
        var random = new Random(20261125);
        var rules = Enumerable.Range(1, 200).Select(n => $"R-{n}D").Concat(Enumerable.Range(1, 30).Select(n => $"R-{n}W")).Concat(Enumerable.Range(1, 12).Select(n => $"E-{n}M")).ToList();
        for (var round = 0; round < 400; round++)
        {
            var (province, id) = Places[random.Next(Places.Length)];
            var (days, zone) = (new WorkingDays(province), DateTimeZoneProviders.Tzdb[id]);
            var opened = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromMinutes(random.Next(2 * 365 * 24 * 60));
            var release = days.Add(SiteTime.DateOf(opened, zone), random.Next(0, 11));
            var end = ExpeditedDates.LastMoment(release, opened, SiteCalendar.Of(days, Hours, zone));
            var said = $"{id}, opened {opened}, release {release}";
            var given = rules.Select(r => (Rule: r, Own: Own(r, opened, release, days, zone).DueAt!.Value, Normal: Normal(r, opened, release, days, zone).DueAt!.Value, Due: Compress(r, opened, release, days, zone)))
                .OrderBy(g => g.Own).ToList();
            foreach (var (rule, _, normal, due) in given)
            {
                due.DueAt!.Value.ShouldBeGreaterThan(opened, $"{rule}: in the past; {said}");
                due.DueAt.Value.ShouldBeLessThanOrEqualTo(Instant.Max(normal, opened + Rules.LeastNotice), $"{rule}: later than without the hurry; {said}");
                if (BusinessTime.Between(opened, end, SiteCalendar.Of(days, Hours, zone)) >= Rules.LeastNotice) { due.DueAt.Value.ShouldBeLessThanOrEqualTo(end, $"{rule}: after the last moment; {said}"); }
                Compress(rule, opened, release, days, zone).ShouldBe(due, $"{rule}: not the same twice; {said}");
            }
            foreach (var (before, after) in given.Zip(given.Skip(1)))
            {
                if (before.Own == after.Own) { after.Due.DueAt.ShouldBe(before.Due.DueAt, said); }
                // a rule may name a day between the last working day and the release, where everything ends
                else if (after.Own > end) { after.Due.DueAt!.Value.ShouldBeGreaterThanOrEqualTo(before.Due.DueAt!.Value, $"{before.Rule} before {after.Rule}; {said}"); }
                else { before.Due.DueAt!.Value.ShouldBeLessThan(after.Due.DueAt!.Value, $"{before.Rule} before {after.Rule}; {said}"); }
            }
        }
    }

    [Fact]
    public void What_counts_from_its_opening_gets_a_share_that_grows_with_its_own_length()
    {
        var random = new Random(77);
        for (var round = 0; round < 300; round++)
        {
            var (province, id) = Places[random.Next(Places.Length)];
            var (days, zone) = (new WorkingDays(province), DateTimeZoneProviders.Tzdb[id]);
            var opened = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromMinutes(random.Next(2 * 365 * 24 * 60));
            var release = days.Add(SiteTime.DateOf(opened, zone), random.Next(1, 11));
            Instant? last = null;
            foreach (var rule in new[] { "S+1W", "S+2W", "S+5W", "S+10W", "S+30D" })
            {
                var due = Compress(rule, opened, release, days, zone).DueAt!.Value;
                due.ShouldBeGreaterThan(opened);
                due.ShouldBeLessThanOrEqualTo(Own(rule, opened, release, days, zone).DueAt!.Value, $"{rule} {opened} {release} {id}");
                if (last is { } shorter) { due.ShouldBeGreaterThanOrEqualTo(shorter, $"{rule} {opened} {release} {id}"); }
                last = due;
            }
        }
    }

    [Theory]
    [InlineData("2026-11-25", "2026-12-09", true, "ten working days")]
    [InlineData("2026-11-25", "2026-12-10", false, "eleven")]
    [InlineData("2026-12-18", "2027-01-06", true, "ten, because Christmas, Boxing Day and New Year are none")]
    [InlineData("2026-11-25", "2026-11-25", true, "today")]
    public void A_plan_is_expedited_within_the_days_of_its_site(string today, string release, bool expected, string why) =>
        Rules.Apply(Moment(today + "T09:00", DateTimeZone.Utc), Written(release), new WorkingDays(Province.ON), DateTimeZone.Utc).ShouldBe(expected, why);

    [Theory]
    [InlineData("2026-11-25T14:10", "2026-11-26T09:00", 170, "110 minutes before closing and 60 after opening")]
    [InlineData("2026-11-27T15:00", "2026-11-30T08:00", 60, "nothing on the weekend")]
    [InlineData("2026-11-25T17:00", "2026-11-26T07:00", 0, "nothing at night")]
    public void Working_time_is_counted_from_opening_to_closing(string from, string until, int minutes, string why)
    {
        var (days, zone) = (new WorkingDays(Province.ON), DateTimeZoneProviders.Tzdb["America/Toronto"]);

        BusinessTime.Between(Moment(from, zone), Moment(until, zone), SiteCalendar.Of(days, Hours, zone)).ShouldBe(Duration.FromMinutes(minutes), why);
        BusinessTime.Between(Moment(from, zone), BusinessTime.After(Moment(from, zone), Duration.FromMinutes(minutes), SiteCalendar.Of(days, Hours, zone)), SiteCalendar.Of(days, Hours, zone)).ShouldBe(Duration.FromMinutes(minutes), why);
    }

    private static DueDate Own(string rule, Instant opened, LocalDate release, WorkingDays days, DateTimeZone zone) =>
        DueDates.Resolve(Parse(rule), Anchors(opened, release), days, zone, Hours);

    private static DueDate Normal(string rule, Instant opened, LocalDate release, WorkingDays days, DateTimeZone zone) =>
        DueDates.ResolveForStep(Parse(rule), Anchors(opened, release), days, zone, Hours, false, opened);

    private static DueDate Compress(string rule, Instant opened, LocalDate release, WorkingDays days, DateTimeZone zone) =>
        ExpeditedDates.Compress(Parse(rule).Anchors.First(), Own(rule, opened, release, days, zone), Normal(rule, opened, release, days, zone), release, opened, opened, SiteCalendar.Of(days, Hours, zone), Rules);

    private static Anchors Anchors(Instant opened, LocalDate release) => new(release, release.PlusDays(1), StepOpened: opened);

    private static DueRule Parse(string rule) => DueRule.TryParse(rule, out var parsed) ? parsed : throw new ArgumentException(rule);

    private static LocalDate Written(string date) => LocalDatePattern.Iso.Parse(date).Value;

    private static Instant Moment(string local, DateTimeZone zone) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(local).Value.InZoneLeniently(zone).ToInstant();

    private static string Local(Instant at, DateTimeZone zone) => at.InZone(zone).LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
