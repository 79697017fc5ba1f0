using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Need-to-know as a condition the database evaluates: the plans of which somebody sees anything at all. How much is <see cref="PlanAccess"/>'s.</summary>
public static class PlanScope
{
    public static Expression<Func<ReleasePlan, bool>> Of(ReleasePlanningDb db, Actor actor)
    {
        var conditions = OfRoles(db, actor.Roles);
        foreach (var cover in actor.Covers)
        {
            var (only, except) = (cover.Only?.ToList(), cover.Except.ToList());
            var reached = only is null ? (Expression<Func<ReleasePlan, bool>>)(p => !except.Contains(p.Id)) : p => only.Contains(p.Id);
            conditions.AddRange(OfRoles(db, cover.Roles).Select(c => Predicates.BothOf(c, reached)));
        }
        return conditions.Count == 0 ? _ => false : Predicates.AnyOf<ReleasePlan>(conditions);
    }

    private static List<Expression<Func<ReleasePlan, bool>>> OfRoles(ReleasePlanningDb db, IReadOnlyCollection<SiteRole> roles)
    {
        if (roles.Any(r => r.Role == Roles.Auditor)) { return [_ => true]; }
        var full = SitesWhere(r => !PlanAccess.Limited.Contains(r));
        var regional = SitesWhere(r => PlanAccess.Regional.Contains(r) || r == Roles.VictimServices);
        var intake = SitesWhere(r => r == Roles.ResidenceIntake);
        var conditions = new List<Expression<Func<ReleasePlan, bool>>>();
        if (full.Count > 0) { conditions.Add(p => full.Contains(p.ReleasingSiteId) || full.Contains(p.ParoleOfficeId)); }
        if (regional.Count > 0)
        {
            conditions.Add(p => db.Set<Site>().Any(h => regional.Contains(h.Id) && h.Kind == SiteKind.RegionalHeadquarters
                && db.Set<Site>().Any(s => s.Id == p.ReleasingSiteId && s.Region == h.Region)));
        }
        if (intake.Count > 0) { conditions.Add(p => db.Set<BedReferral>().Any(b => b.PlanId == p.Id && b.SentAt != null && intake.Contains(b.ResidenceId))); }
        return conditions;

        List<SiteId> SitesWhere(Func<string, bool> role) => [.. roles.Where(r => role(r.Role)).Select(r => r.SiteId).Distinct()];
    }

    /// <summary>How much of one plan somebody sees, and why.</summary>
    public static async Task<Reasoned<PlanView>> ViewAsync(ReleasePlanningDb db, ReleasePlan plan, Actor actor, CancellationToken ct)
    {
        var headquarters = await db.Set<Site>()
            .Where(h => h.Kind == SiteKind.RegionalHeadquarters && db.Set<Site>().Any(s => s.Id == plan.ReleasingSiteId && s.Region == h.Region))
            .Select(h => (SiteId?)h.Id).FirstOrDefaultAsync(ct);
        var asked = await db.Set<BedReferral>().Where(b => b.PlanId == plan.Id && b.SentAt != null).Select(b => b.ResidenceId).Distinct().ToListAsync(ct);
        return PlanAccess.Of(plan, headquarters, asked.ToHashSet(), actor);
    }
}
