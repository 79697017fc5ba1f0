using System.Linq.Expressions;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Which steps are somebody's to do or to direct, as a condition the database evaluates: owned, in their role at their site,
/// supervised there, or covered for somebody who is away.</summary>
public static class WorkItemScope
{
    /// <param name="directed">With what they only supervise.</param>
    public static Expression<Func<WorkItem, bool>> Of(Actor actor, bool directed = true)
    {
        var conditions = new List<Expression<Func<WorkItem, bool>>> { Mine(actor) };
        foreach (var site in actor.Roles.GroupBy(r => r.SiteId))
        {
            var (at, roles) = (site.Key, site.Select(r => r.Role).ToList());
            conditions.Add(directed && roles.Exists(Roles.Supervising.Contains) ? w => w.SiteId == at : w => w.SiteId == at && roles.Contains(w.Role));
        }
        return Predicates.AnyOf<WorkItem>(conditions);
    }

    /// <summary>Owned by them, or by somebody they stand in for today.</summary>
    public static Expression<Func<WorkItem, bool>> Mine(Actor actor)
    {
        var me = actor.StaffId;
        return Predicates.AnyOf<WorkItem>([w => w.OwnerId != null && w.OwnerId == me, .. actor.Covers.SelectMany(Covered)]);
    }

    /// <summary>What is somebody else's and theirs to do meanwhile.</summary>
    public static Expression<Func<WorkItem, bool>> Covered(Actor actor) =>
        actor.Covers.IsEmpty ? _ => false : Predicates.AnyOf<WorkItem>(actor.Covers.SelectMany(Covered));

    private static IEnumerable<Expression<Func<WorkItem, bool>>> Covered(Cover cover)
    {
        var (who, except, only) = (cover.For, cover.Except.ToList(), cover.Only?.ToList());
        foreach (var site in cover.Roles.GroupBy(r => r.SiteId))
        {
            var (at, roles) = (site.Key, site.Select(r => r.Role).ToList());
            var any = roles.Exists(Roles.Supervising.Contains);
            yield return only is null
                ? w => w.OwnerId == who && w.SiteId == at && (any || roles.Contains(w.Role)) && !except.Contains(w.PlanId)
                : w => w.OwnerId == who && w.SiteId == at && (any || roles.Contains(w.Role)) && only.Contains(w.PlanId);
        }
    }
}
