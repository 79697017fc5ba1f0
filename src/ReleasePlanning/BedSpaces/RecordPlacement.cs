using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Writes down where a person wanted to live, where they will, and why those differ: when a bed is confirmed and when the search is given up.
/// Saved by the act it is a part of; done twice, the later one stands.</summary>
public static class RecordPlacement
{
    /// <param name="stay">The stay that was confirmed; null when no bed was found.</param>
    public static async Task RunAsync(ReleasePlanningDb db, ReleasePlan plan, BedStay? stay, Instant now, CancellationToken ct)
    {
        var person = await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId, ct);
        var preferred = Placement.PreferredBy(person, plan);
        var house = stay is null ? null : await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == stay.ResidenceId, ct);
        var actual = house?.City ?? (plan.NeedsResidence ? null : plan.DestinationCommunity);
        var there = actual is not null && Placement.Same(actual, preferred);

        if (await db.Set<PlacementOutcome>().FindAsync([plan.Id], ct) is not { } outcome)
        {
            outcome = new() { PlanId = plan.Id, PreferredCommunity = preferred, InPreferred = there, RecordedAt = now };
            db.Add(outcome);
        }
        (outcome.PreferredCommunity, outcome.ActualCommunity, outcome.ResidenceId, outcome.InPreferred, outcome.RecordedAt) = (preferred, actual, stay?.ResidenceId, there, now);
        outcome.Needs = [.. Placement.NeedsOf(person, stay?.Needs ?? [])];
        outcome.Reasons = there ? [] : [.. Placement.WhyNotThere(await HousesAsync(db, plan, person, preferred, stay?.Nights.ArriveOn ?? plan.ReleaseOn, now, ct))];
    }

    private static async Task<List<PreferredHouse>> HousesAsync(ReleasePlanningDb db, ReleasePlan plan, Person person, string community, LocalDate arriveOn, Instant now, CancellationToken ct)
    {
        var city = Predicates.Exactly(community.Trim());
        var houses = await (
            from f in db.Set<Facility>().AsNoTracking()
            join s in db.Set<Site>() on f.Id equals s.Id
            where EF.Functions.ILike(s.City, city) && (f.OpensOn == null || f.OpensOn <= arriveOn) && (f.ClosesOn == null || f.ClosesOn > arriveOn)
            select new { House = f, Site = s }).ToListAsync(ct);
        if (houses.Count == 0) { return []; }
        var ids = houses.ConvertAll(h => h.House.Id);
        // tracked: what the act around this has just answered counts before it is saved
        var asked = (await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id && ids.Contains(r.ResidenceId)).ToListAsync(ct))
            .GroupBy(r => r.ResidenceId).ToDictionary(g => g.Key, g => g.OrderBy(r => r.Round).ThenBy(r => r.SentAt).Last());
        var (stands, _) = await PersonNeedsQueries.ResidencyAsync(db, plan, ct);
        var night = new Nights(arriveOn, arriveOn.PlusDays(1));
        var found = new List<PreferredHouse>();
        foreach (var h in houses)
        {
            // the question is whether they would be taken in the community they want
            var needs = PersonNeeds.Of(person, plan, h.Site.Province, stands) with { Destination = h.Site.City, DestinationProvince = h.Site.Province };
            var takes = MatchRules.Of(FacilityProfile.Of(h.House, h.Site), needs, night).Verdict != MatchVerdict.Fails;
            var room = await HoldBed.RoomAsync(db, h.House.Id, night, needs.BedFeatures, now, ct);
            var referral = asked.GetValueOrDefault(h.House.Id);
            found.Add(new(h.House.Id, referral?.State, referral?.DeclineCode, room.Count > 0, takes));
        }
        return found;
    }
}
