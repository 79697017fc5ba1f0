using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Audit;

/// <summary>Every read of a plan is a line of the audit log: who, when, and through which step where it was one.</summary>
public sealed class RecordRead(ReleasePlanningDb db, IClock clock)
{
    /// <summary>The act; left out where a page shows what was done.</summary>
    public const string Act = "plan.read";

    public async Task RunAsync(ReleasePlanId plan, Actor actor, WorkItemId? item, CancellationToken ct)
    {
        db.Add(AuditEntry.OfPlan(plan, actor, clock.GetCurrentInstant(), Act, new Reason("audit.plan.read"), item));
        await db.SaveChangesAsync(ct);
    }
}
