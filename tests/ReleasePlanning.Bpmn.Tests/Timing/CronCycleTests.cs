using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Tests.Timing;

public sealed class CronCycleTests
{
    private static readonly DateTimeZone Toronto = DateTimeZoneProviders.Tzdb["America/Toronto"];

    [Theory]
    [InlineData("0 0 8 ? * MON-FRI", "2026-11-06T12:00:00Z", "11-06T08:00-05 11-09T08:00-05 11-10T08:00-05", "working days at eight")]
    [InlineData("0 0/20 12 1 * ?", "2026-11-01T12:00:00Z", "11-01T12:00-05 11-01T12:20-05 11-01T12:40-05", "every twenty minutes of one hour")]
    [InlineData("0 0 12 ? * 1", "2026-11-02T12:00:00Z", "11-08T12:00-05 11-15T12:00-05 11-22T12:00-05", "1 is Sunday")]
    [InlineData("0 0 12 L * ?", "2028-02-01T12:00:00Z", "02-29T12:00-05 03-31T12:00-04 04-30T12:00-04", "the last day of the month, in a leap year too")]
    [InlineData("0 0 12 L-3W * ?", "2026-01-29T12:00:00Z", "02-25T12:00-05 03-27T12:00-04 04-27T12:00-04", "the working day nearest to the third before the last")]
    [InlineData("0 0 12 1W * ?", "2026-07-02T12:00:00Z", "08-03T12:00-04 09-01T12:00-04 10-01T12:00-04", "1 August 2026 is a Saturday: the nearest working day does not leave the month")]
    [InlineData("0 0 12 ? * FRI#5", "2026-01-31T12:00:00Z", "05-29T12:00-04 07-31T12:00-04 10-30T12:00-04", "a month without a fifth Friday is passed over")]
    [InlineData("0 0 12 ? * 6L", "2026-01-31T12:00:00Z", "02-27T12:00-05 03-27T12:00-04 04-24T12:00-04", "the last Friday")]
    [InlineData("0 0 12 13 * FRI", "2026-01-10T12:00:00Z", "01-13T12:00-05 01-16T12:00-05 01-23T12:00-05", "both day fields name days: either is enough")]
    [InlineData("0 0 12 29 2 ?", "2026-01-01T00:00:00Z", "02-29T12:00-05 02-29T12:00-05 02-29T12:00-05", "leap days only")]
    [InlineData("0 0 22-1 ? * *", "2026-01-02T02:30:00Z", "01-01T22:00-05 01-01T23:00-05 01-02T00:00-05", "hours over midnight")]
    [InlineData("0 30 2 * * ?", "2026-03-07T12:00:00Z", "03-08T03:00-04 03-09T02:30-04 03-10T02:30-04", "02:30 does not exist on 8 March: it fires when the clocks move")]
    [InlineData("0 15,45 2 * * ?", "2026-03-07T12:00:00Z", "03-08T03:00-04 03-09T02:15-04 03-09T02:45-04", "what the gap swallows fires once")]
    [InlineData("0 0 * * * ?", "2026-03-08T05:30:00Z", "03-08T01:00-05 03-08T03:00-04 03-08T04:00-04", "every hour there is")]
    [InlineData("0 30 1 * * ?", "2026-10-31T12:00:00Z", "11-01T01:30-04 11-02T01:30-05 11-03T01:30-05", "01:30 comes twice on 1 November: a time of day fires the first time")]
    [InlineData("0 0/30 1 * * ?", "2026-11-01T04:30:00Z", "11-01T01:00-04 11-01T01:30-04 11-01T01:00-05", "every half hour fires both times")]
    public void Firings_fall_where_the_fields_say(string cron, string after, string expected, string reason) =>
        string.Join(' ', Firings(cron, InstantPattern.ExtendedIso.Parse(after).Value, 3).Select(Local)).ShouldBe(expected, reason);

