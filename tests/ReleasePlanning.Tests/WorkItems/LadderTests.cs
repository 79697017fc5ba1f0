using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.WorkItems;

/// <summary>When rungs come: a table with a reason per row, and what holds for every ladder.</summary>
public sealed class LadderTests
{
    private static readonly LocalDateTimePattern Local = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");

    [Theory]
    [InlineData("0", "2026-11-25 16:00:00", "ON", "America/Toronto", "2026-11-25 16:00:01", "on the due instant it is not overdue yet; a second later it is")]
    [InlineData("+2W", "2026-11-25 16:00:00", "ON", "America/Toronto", "2026-11-27 16:00:00", "two working days at the same time of day")]
    [InlineData("+2W", "2026-11-26 16:00:00", "ON", "America/Toronto", "2026-11-30 16:00:00", "over a weekend")]
    [InlineData("+2W", "2026-12-23 16:00:00", "ON", "America/Toronto", "2026-12-29 16:00:00", "Christmas on Friday, Boxing Day observed on Monday 28")]
    [InlineData("-2W", "2026-12-29 16:00:00", "ON", "America/Toronto", "2026-12-23 16:00:00", "the same holidays backwards")]
    [InlineData("+1W", "2027-06-23 16:00:00", "QC", "America/Toronto", "2027-06-25 16:00:00", "24 June is a holiday in Quebec")]
    [InlineData("+1W", "2027-06-23 16:00:00", "ON", "America/Toronto", "2027-06-24 16:00:00", "and is not in Ontario")]
    [InlineData("+1W", "2026-11-28 10:00:00", "ON", "America/Toronto", "2026-12-01 08:00:00", "due on a Saturday: the working day begins with Monday's opening")]
    [InlineData("-1W", "2026-11-28 10:00:00", "ON", "America/Toronto", "2026-11-26 16:00:00", "and backwards ends with Friday's closing")]
    [InlineData("+4B", "2026-11-25 10:00:00", "ON", "America/Toronto", "2026-11-25 14:00:00", "four opening hours within the day")]
    [InlineData("+4B", "2026-11-27 16:00:00", "ON", "America/Toronto", "2026-11-30 12:00:00", "at closing on Friday: four hours of Monday")]
    [InlineData("+4B", "2026-11-27 14:00:00", "ON", "America/Toronto", "2026-11-30 10:00:00", "two hours of Friday and two of Monday")]
    [InlineData("-4B", "2026-11-30 10:00:00", "ON", "America/Toronto", "2026-11-27 14:00:00", "two hours of Monday and two of Friday")]
    [InlineData("+20B", "2026-12-24 12:00:00", "ON", "America/Toronto", "2026-12-30 16:00:00", "four hours, then two whole days after Christmas")]
    [InlineData("+2h", "2026-11-25 16:00:00", "ON", "America/Toronto", "2026-11-25 18:00:00", "hours round the clock, not yet quiet")]
    [InlineData("+2h", "2026-11-25 18:00:00", "ON", "America/Toronto", "2026-11-26 07:00:00", "at 20:00 quiet hours begin: it comes at their end")]
    [InlineData("+2h", "2026-11-25 17:59:59", "ON", "America/Toronto", "2026-11-25 19:59:59", "a second earlier it does not wait")]
    [InlineData("+2h", "2026-11-27 19:00:00", "ON", "America/Toronto", "2026-11-30 07:00:00", "Friday evening: the weekend is quiet as well")]
    [InlineData("+2h", "2026-12-24 19:00:00", "ON", "America/Toronto", "2026-12-29 07:00:00", "a long weekend of two holidays")]
    [InlineData("+12h", "2026-11-25 16:00:00", "ON", "America/Toronto", "2026-11-26 07:00:00", "04:00 in the morning")]
    [InlineData("+15h", "2026-11-25 16:00:00", "ON", "America/Toronto", "2026-11-26 07:00:00", "07:00 exactly is no longer quiet")]
    [InlineData("+2h", "2026-11-25 18:15:00", "NL", "America/St_Johns", "2026-11-26 07:00:00", "a half-hour zone has its own evening")]
    [InlineData("+1W", "2027-03-12 16:00:00", "ON", "America/Toronto", "2027-03-15 16:00:00", "clocks go forward in between: the time of day stays")]
    [InlineData("+44h", "2027-03-12 12:00:00", "ON", "America/Toronto", "2027-03-15 07:00:00", "hours run through the change and end on Sunday, which is quiet")]
    [InlineData("+1W", "2026-10-30 16:00:00", "ON", "America/Toronto", "2026-11-02 16:00:00", "clocks go back in between")]
    [InlineData("+1W", "2026-10-30 16:00:00", "SK", "America/Regina", "2026-11-02 16:00:00", "and do not in Saskatchewan")]
    public void A_rung_comes(string offset, string due, string province, string zone, string comes, string because)
    {
        var place = At(province, zone);
        var climb = new LadderClimb(InZone(due, place) - Duration.FromDays(40), InZone(due, place));

        var at = Ladder.Comes(Rung(3, offset), climb, place);

        Local.Format(at.InZone(place.Zone).LocalDateTime).ShouldBe(comes, because);
    }

