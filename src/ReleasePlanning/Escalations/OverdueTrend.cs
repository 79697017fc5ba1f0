using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Escalations;

/// <summary>One day, or the week that begins on it.</summary>
/// <param name="Became">Steps that became overdue.</param>
/// <param name="Settled">Overdue steps that were closed.</param>
/// <param name="Open">Overdue and open at its end.</param>
public sealed record TrendPoint(LocalDate On, int Became, int Settled, int Open);

/// <summary>How what is overdue came and went, day by day. Pure.</summary>
/// <param name="Zone">Whose days they are.</param>
public sealed record OverdueTrend(ImmutableArray<TrendPoint> Days, DateTimeZone Zone)
{
    /// <param name="spans">From when to when something was overdue; without an end it still is.</param>
    public static OverdueTrend Of(IReadOnlyCollection<(Instant Due, Instant? Closed)> spans, LocalDate first, int days, DateTimeZone zone)
    {
        var (became, settled, open) = (new int[days], new int[days], 0);
        foreach (var (due, closed) in spans)
        {
            // overdue is strictly after the due moment
            if (closed <= due) { continue; }
            var (from, until) = (At(due), closed is { } end ? At(end) : days);
            if (until < 0) { continue; }
            if (from < 0) { open++; } else if (from < days) { became[from]++; }
            if (until < days) { settled[until]++; }
        }
        var points = ImmutableArray.CreateBuilder<TrendPoint>(days);
        for (var i = 0; i < days; i++)
        {
            open += became[i] - settled[i];
            points.Add(new TrendPoint(first.PlusDays(i), became[i], settled[i], open));
        }
        return new OverdueTrend(points.ToImmutable(), zone);

        int At(Instant moment) => Period.DaysBetween(first, moment.InZone(zone).Date);
    }

    /// <summary>The same by weeks, each under its Monday; the first and the last may be parts of one.</summary>
    public ImmutableArray<TrendPoint> Weeks =>
        [.. Days.GroupBy(d => d.On.PlusDays(1 - (int)d.On.DayOfWeek)).OrderBy(w => w.Key).Select(w => new TrendPoint(w.Key, w.Sum(d => d.Became), w.Sum(d => d.Settled), w.Last().Open))];
}
