using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Audit;

/// <summary>An auditor reads the log; the reading is a line of it too.</summary>
public sealed class ReadAudit(ReleasePlanningDb db, AuditQueries audit, IClock clock)
{
    public async Task<Outcome<Paged<AuditRow>>> RunAsync(AuditFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Auditor)) { return Outcome.Forbidden<Paged<AuditRow>>("audit.auditors-only"); }
        var lines = await audit.LinesAsync(filter, page, size, ct);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "audit.read", new Reason("audit.audit.read", filter.Plan, filter.Who)));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(lines);
    }
}