    [Theory]
    [InlineData("0 0 12 * *", "timer.not-a-cron", "5 fields", "the Unix form has no seconds")]
    [InlineData("0 0 12 * * ? 2026 9", "timer.not-a-cron", "8 fields", "one too many")]
    [InlineData("0 0 24 * * ?", "timer.bad-cron", "hours, 0 to 23", "no such hour")]
    [InlineData("0 0 12 ? * 0", "timer.bad-cron", "1 to 7 or SUN-SAT", "0 is Sunday in Unix, nothing here")]
    [InlineData("0 0 12 ? * 6#6", "timer.bad-cron", "#1 to #5", "no month has a sixth")]
    [InlineData("0 0 12 32 * ?", "timer.bad-cron", "1 to 31", "no such day")]
    [InlineData("0 0/70 12 1 * ?", "timer.bad-cron", "not a step", "a step longer than the hour")]
    [InlineData("0 */0 12 1 * ?", "timer.bad-cron", "not a step", "a step of nothing")]
    [InlineData("0 0 12 L-31 * ?", "timer.bad-cron", "L-3W", "longer than any month")]
    [InlineData("0 0 12 1-5W * ?", "timer.bad-cron", "days of the month", "W takes one day")]
    [InlineData("? 0 12 * * ?", "timer.bad-cron", "seconds", "? stands for days only")]
    [InlineData("0 0 12 1 1 ? 2030-2027", "timer.bad-cron", "backwards", "years do not come round")]
    [InlineData("0 0 12 W * ?", "timer.bad-cron", "days of the month", "nearest to what?")]
    public void What_is_no_cron_expression_is_refused_with_the_field(string cron, string code, string named, string reason)
    {
        var refused = Should.Throw<IsoTimerException>(() => CronCycle.Parse(cron), reason);

        refused.Code.ShouldBe(code, reason);
        refused.Message.ShouldContain(named, Case.Sensitive, reason);
        refused.French.ShouldNotBeNull().ShouldNotBe(refused.Message);
    }

    [Theory]
    [InlineData("0 0 12 31 2 ?", "there is no 31 February")]
    [InlineData("0 0 12 1 1 ? 2020", "2020 is over")]
    public void What_never_comes_is_null(string cron, string reason) =>
        CronCycle.Parse(cron).After(Instant.FromUtc(2026, 1, 1, 0, 0), Toronto).ShouldBeNull(reason);

    [Fact]
    public void Three_thousand_expressions_fire_exactly_when_Quartz_says()
    {
        var random = new Random(20261122);
        var compared = 0;
        for (var i = 0; i < 3_000; i++)
        {
            var (cron, from) = (AnyCron(random), Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(random.Next(0, 2 * 365 * 86_400)));
            var quartz = new Quartz.CronExpression(cron, TimeZoneInfo.FindSystemTimeZoneById("America/Toronto"));
            var ours = CronCycle.Parse(cron);
            Instant? at = from;
            for (var n = 0; n < 6 && at is { } last; n++)
            {
                at = ours.After(last, Toronto);
                // a hundred years ahead Quartz counts from its own clock, we from the moment asked about
                if (at > Instant.FromUtc(2120, 1, 1, 0, 0)) break;
                var theirs = quartz.GetNextValidTimeAfter(last.ToDateTimeOffset());
                at.ShouldBe(theirs is { } t ? Instant.FromDateTimeOffset(t) : null, $"{cron} after {last}");
                compared++;
            }
        }
        compared.ShouldBeGreaterThan(15_000);
    }

    private static string AnyCron(Random random)
    {
        string One(params string[] of) => of[random.Next(of.Length)];
        string Any(int least, int most) => random.Next(least, most + 1).ToString(CultureInfo.InvariantCulture);
        string Of(int least, int most) => random.Next(6) switch
        {
            0 => "*",
            1 => $"{Any(least, most)}/{Any(1, most - 1)}",
            2 => $"{Any(least, most)}-{Any(least, most)}",
            3 => $"{Any(least, most)},{Any(least, most)}",
            _ => Any(least, most),
        };
        var (day, weekday) = random.Next(4) switch
        {
            0 => (Of(1, 31), "?"),
            1 => (One("L", "LW", "L-3", "L-5W", "15W", "1W", "31W", "1,15W,L", Any(1, 31) + "W"), "?"),
            2 => ("?", One("MON-FRI", "1", "7", "L", "6L", "2#1", "FRI#3", "SUN#5", "SAT-MON", "MON,WED", Of(1, 7))),
            _ => (Any(1, 31), One("MON", "6L", "3#2", "SAT-SUN")),
        };
        // mostly in the hours where clocks change
        var hour = random.Next(3) == 0 ? Of(0, 23) : One("1", "2", "3", "1,2", "0-3", "2/1");
        var month = random.Next(2) == 0 ? "*" : One("3", "11", "MAR,NOV", "1-6", "NOV-FEB", "2");
        return $"{One("0", "30", "*/15")} {Of(0, 59)} {hour} {day} {month} {weekday}{One("", "", " *", " 2026-2030", " 2027/3")}";
    }

    private static IEnumerable<Instant> Firings(string text, Instant after, int count)
    {
        var cron = CronCycle.Parse(text);
        for (Instant? at = cron.After(after, Toronto); at is { } due && count-- > 0; at = cron.After(due, Toronto))
            yield return due;
    }

    private static string Local(Instant at) => at.InZone(Toronto).ToString("MM-dd'T'HH:mmo<m>", CultureInfo.InvariantCulture)[..14];
}
