using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Benchmarks.Serving;

/// <summary>The clock of a run: months of deadlines pass in minutes. It is also the time timers are claimed by.</summary>
public sealed class SettableClock(Instant now) : IClock, IDatabaseTime
{
    public static readonly Instant Start = Instant.FromUtc(2026, 11, 23, 20, 0);

    public Instant Now { get; set; } = now;
    public Instant GetCurrentInstant() => Now;
    public Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct) => Task.FromResult(Now);
}
