using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Audit;

/// <summary>What the audit log is narrowed to. What is null or empty narrows nothing.</summary>
/// <param name="Plan">A plan's number, whole or in part.</param>
/// <param name="Who">The name of who did it, whole or in part.</param>
public sealed record AuditFilter(string Plan = "", string Who = "", string Act = "", LocalDate? FromOn = null, LocalDate? UntilOn = null);

public sealed record AuditRow(AuditEntry Entry, string? PlanNumber);

/// <summary>Reads the audit log with the numbers of its plans, for <see cref="ReadAudit"/>.</summary>
public sealed class AuditQueries(ReleasePlanningDb db)
{
    public async Task<Paged<AuditRow>> LinesAsync(AuditFilter filter, int page, int size, CancellationToken ct)
    {
        var rows =
            from entry in db.Set<AuditEntry>().AsNoTracking()
            join plan in db.Set<ReleasePlan>() on entry.PlanId equals (ReleasePlanId?)plan.Id into plans
            from plan in plans.DefaultIfEmpty()
            select new { entry, Number = (string?)plan!.Number };
        if (filter.Plan.Length > 0) { var like = Predicates.Anywhere(filter.Plan); rows = rows.Where(r => EF.Functions.ILike(r.Number!, like)); }
        if (filter.Who.Length > 0) { var like = Predicates.Anywhere(filter.Who); rows = rows.Where(r => EF.Functions.ILike(r.entry.ActorName, like)); }
        if (filter.Act.Length > 0) { rows = rows.Where(r => r.entry.Act == filter.Act); }
        // the log is kept in universal time and searched by its days
        if (filter.FromOn is { } from) { var start = from.AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(); rows = rows.Where(r => r.entry.At >= start); }
        if (filter.UntilOn is { } until) { var end = until.PlusDays(1).AtStartOfDayInZone(DateTimeZone.Utc).ToInstant(); rows = rows.Where(r => r.entry.At < end); }
        var total = await rows.CountAsync(ct);
        var found = await rows.OrderByDescending(r => r.entry.Id).Skip((page - 1) * size).Take(size).Select(r => new AuditRow(r.entry, r.Number)).ToListAsync(ct);
        return new(found, total);
    }

    /// <summary>Every kind of act there is in the log.</summary>
    public async Task<IReadOnlyList<string>> ActsAsync(CancellationToken ct) => await db.Set<AuditEntry>().Select(a => a.Act).Distinct().OrderBy(a => a).ToListAsync(ct);
}
