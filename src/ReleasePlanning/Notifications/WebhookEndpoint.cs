using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>Another system that is told what happens to plans: where, about which kinds of events, and with which secret it can tell that we said it.</summary>
public sealed class WebhookEndpoint
{
    public const string Everything = "*";

    public required Guid Id { get; init; }
    public required string Name { get; set; }
    public required string Url { get; set; }
    /// <summary>Kinds of events, as the audit log names them, or "*" for all.</summary>
    public required List<string> Events { get; set; }
    /// <summary>"whsec_" and 32 random bytes in base 64. Kept as it is: whoever signs must know it.</summary>
    public required string Secret { get; set; }
    /// <summary>Signs beside the new one until then, so that the receiver can change over.</summary>
    public string? FormerSecret { get; set; }
    public Instant? FormerSecretUntil { get; set; }
    public required Instant CreatedAt { get; init; }
    public Instant? PausedAt { get; set; }
    public Reason? PausedBecause { get; set; }
    public Instant? RemovedAt { get; set; }
    public Instant? LastSuccessAt { get; set; }
    public Instant? FailingSince { get; set; }
    public string? LastError { get; set; }
    /// <summary>Counts what administrators change; how sending goes is none of it.</summary>
    public int Edition { get; set; } = 1;
}
