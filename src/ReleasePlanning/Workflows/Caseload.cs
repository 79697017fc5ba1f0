using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>One plan of somebody's caseload: they are its officer, or own open steps of it.</summary>
public sealed record CaseloadPlan(ReleasePlan Plan, ImmutableArray<WorkItem> Steps)
{
    /// <summary>The roles somebody needs to take it over.</summary>
    public IReadOnlyList<SiteRole> Needs(StaffId from)
    {
        var needs = new List<SiteRole>(Steps.Select(s => new SiteRole(s.Role, s.SiteId)));
        if (Plan.ParoleOfficerId == from) { needs.Add(new(Roles.InstitutionalParoleOfficer, Plan.ReleasingSiteId)); }
        if (Plan.CommunityOfficerId == from) { needs.Add(new(Roles.CommunityParoleOfficer, Plan.ParoleOfficeId)); }
        return [.. needs.Distinct()];
    }

    public bool IsOfRolesOf(Colleague taker, StaffId from) => Needs(from).All(taker.Roles.Contains);

    public bool MayBeTakenBy(Colleague taker, StaffId from) => taker.Lacks(Needs(from)).Count == 0;
}

/// <summary>Everything that waits for one person.</summary>
public static class Caseload
{
    /// <summary>Whoever moves the same caseload at the same moment waits here for the first, and finds it done.</summary>
    public static Task LockPersonAsync(ReleasePlanningDb db, StaffId of, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({of.Value.ToString()}, 11))", ct);

    public static Task<List<ReleasePlanId>> PlanIdsAsync(ReleasePlanningDb db, StaffId of, CancellationToken ct) => db.Set<ReleasePlan>()
        .Where(p => ((p.Status == PlanStatus.Active || p.Status == PlanStatus.Released) && (p.ParoleOfficerId == of || p.CommunityOfficerId == of))
            || db.Set<WorkItem>().Any(w => w.PlanId == p.Id && w.OwnerId == of && w.State == WorkItemState.Open))
        .OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(ct);

    /// <summary>Locks every plan of the caseload, in the order of their ids, and reads the steps after.</summary>
    public static async Task<IReadOnlyList<CaseloadPlan>> LockAsync(ReleasePlanningDb db, StaffId of, CancellationToken ct)
    {
        var plans = await db.LockPlansInOrderAsync(await PlanIdsAsync(db, of, ct), ct);
        var ids = plans.Select(p => p.Plan.Id).ToList();
        var steps = (await db.Set<WorkItem>().Where(w => ids.Contains(w.PlanId) && w.OwnerId == of && w.State == WorkItemState.Open).OrderBy(w => w.DueAt).ToListAsync(ct)).ToLookup(w => w.PlanId);
        // what an earlier holder of a lock gave away or closed is no longer theirs
        return [.. plans.Select(p => new CaseloadPlan(p.Plan, [.. steps[p.Plan.Id]])).Where(p => p.Steps.Length > 0 || (p.Plan.IsOpen && (p.Plan.ParoleOfficerId == of || p.Plan.CommunityOfficerId == of)))];
    }
}
