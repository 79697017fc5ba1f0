using NodaTime;

namespace ReleasePlanning.Escalations;

/// <summary>What the overdue board is narrowed to. What is null or empty narrows nothing.</summary>
/// <param name="Level">At this level or higher; 0: brought before nobody yet.</param>
/// <param name="Age">One of <see cref="AgeBand.All"/>.</param>
public sealed record OverdueFilter(
    SiteId? SiteId = null, string? Role = null, string? Step = null, int? Level = null, bool? Acknowledged = null, bool ToMe = false, string Text = "", string Sort = "", string? Age = null);

/// <summary>How long something has been overdue, in bands a supervisor thinks in.</summary>
/// <param name="From">At least so many days.</param>
/// <param name="Below">And less than so many; null for no end.</param>
public sealed record AgeBand(string Key, int From, int? Below)
{
    public static readonly IReadOnlyList<AgeBand> All = [new("day", 0, 1), new("days-3", 1, 3), new("week", 3, 7), new("weeks-2", 7, 14), new("longer", 14, null)];

    public static AgeBand? Find(string? key) => All.FirstOrDefault(b => b.Key == key);
    public static AgeBand Of(Duration age) => All.Last(b => age >= Duration.FromDays(b.From) || b.From == 0);

    /// <summary>Steps of this band fell due after the first moment and not after the second.</summary>
    public (Instant? After, Instant Until) DueBetween(Instant now) => (Below is { } below ? now - Duration.FromDays(below) : null, now - Duration.FromDays(From));
}
