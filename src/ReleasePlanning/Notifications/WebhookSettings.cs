using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>Where webhooks may go and how patient we are, from configuration section Webhooks.</summary>
/// <param name="AllowPrivate">Also addresses inside the service's own network.</param>
/// <param name="AllowLoopback">http to this machine itself; in Development only.</param>
/// <param name="PauseAfter">An endpoint that has failed for so long is paused until a person resumes it.</param>
public sealed record WebhookSettings(bool AllowPrivate, bool AllowLoopback, Duration Timeout, Duration PauseAfter)
{
    public static readonly WebhookSettings Default = new(false, false, Duration.FromSeconds(10), Duration.FromHours(24));
}
