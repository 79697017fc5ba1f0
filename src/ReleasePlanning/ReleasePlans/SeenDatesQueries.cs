using ReleasePlanning.Database;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Dates set by hand in the plans somebody may know of.</summary>
public sealed class SeenDatesQueries(ReleasePlanningDb db, ByHandQueries byHand)
{
    public Task<Paged<ByHandRow>> ListAsync(ByHandFilter filter, Actor actor, int page, int size, CancellationToken ct) =>
        byHand.ListAsync(filter, db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor)), actor, page, size, ct);
}
