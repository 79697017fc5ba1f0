using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>One message to one person about one event, shown in their inbox. Exactly one per recipient and event: (staff, key) is unique.</summary>
public sealed class Notification
{
    public required Guid Id { get; init; }
    public required StaffId StaffId { get; init; }
    public required string Key { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public WorkItemId? WorkItemId { get; init; }
    public required Reason Reason { get; init; }
    public required Instant At { get; init; }
    public Instant? ReadAt { get; set; }

    /// <summary>Goes out at once and by itself, whatever the reader chose for their mail.</summary>
    public bool Urgent { get; init; }
}
