using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>How many beds open plans will need: exact, and so checked against every case there can be.</summary>
public sealed class ForecastTests
{
    private static readonly LocalDate Monday = new(2026, 11, 30);
    private static readonly Spread Stays = Spread.Of((0, 1));
    private static readonly Spread Ninety = Spread.Of((90, 1));

    [Fact]
    public void The_number_of_beds_is_what_counting_every_case_gives()
    {
        var random = new Random(7);
        for (var run = 0; run < 200; run++)
        {
            var chances = Enumerable.Range(0, random.Next(0, 11)).Select(_ => random.Next(0, 5) switch { 0 => 0.0, 1 => 1.0, _ => random.NextDouble() }).ToArray();

            var counted = Forecast.Count(chances);

            var brute = ByEveryCase(chances);
            for (var n = 0; n < brute.Length; n++) { (n < counted.Chances.Length ? counted.Chances[n] : 0).ShouldBe(brute[n], 1e-12); }
            counted.Chances.Sum().ShouldBe(1, 1e-12);
            counted.Expected.ShouldBe(brute.Select((p, n) => p * n).Sum(), 1e-12);
            counted.Low.ShouldBe(Smallest(brute, 0.1));
            counted.High.ShouldBe(Smallest(brute, 0.9));
            counted.MoreThan(2).ShouldBe(brute.Skip(3).Sum(), 1e-12);
        }
    }

    [Fact]
    public void One_persons_chance_is_what_every_release_day_and_every_length_of_stay_add_up_to()
    {
        var random = new Random(11);
        for (var run = 0; run < 300; run++)
        {
            var moves = Spread.Of(Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Next(-10, 40), random.NextDouble() + 0.01)));
            var nights = Spread.Of(Enumerable.Range(0, random.Next(1, 5)).Select(_ => (random.Next(1, 60), random.NextDouble() + 0.01)));
            var person = new MayNeedBed(Monday.PlusDays(random.Next(-20, 40)), random.NextDouble(), moves, nights);
            var days = random.Next(1, 9);

            var brute = person.Chance * (from m in moves.All from n in nights.All
                let stay = new Nights(person.ReleaseOn.PlusDays(m.Value), person.ReleaseOn.PlusDays(m.Value + n.Value))
                where stay.Meets(new Nights(Monday, Monday.PlusDays(days))) select m.Chance * n.Chance).Sum();

            Forecast.ChanceOf(person, Monday, days).ShouldBe(brute, 1e-12);
        }
    }

    public static TheoryData<int, int, double, string> Weeks => new()
    {
        { 0, 90, 1, "released on the Monday" },
        { 6, 90, 1, "released on the Sunday: the night to the next Monday is of this week" },
        { 7, 90, 0, "released a week later" },
        { -90, 90, 0, "left on the Monday, whose night is free for others" },
        { -89, 90, 1, "leaves on the Tuesday" },
    };

    [Theory]
    [MemberData(nameof(Weeks))]
    public void A_stay_counts_on_its_nights_and_not_on_the_day_it_ends(int released, int nights, double chance, string reason) =>
        Forecast.ChanceOf(new(Monday.PlusDays(released), 1, Stays, Spread.Of((nights, 1))), Monday, 7).ShouldBe(chance, reason);

    [Fact]
    public void A_residency_condition_is_a_bed_for_certain_and_a_band_without_doubt_has_no_width()
    {
        ForecastDefaults.ChanceOfNeed(ReleaseType.DayParole, residencyCondition: true, decided: false).ShouldBe(1);
        ForecastDefaults.ChanceOfNeed(ReleaseType.DayParole, false, decided: true).ShouldBeGreaterThan(ForecastDefaults.ChanceOfNeed(ReleaseType.DayParole, false, decided: false));
        foreach (var type in Enum.GetValues<ReleaseType>()) { ForecastDefaults.ChanceOfNeed(type, false, false).ShouldBeInRange(0.01, 1); }

        var demand = Forecast.Of(Enumerable.Repeat(new MayNeedBed(Monday, 1, Stays, Ninety), 12), Monday, 7);

        (demand.Expected, demand.Low, demand.High).ShouldBe((12, 12, 12));
        (demand.MoreThan(11), demand.MoreThan(12)).ShouldBe((1, 0));
    }

    [Fact]
    public void Nobody_needs_nothing()
    {
        var demand = Forecast.Of([], Monday, 7);

        (demand.Expected, demand.Low, demand.High, demand.MoreThan(0)).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void Spreads_add_up_to_one_and_say_how_likely_at_least_so_much_is()
    {
        var spread = Spread.Seen([7, 0, 0, 14]);

        spread.All.ShouldBe([(0, 0.5), (7, 0.25), (14, 0.25)]);
        spread.AtLeast(-3).ShouldBe(1);
        spread.AtLeast(1).ShouldBe(0.5);
        spread.AtLeast(7).ShouldBe(0.5);
        spread.AtLeast(8).ShouldBe(0.25);
        spread.AtLeast(15).ShouldBe(0);
        Should.Throw<ArgumentException>(() => Spread.Of());
        foreach (var known in new[] { ForecastDefaults.MovesByLaw, ForecastDefaults.MovesByDecision, ForecastDefaults.Nights }) { known.All.Sum(a => a.Chance).ShouldBe(1, 1e-12); }
    }

    [Fact]
    public void A_thousand_plans_are_counted_in_no_time_and_to_the_last()
    {
        var demand = Forecast.Count(Enumerable.Repeat(0.5, 1000));

        demand.Expected.ShouldBe(500, 1e-9);
        // a binomial of a thousand fair coins: its deviation is 15.8, and 1.28 of those hold eight cases of ten
        demand.Low.ShouldBe(480);
        demand.High.ShouldBe(520);
    }

    private static double[] ByEveryCase(double[] chances)
    {
        var counts = new double[chances.Length + 1];
        for (var set = 0; set < 1 << chances.Length; set++)
        {
            var p = 1.0;
            var n = 0;
            for (var i = 0; i < chances.Length; i++) { if ((set >> i & 1) == 1) { p *= chances[i]; n++; } else { p *= 1 - chances[i]; } }
            counts[n] += p;
        }
        return counts;
    }

    private static int Smallest(double[] counts, double share)
    {
        var n = 0;
        for (var sum = counts[0]; sum < share - 1e-9 && n < counts.Length - 1;) { sum += counts[++n]; }
        return n;
    }
}