    [Theory]
    [InlineData("0", "2026-11-25 21:30:00", false, true, "2026-11-25 21:30:01", "law: the limit itself lies in the quiet hours")]
    [InlineData("0", "2026-11-25 21:30:00", false, false, "2026-11-26 07:00:00", "no law: it waits")]
    [InlineData("-1h", "2026-11-25 21:30:00", false, true, "2026-11-25 20:30:00", "law: after the quiet hours the reminder would come too late")]
    [InlineData("+6h", "2026-11-25 16:00:00", false, true, "2026-11-26 07:00:00", "law, but the limit passed in daylight: those told at due have had their chance")]
    [InlineData("+6h", "2026-11-25 16:00:00", true, false, "2026-11-25 22:00:00", "any hour")]
    [InlineData("+2h", "2026-11-29 01:00:00", true, false, "2026-11-29 03:00:00", "any hour on a Sunday night")]
    public void Law_and_any_hour_break_quiet_hours(string offset, string due, bool anyHour, bool legal, string comes, string because)
    {
        var place = At("ON", "America/Toronto");
        var climb = new LadderClimb(InZone(due, place) - Duration.FromDays(40), InZone(due, place), legal);

        Local.Format(Ladder.Comes(Rung(3, offset) with { AnyHour = anyHour }, climb, place).InZone(place.Zone).LocalDateTime).ShouldBe(comes, because);
    }

    [Theory]
    [InlineData("2026-11-28", "2026-11-28 08:00:00", "released on a Saturday: the whole weekend is too late")]
    [InlineData("2026-11-30", "2026-11-30 07:00:00", "released on Monday: the quiet hours end before the opening")]
    [InlineData("2026-11-20", "2026-11-30 07:00:00", "released before: nothing is left to be in time for")]
    public void Quiet_hours_never_put_a_rung_behind_the_opening_of_the_release_day(string releaseOn, string comes, string because)
    {
        var place = At("ON", "America/Toronto");
        var due = InZone("2026-11-27 20:30:00", place);
        var opens = LocalDatePattern.Iso.Parse(releaseOn).Value.At(new(8, 0)).InZoneLeniently(place.Zone).ToInstant();

        Local.Format(Ladder.Comes(Rung(1, "0"), new LadderClimb(due - Duration.FromDays(9), due, false, opens), place).InZone(place.Zone).LocalDateTime).ShouldBe(comes, because);
    }

    [Fact]
    public void Half_of_the_time_is_half_of_the_time()
    {
        var place = At("ON", "America/Toronto");
        var climb = new LadderClimb(InZone("2026-11-23 08:00:00", place), InZone("2026-11-27 16:00:00", place));

        Local.Format(Ladder.At(Rung(1, "50%"), climb, place).InZone(place.Zone).LocalDateTime).ShouldBe("2026-11-25 12:00:00");
    }

