using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Audit;

/// <summary>Whether the log still says what was written: the lines whose hash no longer follows from the line before, as "stream #id".</summary>
public sealed record ChainCheck(int Lines, IReadOnlyList<string> Broken)
{
    public bool IsWhole => Broken.Count == 0;
}

/// <summary>An auditor has the whole chain recomputed in the database; that they did is a line of it.</summary>
public sealed class VerifyAudit(ReleasePlanningDb db, IClock clock)
{
    private const int MostBroken = 100;

    public async Task<Outcome<ChainCheck>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Auditor)) { return Outcome.Forbidden<ChainCheck>("audit.auditors-only"); }
        var lines = await db.Set<AuditEntry>().CountAsync(ct);
        var broken = await db.Database.SqlQuery<string>($"select stream || ' #' || id as \"Value\" from broken_audit_lines() limit {MostBroken}").ToListAsync(ct);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "audit.verified", new Reason("audit.audit.verified", lines, broken.Count)));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(new ChainCheck(lines, broken));
    }
}
