using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;

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
}

public sealed record KeepAwayFacts(System.Collections.Immutable.ImmutableArray<ForbiddenPlace> Areas, IReadOnlySet<PersonId> Others)
{
    /// <summary>As it bears on one house: whether somebody lives there on some of these nights whom this person must not meet. It does not say who.</summary>
    public KeepAway At(IEnumerable<TakenBed> taken, Nights nights) => new(Areas, Others.Count > 0 && taken.Any(t => Others.Contains(t.Person) && t.Nights.Meets(nights)));
}
