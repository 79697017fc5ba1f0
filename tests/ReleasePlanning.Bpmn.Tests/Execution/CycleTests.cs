using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Tests.Execution;

/// <summary>From the text of a cycle to its firings, with the repetition written and read again between any two.</summary>
public sealed class CycleTests
{
    private static readonly DateTimeZone Toronto = DateTimeZoneProviders.Tzdb["America/Toronto"];

    [Theory]
    [InlineData("R3/PT10M", "10:10 10:20 10:30 end", "three times from arming")]
    [InlineData("R1/PT10M", "10:10 end", "once")]
    [InlineData("R/PT10M", "10:10 10:20 10:30 10:40 10:50", "without end")]
    [InlineData("R2/2026-01-05T12:00:00Z/PT1H", "12:00 13:00 end", "from a start")]
    [InlineData("R/PT1H/2026-01-05T12:30:00Z", "11:00 12:00 end", "up to an end")]
    [InlineData("R/PT1H/2026-01-05T12:00:00Z", "11:00 12:00 end", "the end itself still counts")]
    [InlineData("R2/2026-01-05T12:00:00Z/2026-01-05T12:45:00Z", "12:00 12:45 end", "an interval by its two ends")]
    [InlineData("0 0/15 * * * ?", "10:15 10:30 10:45 11:00 11:15", "a cron expression goes on from firing to firing")]
    [InlineData("0 30 10,11 5 1 ? 2026", "10:30 11:30 end", "a cron expression that ends")]
    public void A_cycle_fires_when_its_text_says(string text, string expected, string reason)
    {
        var at = Instant.FromUtc(2026, 1, 5, 10, 0);
        Firings(text, at, DateTimeZone.Utc, 5).Select(i => i is null ? "end" : InstantPattern.CreateWithInvariantCulture("HH:mm").Format(i.Value)).ShouldBe(expected.Split(' '), reason);
    }

    [Theory]
    [InlineData("R/P1D", "2026-03-07T07:30:00Z", "03-08T03:30-04 03-09T02:30-04 03-10T02:30-04", "02:30 does not exist on 8 March: later by the gap, and at 02:30 again the day after")]
    [InlineData("R/P1D", "2026-10-31T05:30:00Z", "11-01T01:30-04 11-02T01:30-05 11-03T01:30-05", "01:30 comes twice on 1 November: the earlier")]
    [InlineData("R/PT12H", "2026-03-07T17:00:00Z", "03-08T00:00-05 03-08T13:00-04 03-09T01:00-04", "hours are exact: the spring night is an hour short")]
    [InlineData("R/PT12H", "2026-10-31T16:00:00Z", "11-01T00:00-04 11-01T11:00-05 11-01T23:00-05", "hours are exact: the autumn night is an hour long")]
    [InlineData("R/P1M", "2026-01-31T17:00:00Z", "02-28T12:00-05 03-31T12:00-04 04-30T12:00-04", "month ends do not drift, noon stays noon")]
    [InlineData("0 30 2 * * ?", "2026-03-07T07:30:00Z", "03-08T03:00-04 03-09T02:30-04 03-10T02:30-04", "cron: the moment the clocks moved to")]
    [InlineData("0 30 1 * * ?", "2026-10-31T05:30:00Z", "11-01T01:30-04 11-02T01:30-05 11-03T01:30-05", "cron: the first of the two")]
    public void Days_and_months_are_counted_on_the_clock_of_the_zone(string text, string armedAt, string expected, string reason) =>
        string.Join(' ', Firings(text, InstantPattern.ExtendedIso.Parse(armedAt).Value, Toronto, 3)
            .Select(i => i!.Value.InZone(Toronto).ToString("MM-dd'T'HH:mmo<m>", System.Globalization.CultureInfo.InvariantCulture)[..14])).ShouldBe(expected, reason);

    [Fact]
    public void A_cycle_that_starts_at_a_due_rule_leaves_every_firing_to_the_host_and_keeps_count()
    {
        var (when, repeat) = Armed("R3/R-10W/P1D", Instant.FromUtc(2026, 1, 5, 10, 0), DateTimeZone.Utc);
        var counted = new List<(int Fired, int? Left)>();
        for (; repeat is { } left; (when, repeat) = TimerText.Next(left) is { } next ? (next.When, next.Repeat) : (when, null))
        {
            when.ShouldBeOfType<TimerDue.ByRule>().Rule.ToString().ShouldBe("R-10W");
            Repetition.Of(left.Every).ShouldBeOfType<Repetition.FromRule>().Length.ShouldBe(Period.FromDays(1));
            counted.Add((left.Fired, left.Remaining));
        }

        counted.ShouldBe([(0, 2), (1, 1), (2, 0)]);
    }

    [Theory]
    [InlineData("R0/PT10M", "R0", "nobody draws a timer that never fires")]
    [InlineData("R/PT0S", "forward", "without end and without time: for ever at once")]
    [InlineData("R3/2026-01-05T12:00:00/PT1H", "offset", "12:00 where?")]
    [InlineData("R3/2026-01-05T12:00:00Z/2026-01-05T12:00:00Z", "forward", "no time between")]
    [InlineData("every day", "fields", "not a cron expression either")]
    [InlineData("PT10M", "repeating", "a duration is no cycle")]
    [InlineData("0 0 12 31 2 ?", "never", "31 February")]
    public void What_is_no_cycle_is_refused_in_a_sentence(string text, string named, string reason)
    {
        var refused = Should.Throw<Exception>(() => TimerText.Check(TimerKind.Cycle, text), reason);

        var sentence = Sentences.Of(refused);
        Sentences.IsAboutDiagram(refused).ShouldBeTrue(reason);
        sentence.English.ShouldContain(named, Case.Sensitive, reason);
        sentence.French.ShouldNotBe(sentence.English, reason);
    }

    private static IEnumerable<Instant?> Firings(string text, Instant armedAt, DateTimeZone zone, int most)
    {
        var (when, repeat) = Armed(text, armedAt, zone);
        for (var n = 0; n < most; n++)
        {
            yield return ((TimerDue.At)when).Due;
            if (repeat is null || TimerText.Next(repeat, zone) is not { } next)
            {
                if (n < most - 1) yield return null;
                yield break;
            }
            (when, repeat) = (next.When, next.Repeat);
        }
    }

    private static (TimerDue When, TimerRepeat? Repeat) Armed(string text, Instant at, DateTimeZone zone) => TimerText.Count(TimerKind.Cycle, text, at, () => zone);
}
