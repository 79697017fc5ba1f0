using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Who may see and who may change stays. Pure.</summary>
public static class StayAccess
{
    private static readonly string[] Community = [Roles.CommunityParoleOfficer, Roles.ParoleOfficerSupervisor, Roles.AreaDirector];

    /// <summary>Intake staff at their own house, the officers of the plan, and administrators. Who stands in for one of them may do the same.</summary>
    public static Reasoned<bool> MayChange(SiteId house, ReleasePlan? plan, Actor actor) =>
        Runs(house, actor) || actor.Holds(Roles.Administrator) || (plan is not null && IsOfficer(plan, actor))
            ? new(true, new Reason("stays.access"))
            : new(false, new Reason("stays.access-not-yours"));

    /// <summary>Whoever may change it, the plan's other readers, and auditors.</summary>
    public static bool MaySee(SiteId house, ReleasePlan? plan, PlanView view, Actor actor) =>
        MayChange(house, plan, actor).Value || view == PlanView.Full || actor.Holds(Roles.Auditor);

    /// <summary>The houses somebody is intake staff of, their own and those of whom they stand in for.</summary>
    public static IReadOnlyList<SiteId> HousesOf(Actor actor) =>
        [.. actor.Roles.Concat(actor.Covers.SelectMany(c => c.Roles)).Where(r => r.Role == Roles.ResidenceIntake).Select(r => r.SiteId).Distinct()];

    public static bool Runs(SiteId house, Actor actor) => HousesOf(actor).Contains(house);

    /// <summary>The officers of a plan on both sides, and who stands in for one of them.</summary>
    public static bool IsOfficer(ReleasePlan plan, Actor actor) => PlanAccess.MayChange(plan, actor).Value
        || Community.Any(role => actor.Holds(role, plan.ParoleOfficeId))
        || (plan.CommunityOfficerId is { } officer && (officer == actor.StaffId || actor.CoverOf(officer, Roles.CommunityParoleOfficer, plan.ParoleOfficeId, plan.Id) is not null));
}
