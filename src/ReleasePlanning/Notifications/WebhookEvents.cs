using System.Text.RegularExpressions;

namespace ReleasePlanning.Notifications;

/// <summary>The kinds of events an endpoint may ask for: what the audit log of a plan names, besides reading. These are offered; any other kind of the log may be typed.</summary>
public static partial class WebhookEvents
{
    public static readonly IReadOnlyList<string> Offered =
    [
        "plan.launched", "plan.moved", "plan.expedited", "plan.escalated", "plan.withdrawn", "plan.closed",
        "step.completed", "step.skipped", "step.problem", "step.reassigned", "step.reminded", "escalation.acknowledged", "bed.asked", "bed.silent",
    ];

    public static bool IsKind(string? kind) => kind == WebhookEndpoint.Everything || (kind is { Length: <= 80 } && !kind.EndsWith(".read", StringComparison.Ordinal) && Kind().IsMatch(kind));

    [GeneratedRegex("^[a-z][a-z-]*(\\.[a-z][a-z-]*)+$")]
    private static partial Regex Kind();
}
