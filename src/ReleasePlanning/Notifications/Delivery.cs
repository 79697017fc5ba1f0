using NodaTime;

namespace ReleasePlanning.Notifications;

public enum DeliveryChannel { Mail, Digest, Webhook }

/// <summary>Waiting and Sending are open. Dead was given up after its last attempt and holds its plan's line at a webhook until a person decides;
/// Dropped is that decision; NotNeeded is the service's own: the reader has left, or a digest had nothing to say.</summary>
public enum DeliveryState { Waiting, Sending, Sent, Dead, Dropped, NotNeeded }

/// <summary>One message that leaves the building, to one recipient about one event. Written by the database in the transaction of the event itself
/// (triggers in Database/OutboxTriggers.cs); exactly one per recipient and event, held by unique indexes.
/// At least once, with an id that never changes: a server that dies between sending and recording sends again, and the receiver can tell (decision 0012).</summary>
public sealed class Delivery
{
    public required Guid Id { get; init; }
    public required DeliveryChannel Channel { get; init; }
    public DeliveryState State { get; set; } = DeliveryState.Waiting;
    public StaffId? StaffId { get; init; }
    public Guid? EndpointId { get; init; }
    /// <summary>What makes it this event and no other.</summary>
    public required string EventKey { get; init; }
    public Guid? NotificationId { get; init; }
    public long? AuditId { get; init; }
    public ReleasePlanId? PlanId { get; init; }
    /// <summary>For webhooks: 1, 2, 3 … per endpoint and plan; sent in that order.</summary>
    public long? Sequence { get; init; }
    /// <summary>For webhooks: the kind of event, e.g. plan.escalated.</summary>
    public string? Act { get; init; }
    /// <summary>For webhooks: the body, byte for byte the same at every attempt; made at the first.</summary>
    public string? Payload { get; set; }
    public int Attempts { get; set; }
    public required Instant NextAttemptAt { get; set; }
    public Guid? LockOwner { get; set; }
    public Instant? LockUntil { get; set; }
    public string? LastError { get; set; }
    public required Instant CreatedAt { get; init; }
    public Instant? SentAt { get; set; }
    /// <summary>Why a person dropped it.</summary>
    public string? DropReason { get; set; }

    public bool IsOpen => State is DeliveryState.Waiting or DeliveryState.Sending;

    /// <summary>The name of the message that all its attempts share.</summary>
    public string MessageId => "msg_" + Id.ToString("N");
}

public enum MailChoice { Each, Digest, None }

/// <summary>How somebody wants their messages besides the list on the site. Without a row: each by itself. What is urgent goes out at once in any case.</summary>
public sealed class MailPreference
{
    public required StaffId StaffId { get; init; }
    public required MailChoice Choice { get; set; }
    public required Instant ChangedAt { get; set; }
}

/// <summary>Since when a channel is switched on for the whole installation; the triggers write mails only while it is.</summary>
public sealed class OutboxChannel
{
    public required DeliveryChannel Channel { get; init; }
    public Instant? OnSince { get; set; }
    public Instant? LastSuccessAt { get; set; }
    public Instant? FailingSince { get; set; }
    public string? LastError { get; set; }
}

/// <summary>The secret address of somebody's calendar feed; only the hash of its key is kept.</summary>
public sealed class CalendarFeed
{
    public required StaffId StaffId { get; init; }
    public required byte[] KeyHash { get; set; }
    public required Instant CreatedAt { get; set; }
}
