using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Tests.Givens;

/// <summary>A clock that a test sets; it is also the time timers are claimed by.</summary>
public sealed class TestClock(Instant now) : IClock, IDatabaseTime
{
    public Instant Now { get; set; } = now;
    public Instant GetCurrentInstant() => Now;
    public Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct) => Task.FromResult(Now);
}
