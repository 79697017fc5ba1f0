using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>Whole numbers with how likely each is, such as days a release moves by or nights a stay lasts. The chances sum to one.</summary>
public sealed class Spread
{
    private readonly ImmutableArray<int> values;
    private readonly ImmutableArray<double> chances;
    private readonly ImmutableArray<double> atLeast;

    private Spread(SortedDictionary<int, double> weights)
    {
        var sum = weights.Values.Sum();
        if (weights.Count == 0 || weights.Values.Any(w => w < 0) || sum <= 0) { throw new ArgumentException("A spread needs weights, none below zero.", nameof(weights)); }
        values = [.. weights.Keys];
        chances = [.. weights.Values.Select(w => w / sum)];
        var tail = new double[values.Length + 1];
        for (var i = values.Length - 1; i >= 0; i--) { tail[i] = tail[i + 1] + chances[i]; }
        atLeast = [.. tail];
    }

    public static Spread Of(params IEnumerable<(int Value, double Weight)> weights)
    {
        var sorted = new SortedDictionary<int, double>();
        foreach (var (value, weight) in weights) { sorted[value] = sorted.GetValueOrDefault(value) + weight; }
        return new(sorted);
    }

    /// <summary>What was seen, each observation as likely as any other.</summary>
    public static Spread Seen(IEnumerable<int> observations) => Of(observations.Select(o => (o, 1.0)));

    public IEnumerable<(int Value, double Chance)> All => values.Zip(chances);

    /// <summary>How likely it is to be this much or more.</summary>
    public double AtLeast(int value)
    {
        var at = values.BinarySearch(value);
        return atLeast[at < 0 ? ~at : at];
    }
}

/// <summary>Somebody who may need a bed: from when, how likely at all, how the day may move and how long the stay may last.</summary>
/// <param name="Moves">Days from <paramref name="ReleaseOn"/> to the day they are released in the end.</param>
/// <param name="Nights">Nights they stay; one at least.</param>
public sealed record MayNeedBed(LocalDate ReleaseOn, double Chance, Spread Moves, Spread Nights);

/// <summary>How many beds are needed: on average, and the numbers between which it lies in eight cases of ten.</summary>
/// <param name="Chances">By number of beds, from none: how likely it is to be exactly that many.</param>
public sealed record BedDemand(double Expected, int Low, int High, ImmutableArray<double> Chances)
{
    /// <summary>How likely it is that more are needed than are free.</summary>
    public double MoreThan(int free) => free < 0 ? 1 : Chances.Skip(free + 1).Sum();
}

/// <summary>How many beds open plans will need, week by week. Pure, exact and the same every time: nothing is drawn at random.</summary>
/// <remarks>
/// Each person needs a bed in a week with a probability of their own: that they need one at all, times, over every day the release may move to and every length
/// of stay, the share that puts a night of theirs into the week. People are taken as independent of each other, so the number of beds is a sum of
/// independent yes-or-no events (a Poisson-binomial distribution), worked out by convolution. Decision 0017 says where the inputs come from.
/// </remarks>
public static class Forecast
{
    /// <summary>The share of cases below the lower and above the upper end of a band.</summary>
    public const double Tail = 0.1;

    /// <summary>How likely somebody sleeps at least one of these nights in a bed.</summary>
    public static double ChanceOf(MayNeedBed person, LocalDate from, int days)
    {
        var chance = 0.0;
        foreach (var (move, share) in person.Moves.All)
        {
            // days from the arrival to the first of the nights
            var ahead = Period.DaysBetween(person.ReleaseOn.PlusDays(move), from);
            chance += ahead <= -days ? 0 : ahead <= 0 ? share : share * person.Nights.AtLeast(ahead + 1);
        }
        return Math.Clamp(chance * person.Chance, 0, 1);
    }

    /// <summary>The beds these people need on any of the nights.</summary>
    public static BedDemand Of(IEnumerable<MayNeedBed> people, LocalDate from, int days) => Count(people.Select(p => ChanceOf(p, from, days)));

    /// <summary>How many of independent events happen, each with its own chance.</summary>
    public static BedDemand Count(IEnumerable<double> chances)
    {
        // those that cannot happen change nothing, those that must only shift the count
        var open = new List<double>();
        var certain = 0;
        foreach (var chance in chances)
        {
            if (chance >= 1) { certain++; } else if (chance > 0) { open.Add(chance); }
        }
        var counts = new double[open.Count + 1];
        counts[0] = 1;
        for (var i = 0; i < open.Count; i++)
        {
            for (var n = i + 1; n > 0; n--) { counts[n] = (counts[n] * (1 - open[i])) + (counts[n - 1] * open[i]); }
            counts[0] *= 1 - open[i];
        }
        ImmutableArray<double> all = [.. Enumerable.Repeat(0.0, certain), .. counts];
        return new(certain + open.Sum(), Quantile(all, Tail), Quantile(all, 1 - Tail), all);
    }

    /// <summary>The smallest number that is not exceeded in at least that share of cases.</summary>
    public static int Quantile(IReadOnlyList<double> chances, double share)
    {
        var below = 0.0;
        for (var n = 0; n < chances.Count; n++)
        {
            below += chances[n];
            // sums of many small numbers miss a little
            if (below >= share - 1e-9) { return n; }
        }
        return chances.Count - 1;
    }
}
