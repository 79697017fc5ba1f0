using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Reads what a plan's person needs from a house, and for how many nights.</summary>
public sealed class PersonNeedsQueries(ReleasePlanningDb db)
{
    public const int MostNights = 730;

    /// <summary>How long a stay is looked for when nothing says otherwise. Product default, no directive says it.</summary>
    public const int UsualNights = 90;

    /// <param name="extra">What the officer adds.</param>
    public async Task<PlanNeeds?> OfPlanAsync(ReleasePlanId id, ExtraNeeds? extra, CancellationToken ct)
    {
        var found = await (
            from plan in db.Set<ReleasePlan>().AsNoTracking()
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join office in db.Set<Site>() on plan.ParoleOfficeId equals office.Id
            where plan.Id == id
            select new { plan, person, office.Province }).SingleOrDefaultAsync(ct);
        if (found is null) { return null; }
        var residency = await db.Set<ParoleCondition>().AsNoTracking().Where(c => c.PlanId == id && c.Kind == ConditionKind.Residency && c.ReplacedAt == null).FirstOrDefaultAsync(ct);
        var arriveOn = found.plan.ReleaseOn;
        var (nights, why) = NightsOf(found.plan, residency, arriveOn);
        var needs = PersonNeeds.Of(found.person, found.plan, found.Province, extra) with { ResidencyCondition = found.plan.ResidencyCondition || residency is not null || found.plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency };
        return new(found.plan, found.person, needs, arriveOn, nights, why);
    }

    private static (int, Reason) NightsOf(ReleasePlan plan, ParoleCondition? residency, LocalDate arriveOn)
    {
        if (plan.ReturnOn is { } back && back > arriveOn) { return (Bounded(arriveOn, back), new("bed-search.nights.return", back)); }
        if (residency?.UntilOn is { } until && until > arriveOn) { return (Bounded(arriveOn, until), new("bed-search.nights.residency", until)); }
        return (UsualNights, new("bed-search.nights.usual", UsualNights));
    }

    private static int Bounded(LocalDate from, LocalDate to) => Math.Clamp(Period.DaysBetween(from, to), 1, MostNights);
}
