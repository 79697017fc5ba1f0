using NodaTime.TimeZones;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>What a local time means on the night the clocks change.</summary>
public static class ClockChanges
{
    /// <summary>The one rule used everywhere: a time that does not exist moves forward by the length of the gap, one that exists twice is the earlier.</summary>
    /// <remarks>Earlier, so that a deadline is never later than the person reading the clock believes.</remarks>
    public static ZoneLocalMappingResolver Resolver { get; } = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnForwardShifted);
}
