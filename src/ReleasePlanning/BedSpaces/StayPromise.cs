using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>What must be true before a bed is promised for good: nobody resides in two places, and residency at a community correctional centre on statutory release
/// has its written consent (CCRA s.133(4.4)). The database refuses both as well; this says why.</summary>
internal static class StayPromise
{
    public static async Task<Reason?> RefusedAsync(ReleasePlanningDb db, BedStay stay, CancellationToken ct)
    {
        if (await ElsewhereAsync(db, stay, ct) is { } other)
        {
            var house = (await db.Set<Site>().FindAsync([other.ResidenceId], ct))!;
            return new Reason("stays.resident-elsewhere", StayRules.Named(house), other.Nights.ArriveOn, other.Nights.DepartOn);
        }
        return await ConsentMissingAsync(db, stay, ct) ? new Reason("beds.consent-missing") : null;
    }

    /// <summary>This person's stays that take a bed, as this transaction has them.</summary>
    public static async Task<List<BedStay>> OfPersonAsync(ReleasePlanningDb db, PersonId person, CancellationToken ct)
    {
        await db.Set<BedStay>().Where(s => s.PersonId == person && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).LoadAsync(ct);
        return [.. db.Set<BedStay>().Local.Where(s => s.PersonId == person && s.TakesTheBed).OrderBy(s => s.Nights.ArriveOn).ThenBy(s => s.Id)];
    }

    private static async Task<BedStay?> ElsewhereAsync(ReleasePlanningDb db, BedStay stay, CancellationToken ct) =>
        (await OfPersonAsync(db, stay.PersonId, ct)).Find(s => s.Id != stay.Id && s.State != StayState.Held && s.Nights.Meets(stay.Nights));

    private static async Task<bool> ConsentMissingAsync(ReleasePlanningDb db, BedStay stay, CancellationToken ct)
    {
        if (stay.PlanId is not { } id || (await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!.Kind != SiteKind.CommunityCorrectionalCentre) { return false; }
        return await db.Set<ReleasePlan>().AnyAsync(p => p.Id == id && p.ReleaseType == ReleaseType.StatutoryReleaseWithResidency, ct)
            && !await db.Set<ResidencyConsent>().AnyAsync(c => c.PlanId == id && c.ResidenceId == stay.ResidenceId && c.Given, ct);
    }
}
