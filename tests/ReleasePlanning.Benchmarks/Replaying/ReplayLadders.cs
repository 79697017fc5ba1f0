using System.Diagnostics;
using NodaTime;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Calendar;
using ReleasePlanning.Escalations;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Benchmarks.Replaying;

/// <summary>"What would have happened" over as many steps as the ladder editor reads at most, beside the two seconds somebody waits for it.</summary>
public static class ReplayLadders
{
    private const double Seconds = 2;

    public static FiguresReport Run(int rounds, int steps)
    {
        var before = Machine.Load;
        var live = DefaultLadders.Versions.Single(v => v.Ladder == "institution").Rungs;
        var recorded = Recorded(steps);
        var taken = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var watch = Stopwatch.StartNew();
            var compared = LadderReplay.Compare(recorded, 0, live, [.. live.Take(4)], From, Until);
            if (compared.Steps != steps) { throw new InvalidOperationException($"{compared.Steps} of {steps} steps were replayed."); }
            // the first warms up
            if (round > 0) { taken.Add(watch.Elapsed.TotalSeconds); }
        }
        var replay = new Figure($"{steps} steps replayed on two ladders over 90 days", "s", taken);
        return new("replay", [replay], [new Goal("of the two seconds somebody waits", replay.Value / Seconds, 1, AtMost: true)], [], before, Machine.Load);
    }

    private static readonly Instant Until = Instant.FromUtc(2026, 11, 23, 15, 0);
    private static readonly Instant From = Until - Duration.FromDays(90);

    private static List<ReplayedStep> Recorded(int count)
    {
        var random = new Random(3);
        var place = new LadderPlace(SiteCalendar.Of(new WorkingDays(Province.ON), BusinessHours.Default, SiteTime.Zone("America/Toronto")), new QuietHours(new(20, 0), new(7, 0), true));
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var opened = From + Duration.FromMinutes(random.Next(100_000));
            var due = opened + Duration.FromMinutes(random.Next(40_000));
            Instant? closed = random.Next(2) == 0 ? null : due + Duration.FromMinutes(random.Next(-5_000, 5_000));
            return new ReplayedStep(WorkItemId.New(), ReleasePlanId.New(), "RP-2026-00001", "A step", "Une étape", new LadderClimb(opened, due), closed, place, new Dictionary<string, Duration>());
        })];
    }
}
