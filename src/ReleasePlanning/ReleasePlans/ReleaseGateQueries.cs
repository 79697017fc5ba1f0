using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Reads, across the slices, what the release gate asks.</summary>
public static class ReleaseGateQueries
{
    public static async Task<GateFacts> ReadAsync(ReleasePlanningDb db, ReleasePlan plan, LocalDate today, CancellationToken ct)
    {
        var told = await db.Set<Disclosure>().AnyAsync(d => d.PlanId == plan.Id && d.Kind == DisclosureKind.Police && d.SupersededAt == null, ct);
        var centre = plan.ResidenceId is { } house
            && await db.Set<Site>().AnyAsync(s => s.Id == house && s.Kind == SiteKind.CommunityCorrectionalCentre, ct);
        var needed = centre && plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency;
        var given = needed && await db.Set<ResidencyConsent>().AnyAsync(c => c.PlanId == plan.Id && c.ResidenceId == plan.ResidenceId && c.Given, ct);
        var open = await db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.State == WorkItemState.Open && w.HardGate && w.Form != "record-release")
            .Select(w => new { w.TitleEn, w.TitleFr }).ToListAsync(ct);
        return new GateFacts(today, plan.ReleaseOn, told, plan.WarrantsClearAt is not null, needed, given, [.. open.Select(o => (o.TitleEn, o.TitleFr))]);
    }
}
