namespace ReleasePlanning.Workflows;

/// <summary>Something a slice must do at a time for a plan (let a hold expire, end an offer), found by its key. Its timer is a row written in the transaction
/// that needs it; it runs once, under the plan's lock, in the transaction that takes the timer out. It never saves.</summary>
public interface IPlanTimer
{
    /// <summary>Stands in the timer's element id, before a colon and what it is about: "bed-hold:{stay id}".</summary>
    string Key { get; }
    Task RunAsync(LockedPlan plan, string about, NodaTime.Instant now, CancellationToken ct);
}
