using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Escalations;

/// <summary>The person it came to says that they have seen it and are on it.</summary>
public sealed class AcknowledgeEscalation(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<Escalation>> RunAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var escalation = await db.Set<Escalation>().FirstOrDefaultAsync(e => e.Id == id, ct);
        if (escalation is null) { return Outcome.NotFound<Escalation>(); }
        if (escalation.ToStaffId != actor.StaffId) { return Outcome.Forbidden<Escalation>("escalation.not-yours"); }
        if (escalation.AcknowledgedAt is not null) { return Outcome.Done(escalation); }
        (escalation.AcknowledgedAt, escalation.AcknowledgedBy) = (clock.GetCurrentInstant(), actor.StaffId);
        db.Add(AuditEntry.OfPlan(escalation.PlanId, actor, escalation.AcknowledgedAt.Value, "escalation.acknowledged", new Reason("audit.escalation.acknowledged"), escalation.WorkItemId));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(escalation);
    }
}
