using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>A site decides how long a step may be without an owner before the supervisor hears of it. Steps that wait already keep their time.</summary>
public sealed class SetUnassignedThreshold(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<int>> RunAsync(SiteId siteId, int? hours, Actor actor, CancellationToken ct)
    {
        if (await db.Set<Site>().FirstOrDefaultAsync(s => s.Id == siteId, ct) is not { } site) { return Outcome.NotFound<int>(); }
        var above = await db.Set<Site>().Where(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == site.Region).Select(s => (SiteId?)s.Id).FirstOrDefaultAsync(ct);
        if (!actor.Holds(Roles.Administrator) && !Supervision.Directs(actor, site, above)) { return Outcome.Forbidden<int>("unassigned.not-your-site"); }
        if (hours is not (>= 1 and <= UnassignedThreshold.MostHours)) { return Outcome.Refused<int>("hours", "unassigned.hours", 1, UnassignedThreshold.MostHours); }
        var now = clock.GetCurrentInstant();
        var set = await db.Set<UnassignedThreshold>().FirstOrDefaultAsync(t => t.SiteId == siteId, ct);
        if (set is null) { db.Add(new UnassignedThreshold { SiteId = siteId, Hours = hours.Value, SetBy = actor.StaffId!.Value, SetAt = now }); }
        else { (set.Hours, set.SetBy, set.SetAt) = (hours.Value, actor.StaffId!.Value, now); }
        db.Add(AuditEntry.OfStaff(actor, now, "unassigned.threshold-set", new Reason("audit.unassigned.threshold-set", site.NameEn, site.NameFr, hours.Value)));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<int>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(hours.Value);
    }
}