    [Fact]
    public void Two_rungs_that_quiet_hours_put_together_are_one_notice_from_the_higher()
    {
        var place = At("ON", "America/Toronto");
        var due = InZone("2026-11-25 20:30:00", place);
        var climb = new LadderClimb(due - Duration.FromDays(3), due);
        LadderRung[] ladder = [Rung(1, "0"), Rung(2, "+2h"), Rung(3, "+2W")];

        var (next, at) = Ladder.Next(ladder, 0, climb, place)!.Value;
        var (reached, passedOver) = Ladder.Reached(ladder, next.Level, climb, at, place)!.Value;

        Local.Format(at.InZone(place.Zone).LocalDateTime).ShouldBe("2026-11-26 07:00:00");
        (reached.Level, passedOver).ShouldBe((2, 1));
    }

    [Fact]
    public void A_rung_for_any_hour_does_not_wait_behind_one_that_quiet_hours_hold()
    {
        var place = At("ON", "America/Toronto");
        var due = InZone("2026-11-28 02:00:00", place);
        var climb = new LadderClimb(due - Duration.FromDays(3), due);
        LadderRung[] ladder = [Rung(1, "0"), Rung(2, "+2h") with { AnyHour = true }];

        var (next, at) = Ladder.Next(ladder, 0, climb, place)!.Value;

        Local.Format(at.InZone(place.Zone).LocalDateTime).ShouldBe("2026-11-28 04:00:00", "Saturday night, and not Monday morning");
        Ladder.Reached(ladder, next.Level, climb, at, place)!.Value.Rung.Level.ShouldBe(2);
    }

    [Fact]
    public void A_silence_holds_every_rung_until_it_ends_and_no_longer()
    {
        var place = At("ON", "America/Toronto");
        var due = InZone("2026-11-25 16:00:00", place);
        var until = InZone("2026-11-26 10:00:00", place);
        var climb = new LadderClimb(due - Duration.FromDays(3), due, NotBefore: until);

        Ladder.Comes(Rung(1, "0"), climb, place).ShouldBe(until);
        Ladder.Comes(Rung(2, "+2W"), climb, place).ShouldBe(InZone("2026-11-27 16:00:00", place), "what comes later anyway is not touched");
    }

    [Fact]
    public void For_every_ladder_and_every_due_instant_rungs_come_in_order_and_never_early()
    {
        var random = new Random(4);
        for (var n = 0; n < 3_000; n++)
        {
            var place = AnyPlace(random);
            var ladder = AnyLadder(random);
            LadderRules.Check(ladder).ShouldBeEmpty();
            var from = Instant.FromUtc(2026, 9, 1, 0, 0) + Duration.FromMinutes(random.Next(300_000));
            var climb = new LadderClimb(from, from + Duration.FromMinutes(random.Next(1, 60_000)), random.Next(3) == 0);

            var (last, before) = (0, Instant.MinValue);
            while (Ladder.Next(ladder, last, climb, place) is var (rung, at))
            {
                var (reached, _) = Ladder.Reached(ladder, rung.Level, climb, at, place)!.Value;
                at.ShouldBeGreaterThanOrEqualTo(before, "one after the other");
                at.ShouldBeGreaterThanOrEqualTo(Ladder.At(reached, climb, place), "never before its own moment");
                if (!reached.AnyHour && !climb.Legal) { Ladder.IsQuiet(at, place).ShouldBeFalse("nobody is disturbed"); }
                if (!reached.IsReminder) { at.ShouldBeGreaterThan(climb.Due, "overdue is strictly after due"); }
                reached.Level.ShouldBeGreaterThan(last, "each once");
                (last, before) = (reached.Level, at);
            }
            last.ShouldBe(ladder[^1].Level, "and it ends at the top");
        }
    }

    [Fact]
    public void What_is_due_later_never_comes_earlier()
    {
        var random = new Random(11);
        for (var n = 0; n < 3_000; n++)
        {
            var (place, rung) = (AnyPlace(random), Rung(1, AnyLadder(random)[^1].Offset.ToString()));
            var from = Instant.FromUtc(2026, 9, 1, 0, 0);
            var due = from + Duration.FromMinutes(random.Next(300_000));
            var later = due + Duration.FromMinutes(random.Next(1, 10_000));

            Ladder.Comes(rung, new(from, later), place).ShouldBeGreaterThanOrEqualTo(Ladder.Comes(rung, new(from, due), place), $"{rung.Offset} from {due} and from {later}");
        }
    }

