using NodaTime;
using ReleasePlanning.Escalations;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>What came, went and stayed, day by day.</summary>
public sealed class OverdueTrendTests
{
    private static readonly DateTimeZone Winnipeg = DateTimeZoneProviders.Tzdb["America/Winnipeg"];
    private static readonly LocalDate Monday = new(2026, 11, 23);

    [Fact]
    public void A_step_counts_on_the_day_it_became_overdue_and_on_the_day_it_was_settled_in_the_zone_given()
    {
        var trend = OverdueTrend.Of(
        [
            (At(23, 16), At(25, 9)),            // two days
            (At(23, 16), null),                 // still open
            (At(24, 23, 30), At(25, 0, 30)),    // over midnight in Winnipeg, the same day in UTC
            (At(20, 16), At(24, 12)),           // was overdue before
            (At(20, 16), At(22, 12)),           // over before it begins
            (At(24, 16), At(24, 16)),           // closed at the due moment is not overdue
        ], Monday, 3, Winnipeg);

        trend.Days.ShouldBe([new TrendPoint(Monday, 2, 0, 3), new TrendPoint(Monday.PlusDays(1), 1, 1, 3), new TrendPoint(Monday.PlusDays(2), 0, 2, 1)]);
        trend.Weeks.ShouldBe([new TrendPoint(Monday, 3, 3, 1)]);
    }

    [Fact]
    public void Whatever_happens_what_is_open_is_what_was_open_and_came_and_did_not_go()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var spans = Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
            {
                var due = At(1, 0) + Duration.FromHours(random.Next(0, 28 * 24));
                return (Due: due, Closed: random.Next(3) == 0 ? (Instant?)null : due + Duration.FromHours(random.Next(-20, 300)));
            }).ToList();
            var trend = OverdueTrend.Of(spans, new LocalDate(2026, 11, 10), 15, Winnipeg);

            for (var i = 1; i < trend.Days.Length; i++) { trend.Days[i].Open.ShouldBe(trend.Days[i - 1].Open + trend.Days[i].Became - trend.Days[i].Settled); }
            var end = new LocalDate(2026, 11, 25).AtStartOfDayInZone(Winnipeg).ToInstant();
            trend.Days[^1].Open.ShouldBe(spans.Count(s => s.Due < end && !(s.Closed <= s.Due) && !(s.Closed < end)));
            trend.Weeks.Sum(w => w.Became).ShouldBe(trend.Days.Sum(d => d.Became));
        }
    }

    [Theory]
    [InlineData(0, "day")]
    [InlineData(23, "day")]
    [InlineData(24, "days-3")]
    [InlineData(71, "days-3")]
    [InlineData(72, "week")]
    [InlineData(167, "week")]
    [InlineData(168, "weeks-2")]
    [InlineData(336, "longer")]
    [InlineData(9000, "longer")]
    public void A_step_is_in_one_band_of_age(int hours, string band) => AgeBand.Of(Duration.FromHours(hours)).Key.ShouldBe(band);

    private static Instant At(int day, int hour, int minute = 0) => new LocalDateTime(2026, 11, day, hour, minute).InZoneLeniently(Winnipeg).ToInstant();
}
