using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

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
        var (night, bed) = await BedAsync(db, plan, ct);
        return new GateFacts(today, plan.ReleaseOn, told, plan.WarrantsClearAt is not null, needed, given, [.. open.Select(o => (o.TitleEn, o.TitleFr))], plan.NeedsResidence, night, bed);
    }

    /// <summary>The night the person arrives, and the bed nearest to what is needed: the promised one of that night, if there is one.</summary>
    private static async Task<(LocalDate Night, GateBed? Bed)> BedAsync(ReleasePlanningDb db, ReleasePlan plan, CancellationToken ct)
    {
        if (!plan.NeedsResidence) { return (plan.ReleaseOn, null); }
        var stays = await (
            from s in db.Set<BedStay>().AsNoTracking()
            join h in db.Set<Site>() on s.ResidenceId equals h.Id
            where s.PlanId == plan.Id && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)
            select new { Stay = s, House = h }).ToListAsync(ct);
        var best = stays.Select(s => (s.Stay, s.House, Night: StayNights.ArriveOn(plan, PlanPlaces.Zone(s.House))))
            .OrderByDescending(s => s.Stay.Nights.Covers(s.Night)).ThenByDescending(s => s.Stay.State).FirstOrDefault();
        if (best.Stay is null)
        {
            var office = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == plan.ParoleOfficeId, ct);
            return (StayNights.ArriveOn(plan, PlanPlaces.Zone(office)), null);
        }
        var against = await new KeepAwayQueries(db).AgainstBedAsync(plan, best.Stay, ct);
        return (best.Night, new(StayRules.Named(best.House), best.Stay.Nights, best.Stay.State != StayState.Held, !against.IsEmpty));
    }
}
