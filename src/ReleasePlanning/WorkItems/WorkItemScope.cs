using System.Linq.Expressions;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Which steps are somebody's to do or to direct, as a condition the database evaluates: owned, in their role at their site,
/// supervised there, or covered for somebody who is away.</summary>
public static class WorkItemScope
{
    /// <param name="directed">With what they only supervise.</param>
    public static Expression<Func<WorkItem, bool>> Of(ReleasePlanningDb db, Actor actor, LocalDate today, bool directed = true)
    {
        var conditions = new List<Expression<Func<WorkItem, bool>>> { Mine(db, actor, today) };
        foreach (var site in actor.Roles.GroupBy(r => r.SiteId))
        {
            var (at, roles) = (site.Key, site.Select(r => r.Role).ToList());
            conditions.Add(directed && roles.Exists(Roles.Supervising.Contains) ? w => w.SiteId == at : w => w.SiteId == at && roles.Contains(w.Role));
        }
        return Predicates.AnyOf<WorkItem>(conditions);
    }

    /// <summary>Owned by them, or by somebody they stand in for today.</summary>
    public static Expression<Func<WorkItem, bool>> Mine(ReleasePlanningDb db, Actor actor, LocalDate today)
    {
        var me = actor.StaffId;
        return w => w.OwnerId != null && (w.OwnerId == me
            || db.Set<Absence>().Any(a => a.CoverId == me && a.StaffId == w.OwnerId && a.FromOn <= today && today <= a.UntilOn && (a.EndedOn == null || today < a.EndedOn)));
    }
}
