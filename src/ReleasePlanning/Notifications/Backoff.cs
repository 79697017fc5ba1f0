using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>How long to wait after an attempt that failed: half a minute, then twice as long each time, never more than half an hour,
/// a fifth earlier or later so that what failed together does not come back together.</summary>
public static class Backoff
{
    public static readonly Duration First = Duration.FromSeconds(30);
    public static readonly Duration Longest = Duration.FromMinutes(30);

    /// <summary>About a day of trying; then a person decides.</summary>
    public const int MostAttempts = 50;

    /// <param name="attempts">How many have failed, at least one.</param>
    /// <param name="chance">Between 0 and 1.</param>
    public static Duration After(int attempts, double chance)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 10));
        return Duration.Min(doubled, Longest) * (0.8 + (0.4 * chance));
    }
}
