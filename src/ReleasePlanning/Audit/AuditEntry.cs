using NodaTime;

namespace ReleasePlanning.Audit;

/// <summary>One line of the audit log: who read or changed what, when and why. Append-only and hash-chained per stream by the database itself
/// (trigger audit_chain), so no code path can write around it. The stream is a plan, or the person signed in for acts that concern no plan.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }
    public required string Stream { get; init; }
    public required Instant At { get; init; }
    public StaffId? ActorId { get; init; }
    public required string ActorName { get; init; }
    /// <summary>Verb, e.g. "plan.launched", "plan.read", "step.completed"; text in both languages: resource "audit.{act}".</summary>
    public required string Act { get; init; }
    public ReleasePlanId? PlanId { get; init; }
    public WorkItemId? WorkItemId { get; init; }
    public required Reason Detail { get; init; }
    /// <summary>Set by the database.</summary>
    public string Hash { get; init; } = "";

    public static AuditEntry OfPlan(ReleasePlanId plan, Actor actor, Instant at, string act, Reason detail, WorkItemId? item = null) => new()
    {
        Stream = "plan:" + plan, At = at, ActorId = actor.StaffId, ActorName = actor.Name, Act = act, PlanId = plan, WorkItemId = item, Detail = detail,
    };

    public static AuditEntry OfStaff(Actor actor, Instant at, string act, Reason detail) => new()
    {
        Stream = "staff:" + (actor.StaffId?.ToString() ?? actor.Name), At = at, ActorId = actor.StaffId, ActorName = actor.Name, Act = act, Detail = detail,
    };
}
