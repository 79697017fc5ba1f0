using NodaTime;

namespace ReleasePlanning;

/// <summary>Now, in microseconds, because that is what PostgreSQL keeps: what is in memory equals what is in the row.</summary>
public sealed class MicrosecondClock : IClock
{
    public Instant GetCurrentInstant() => Truncate(SystemClock.Instance.GetCurrentInstant());

    public static Instant Truncate(Instant at) => Instant.FromUnixTimeTicks(at.ToUnixTimeTicks() / 10 * 10);
}
