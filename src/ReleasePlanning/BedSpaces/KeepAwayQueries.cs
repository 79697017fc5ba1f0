using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>What keeps a plan's person away from houses. For the plan's officers; a house never sees it.</summary>
public sealed class KeepAwayQueries(ReleasePlanningDb db)
{
    /// <summary>The no-go areas of a plan, and whom its person must not meet; neither ended.</summary>
    public async Task<KeepAwayFacts> OfAsync(ReleasePlanId? plan, PersonId? person, CancellationToken ct)
    {
        var areas = plan is { } id
            ? await db.Set<NoGoArea>().AsNoTracking().Where(a => a.PlanId == id && a.EndedAt == null).OrderBy(a => a.EnteredAt).ToListAsync(ct) : [];
        var others = person is { } who
            ? await db.Set<NoContact>().AsNoTracking().Where(c => c.EndedAt == null && (c.PersonId == who || c.OtherId == who))
                .Select(c => c.PersonId == who ? c.OtherId : c.PersonId).ToListAsync(ct) : [];
        return new([.. areas.Select(ForbiddenPlace.Of)], others.ToHashSet());
    }

    /// <summary>Everything entered for a plan, for its officers' page.</summary>
    public async Task<Outcome<KeepAwayPage>> PageAsync(ReleasePlanId id, Actor actor, CancellationToken ct)
    {
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct);
        // whoever may not know of the plan is not told that it is there
        if (plan is null || (await PlanScope.ViewAsync(db, plan, actor, ct)).Value != PlanView.Full) { return Outcome.NotFound<KeepAwayPage>(); }
        if (KeepAwayRules.May(plan, actor) is { Value: false } no) { return Outcome.Forbidden<KeepAwayPage>(no.Why.Code); }
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var areas = await db.Set<NoGoArea>().AsNoTracking().Where(a => a.PlanId == id && a.EndedAt == null).OrderBy(a => a.EnteredAt).ToListAsync(ct);
        var contacts = await (
            from c in db.Set<NoContact>().AsNoTracking()
            where c.EndedAt == null && (c.PersonId == person.Id || c.OtherId == person.Id)
            join other in db.Set<Person>() on c.PersonId == person.Id ? c.OtherId : c.PersonId equals other.Id
            orderby c.EnteredAt
            select new ApartFrom(c, other)).ToListAsync(ct);
        return Outcome.Done(new KeepAwayPage(plan, person, areas, contacts, await AgainstBedAsync(plan, ct)));
    }

    /// <summary>Why the bed a plan has goes against what its person is kept away from; empty: it does not, or there is none.</summary>
    public async Task<ImmutableArray<Reason>> AgainstBedAsync(ReleasePlan plan, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return await new BedSpaceQueries(db).StayOfAsync(plan.Id, ct) is { } stay ? await AgainstBedAsync(plan, stay, ct) : [];
    }

    public Task<ImmutableArray<Reason>> AgainstBedAsync(ReleasePlan plan, BedStay stay, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(stay);
        return AgainstHouseAsync(plan.Id, plan.PersonId, stay.ResidenceId, stay.Nights, null, ct);
    }

    /// <summary>Why somebody must not live in a house on these nights. It never says who else lives there.</summary>
    /// <param name="before">Nights they have there already: only what is new counts against more.</param>
    public async Task<ImmutableArray<Reason>> AgainstHouseAsync(ReleasePlanId? plan, PersonId person, SiteId house, Nights nights, Nights? before, CancellationToken ct)
    {
        var facts = await OfAsync(plan, person, ct);
        if (facts.Areas.IsEmpty && facts.Others.Count == 0) { return []; }
        var others = facts.Others.ToList();
        var there = await db.Set<BedStay>().AsNoTracking()
            .Where(s => s.ResidenceId == house && others.Contains(s.PersonId) && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).ToListAsync(ct);
        var met = there.Exists(t => t.Nights.Meets(nights) && before?.Meets(t.Nights) != true);
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == house, ct);
        var facility = await db.Set<Facility>().AsNoTracking().SingleAsync(f => f.Id == house, ct);
        var match = MatchRules.Of(FacilityProfile.Of(facility, site), new PersonNeeds(), nights, new(before is null ? facts.Areas : [], met));
        return [.. match.Findings.Where(f => f.Kind == FindingKind.Fails && f.Criterion is ("no-go" or "no-contact")).Select(f => f.Why)];
    }
}

public sealed record KeepAwayFacts(ImmutableArray<ForbiddenPlace> Areas, IReadOnlySet<PersonId> Others)
{
    /// <summary>As it bears on one house: whether somebody lives there on some of these nights whom this person must not meet. It does not say who.</summary>
    public KeepAway At(IEnumerable<TakenBed> taken, Nights nights) => new(Areas, Others.Count > 0 && taken.Any(t => Others.Contains(t.Person) && t.Nights.Meets(nights)));
}

public sealed record ApartFrom(NoContact Contact, Person Other);

/// <param name="AgainstBed">Why the bed the plan has goes against it.</param>
public sealed record KeepAwayPage(ReleasePlan Plan, Person Person, IReadOnlyList<NoGoArea> Areas, IReadOnlyList<ApartFrom> Apart, ImmutableArray<Reason> AgainstBed);
