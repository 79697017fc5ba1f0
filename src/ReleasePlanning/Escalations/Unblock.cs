using NodaTime;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>What would get an overdue step moving, the most telling thing first. Pure.</summary>
public static class Unblock
{
    /// <param name="ownerAway">The owner is away today.</param>
    /// <param name="standIn">Who acts meanwhile; null when nobody does.</param>
    public static Reason Of(WorkItem item, string? owner, bool ownerAway, string? standIn, string? broughtTo, bool seen, Instant now) => (owner, ownerAway, standIn) switch
    {
        (null, _, _) => new Reason("unblock.nobody-owns", "@role." + item.Role),
        (_, true, null) => new Reason("unblock.away-and-nobody", owner),
        (_, true, { } other) => new Reason("unblock.away", owner, other),
        _ when item.SnoozedUntil > now => new Reason("unblock.snoozed", owner),
        _ when item.HardGate => new Reason("unblock.hard-gate", owner),
        _ when broughtTo is not null && !seen => new Reason("unblock.not-seen", owner, broughtTo),
        _ => new Reason("unblock.owner", owner),
    };
}
