using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>What a slice does when the release day or the expected arrival moved: a stay takes other nights, a journey is looked at again. Runs under the plan's
/// lock in the transaction that moves the day; never saves. A preview runs it too and is rolled back, so what it says there is what would happen.</summary>
public interface ILinkedDate
{
    /// <summary>What followed, as sentences; empty when nothing depended on the day.</summary>
    Task<IReadOnlyList<Reason>> RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct);
}
