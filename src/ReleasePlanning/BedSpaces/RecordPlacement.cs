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
        outcome.Reasons = there ? [] : [.. Placement.WhyNotThere(await HousesAsync(db, plan, person, preferred, stay?.Nights.ArriveOn ?? plan.ReleaseOn, ct))];
    }

    private static async Task<List<PreferredHouse>> HousesAsync(ReleasePlanningDb db, ReleasePlan plan, Person person, string community, LocalDate arriveOn, CancellationToken ct)
    {
        var city = Predicates.Exactly(community.Trim());
        var houses = await (
            from f in db.Set<Facility>().AsNoTracking()
            join s in db.Set<Site>() on f.Id equals s.Id
            where EF.Functions.ILike(s.City, city) && (f.OpensOn == null || f.OpensOn <= arriveOn) && (f.ClosesOn == null || f.ClosesOn > arriveOn)
            select f).ToListAsync(ct);
        if (houses.Count == 0) { return []; }
        var ids = houses.ConvertAll(h => h.Id);
        // tracked: what the act around this has just answered counts before it is saved
        var asked = (await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id && ids.Contains(r.ResidenceId)).ToListAsync(ct))
            .GroupBy(r => r.ResidenceId).ToDictionary(g => g.Key, g => g.OrderBy(r => r.Round).ThenBy(r => r.SentAt).Last());
        var free = await FreeAsync(db, ids, arriveOn, ct);
        return houses.ConvertAll(h =>
        {
            var referral = asked.GetValueOrDefault(h.Id);
            var takes = Placement.Takes(h, person, plan.ReleaseType);
            return new PreferredHouse(h.Id, referral?.State, referral?.DeclineCode, free.Contains(h.Id), takes);
        });
    }

    /// <summary>The houses with a bed that is there, in service and not taken in a night.</summary>
    private static async Task<HashSet<SiteId>> FreeAsync(ReleasePlanningDb db, List<SiteId> houses, LocalDate night, CancellationToken ct)
    {
        var (ids, on) = (houses.Select(h => h.Value).ToArray(), night.ToDateOnly());
        var free = await db.Database.SqlQuery<Guid>($"""
            select distinct b.residence_id as "Value" from beds b
            where b.residence_id = any({ids}) and (b.opens_on is null or b.opens_on <= {on}) and (b.closes_on is null or b.closes_on > {on})
              and not exists (select from bed_stays s where s.bed_id = b.id and s.state in ('Held', 'Confirmed', 'Arrived') and s.occupies @> {on})
              and not exists (
                select from (select distinct on (r.spell_id) r.* from out_of_service_revisions r where r.bed_id = b.id order by r.spell_id, r.revision desc) o
                where not o.cancelled and o.from_on <= {on} and (o.until_on is null or o.until_on >= {on}))
            """).ToListAsync(ct);
        return [.. free.Select(SiteId.From)];
    }
}
