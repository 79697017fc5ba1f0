using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>What a slice does when the places or people a plan's person is kept away from changed: a bed is looked at again. Runs under the plan's lock in the
/// transaction of the change, after the change was written; never saves.</summary>
public interface IKeptAwayChange
{
    Task RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct);
}
