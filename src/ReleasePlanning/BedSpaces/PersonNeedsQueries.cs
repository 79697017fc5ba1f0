using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Reads what a plan's person needs from a house, and for which nights.</summary>
public sealed class PersonNeedsQueries(ReleasePlanningDb db)
{
    /// <param name="extra">What the officer adds.</param>
    public async Task<PlanNeeds?> OfPlanAsync(ReleasePlanId id, ExtraNeeds? extra, CancellationToken ct)
    {
        var found = await (
            from plan in db.Set<ReleasePlan>().AsNoTracking()
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join office in db.Set<Site>() on plan.ParoleOfficeId equals office.Id
            where plan.Id == id
            select new { plan, person, office }).SingleOrDefaultAsync(ct);
        if (found is null) { return null; }
        var (stands, until) = await ResidencyAsync(db, found.plan, ct);
        var (nights, why) = StayNights.Of(found.plan, until, PlanPlaces.Zone(found.office));
        return new(found.plan, found.person, PersonNeeds.Of(found.person, found.plan, found.office.Province, stands, extra), nights.ArriveOn, nights.Count, why);
    }

    /// <summary>The nights a house is asked for.</summary>
    public static async Task<Nights> NightsAsync(ReleasePlanningDb db, ReleasePlan plan, DateTimeZone zone, CancellationToken ct) =>
        StayNights.Of(plan, (await ResidencyAsync(db, plan, ct)).Until, zone).Nights;

    /// <summary>Whether the person must live in a community-based residential facility (CCRA s.133(4), (4.1)), and until when, where that is said.</summary>
    public static async Task<(bool Stands, LocalDate? Until)> ResidencyAsync(ReleasePlanningDb db, ReleasePlan plan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var conditions = await db.Set<ParoleCondition>().AsNoTracking().Where(c => c.PlanId == plan.Id && c.Kind == ConditionKind.Residency && c.ReplacedAt == null).Select(c => c.UntilOn).ToListAsync(ct);
        return (plan.ResidencyCondition || conditions.Count > 0 || plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency, conditions.FirstOrDefault());
    }
}
