using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Tests.Timing;

public sealed class IsoTimerTests
{
    private static readonly DateTimeZone Toronto = DateTimeZoneProviders.Tzdb["America/Toronto"];

    [Theory]
    [InlineData("2026-12-15T08:00:00Z", "2026-12-15T08:00:00Z", "UTC")]
    [InlineData("2026-12-15T08:00:00-06:00", "2026-12-15T14:00:00Z", "with an offset")]
    [InlineData("2026-12-15T08:00-03:30", "2026-12-15T11:30:00Z", "without seconds, half-hour offset")]
    [InlineData("2026-12-15T08:00:00.25Z", "2026-12-15T08:00:00.25Z", "with a fraction")]
    public void An_instant_is_read(string text, string expected, string reason) =>
        IsoTimer.ParseInstant(text).ShouldBe(InstantPattern.ExtendedIso.Parse(expected).Value, reason);

    [Theory]
    [InlineData("2026-12-15T08:00:00", "timer.no-offset", "which 08:00?")]
    [InlineData("2026-12-15", "timer.no-offset", "a day is no instant")]
    [InlineData("2026-02-30T08:00:00Z", "timer.not-an-instant", "no such day")]
    [InlineData("tomorrow", "timer.not-an-instant", "not ISO 8601")]
    public void What_is_no_instant_is_refused(string text, string code, string reason) =>
        Should.Throw<IsoTimerException>(() => IsoTimer.ParseInstant(text)).Code.ShouldBe(code, reason);

    [Theory]
    [InlineData("PT10M", "2026-01-31T12:10:00Z", "minutes")]
    [InlineData("P1DT2H", "2026-02-01T14:00:00Z", "a day and two hours")]
    [InlineData("P2W", "2026-02-14T12:00:00Z", "weeks")]
    [InlineData("P1M", "2026-02-28T12:00:00Z", "the last day of a shorter month")]
    [InlineData("PT0.5S", "2026-01-31T12:00:00.5Z", "half a second")]
    [InlineData("PT0S", "2026-01-31T12:00:00Z", "at once")]
    public void A_duration_is_added(string text, string expected, string reason) =>
        IsoTimer.After(Instant.FromUtc(2026, 1, 31, 12, 0), IsoTimer.ParseDuration(text), DateTimeZone.Utc)
            .ShouldBe(InstantPattern.ExtendedIso.Parse(expected).Value, reason);

    [Theory]
    [InlineData("PT-5M", "timer.not-forward", "back")]
    [InlineData("P1DT-1H", "timer.not-forward", "partly back")]
    [InlineData("P", "timer.not-a-duration", "no part")]
    [InlineData("10 minutes", "timer.not-a-duration", "not ISO 8601")]
    [InlineData("R-5W", "timer.not-a-duration", "a due rule is for another reader")]
    public void What_is_no_duration_is_refused(string text, string code, string reason) =>
        Should.Throw<IsoTimerException>(() => IsoTimer.ParseDuration(text)).Code.ShouldBe(code, reason);

    [Theory]
    [InlineData("2026-03-07T12:00:00Z", "P1D", "2026-03-08T11:00:00Z", "a day over the spring change keeps the local time: 23 hours")]
    [InlineData("2026-03-07T12:00:00Z", "PT24H", "2026-03-08T12:00:00Z", "24 hours are 24 hours")]
    [InlineData("2026-10-31T12:00:00Z", "P1D", "2026-11-01T13:00:00Z", "a day over the autumn change keeps the local time: 25 hours")]
    [InlineData("2026-03-07T07:30:00Z", "P1D", "2026-03-08T07:30:00Z", "02:30 does not exist on 8 March: 03:30 local")]
    [InlineData("2026-10-31T05:30:00Z", "P1D", "2026-11-01T05:30:00Z", "01:30 exists twice on 1 November: the earlier")]
    [InlineData("2026-11-01T06:30:00Z", "PT1H", "2026-11-01T07:30:00Z", "an hour after the second 01:30 is 02:30")]
    public void Days_are_counted_on_the_local_clock(string from, string period, string expected, string reason) =>
        IsoTimer.After(InstantPattern.ExtendedIso.Parse(from).Value, IsoTimer.ParseDuration(period), Toronto)
            .ShouldBe(InstantPattern.ExtendedIso.Parse(expected).Value, reason);

    [Fact]
    public void Month_ends_do_not_drift()
    {
        var first = Instant.FromUtc(2026, 1, 31, 12, 0);
        var days = Enumerable.Range(0, 4).Select(n => IsoTimer.ParseCycle("R/P1M").Next(first, n, DateTimeZone.Utc)!.Value.InUtc().Date);
        days.ShouldBe([new(2026, 1, 31), new(2026, 2, 28), new(2026, 3, 31), new(2026, 4, 30)]);
    }

    [Fact]
    public void A_cycle_fires_as_often_as_it_says()
    {
        var (cycle, armed) = (IsoTimer.ParseCycle("R3/PT10M"), Instant.FromUtc(2026, 1, 1, 0, 0));
        var first = cycle.First(armed, DateTimeZone.Utc)!.Value;
        first.ShouldBe(armed + Duration.FromMinutes(10));
        cycle.Next(first, 2, DateTimeZone.Utc).ShouldBe(armed + Duration.FromMinutes(30));
        cycle.Next(first, 3, DateTimeZone.Utc).ShouldBeNull();
    }

    [Fact]
    public void A_cycle_starts_where_it_says_and_stops_at_its_end()
    {
        IsoTimer.ParseCycle("R3/2026-12-15T08:00:00Z/PT1H").First(default, DateTimeZone.Utc).ShouldBe(Instant.FromUtc(2026, 12, 15, 8, 0));
        var ending = IsoTimer.ParseCycle("R/PT1H/2026-12-31T02:00:00Z");
        var first = ending.First(Instant.FromUtc(2026, 12, 31, 0, 30), DateTimeZone.Utc)!.Value;
        first.ShouldBe(Instant.FromUtc(2026, 12, 31, 1, 30));
        ending.Next(first, 1, DateTimeZone.Utc).ShouldBeNull("02:30 is after the end");
        ending.First(Instant.FromUtc(2026, 12, 31, 1, 30), DateTimeZone.Utc).ShouldBeNull("it never fires");
    }

    [Theory]
    [InlineData("PT10M", "timer.not-a-cycle", "no R")]
    [InlineData("R3", "timer.not-a-cycle", "no interval")]
    [InlineData("R3/a/b/c", "timer.not-a-cycle", "too many parts")]
    [InlineData("R0/PT10M", "timer.bad-count", "never fires")]
    [InlineData("R-1/PT10M", "timer.bad-count", "a negative count")]
    [InlineData("Rx/PT10M", "timer.bad-count", "not a count")]
    [InlineData("R3/PT0S", "timer.not-forward", "would fire for ever at once")]
    [InlineData("R3/2026-12-15T08:00:00/PT1H", "timer.no-offset", "a start without offset")]
    [InlineData("R3/2026-12-15T08:00:00Z/2026-12-14T08:00:00Z", "timer.not-forward", "an interval whose end lies before its start")]
    public void What_is_no_cycle_is_refused(string text, string code, string reason) =>
        Should.Throw<IsoTimerException>(() => IsoTimer.ParseCycle(text)).Code.ShouldBe(code, reason);

    [Fact]
    public void Beyond_the_calendar_is_an_error() =>
        Should.Throw<IsoTimerException>(() => IsoTimer.After(default, IsoTimer.ParseDuration("P9000Y"), DateTimeZone.Utc)).Code.ShouldBe("timer.beyond-calendar");
}