    [Theory]
    [InlineData("2026-11-24 03:00:00", "2026-11-24 07:00:00", false, "an outage that ends at night waits for the morning")]
    [InlineData("2026-11-22 09:00:00", "2026-11-23 07:00:00", false, "on a Sunday for Monday")]
    [InlineData("2026-11-24 10:00:00", null, false, "by day it comes at once")]
    [InlineData("2026-11-24 03:00:00", null, true, "a rung for any hour waits for nothing")]
    public void What_fell_due_in_an_outage_comes_when_the_site_may_be_disturbed(string now, string? until, bool anyHour, string because)
    {
        var place = At("ON", "America/Toronto");
        var (opened, due) = (InZone("2026-11-10 09:00:00", place), InZone("2026-11-20 16:00:00", place));

        Ladder.QuietUntil([Rung(1, "0") with { AnyHour = anyHour }, Rung(2, "+20W")], 1, new(opened, due), InZone(now, place), place)
            .ShouldBe(until is null ? null : InZone(until, place), because);
    }

    [Fact]
    public void A_silence_ends_on_the_morning_of_the_release_and_after_it_lasts_as_long_as_it_was_given()
    {
        var place = At("ON", "America/Toronto");
        var (opened, due, opens, until) = (InZone("2026-11-10 09:00:00", place), InZone("2026-11-20 16:00:00", place), InZone("2026-11-24 08:00:00", place), InZone("2026-11-26 12:00:00", place));

        Ladder.Comes(Rung(1, "0"), new(opened, due, ReleaseOpens: opens, NotBefore: until), place).ShouldBe(opens, "before the release nothing is silent past its morning");
        Ladder.Comes(Rung(1, "0"), new(opened, opens + Duration.FromHours(3), ReleaseOpens: opens, NotBefore: until), place).ShouldBe(until, "what is due after it waits as asked");
    }

    private static LadderRung[] AnyLadder(Random random)
    {
        string[][] ways = [["50%", "-2W", "0", "+2W", "+5W"], ["-1h", "0", "+2h"], ["25%", "75%", "-4B", "0", "+4B", "+1W"], ["0"], ["-3W", "+1h", "+1W", "+20B", "+10W"], ["90%", "0", "+30h", "+60h"]];
        var way = ways[random.Next(ways.Length)];
        return [.. way.Select((o, i) => Rung(i + 1, o) with { AnyHour = random.Next(4) == 0 })];
    }

    private static LadderPlace AnyPlace(Random random) => random.Next(4) switch
    {
        0 => At("NL", "America/St_Johns"),
        1 => At("QC", "America/Toronto"),
        2 => At("SK", "America/Regina") with { Quiet = QuietHours.None },
        _ => At("BC", "America/Vancouver") with { Quiet = new(new(12, 0), new(13, 30), false) },
    };

    internal static LadderPlace At(string province, string zone) => new(
        SiteCalendar.Of(new WorkingDays(Enum.Parse<Province>(province)), new BusinessHours(new(8, 0), new(16, 0)), SiteTime.Zone(zone)), new QuietHours(new(20, 0), new(7, 0), true));

    private static LadderRung Rung(int level, string offset) => new(level, LadderOffset.Parse(offset), new(Roles.AreaDirector, "destination"));

    private static Instant InZone(string local, LadderPlace place) => Local.Parse(local).Value.InZoneLeniently(place.Zone).ToInstant();

    [Theory]
    [InlineData("50%", "50%")]
    [InlineData(" -2W ", "-2W")]
    [InlineData("0", "0")]
    [InlineData("2W", "+2W")]
    [InlineData("+4B", "+4B")]
    [InlineData("+12h", "+12h")]
    [InlineData("", null)]
    [InlineData("soon", null)]
    [InlineData("+2D", null)]
    [InlineData("+W", null)]
    [InlineData("0W", null)]
    [InlineData("+1.5h", null)]
    [InlineData("+99999999999W", null)]
    public void An_offset_is_written_and_read(string text, string? written) =>
        (LadderOffset.TryParse(text, out var offset) ? offset.ToString() : null).ShouldBe(written, text.ToString(CultureInfo.InvariantCulture));
}
