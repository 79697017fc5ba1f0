using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

/// <summary>How much of a plan someone needs to know.</summary>
public enum PlanView
{
    None,
    /// <summary>Release day, destination, conditions and route: the victims' unit.</summary>
    Alert,
    /// <summary>What supervising a resident needs (CCRA s.25(1)): nothing of victims, police or the file.</summary>
    Supervision,
    Full,
}

/// <summary>Need-to-know by role and site. Pure.</summary>
public static class PlanAccess
{
    internal static readonly HashSet<string> Regional = [Roles.DistrictDirector, Roles.AssistantDeputyCommissioner, Roles.IndigenousLiaison, Roles.DutyOfficer];
    internal static readonly HashSet<string> Limited = [Roles.ResidenceIntake, Roles.VictimServices, Roles.Administrator];

    /// <param name="headquarters">The regional headquarters of the releasing institution.</param>
    /// <param name="asked">Residences that were sent a referral.</param>
    public static Reasoned<PlanView> Of(ReleasePlan plan, SiteId? headquarters, IReadOnlySet<SiteId> asked, Actor actor)
    {
        var own = Of(plan, headquarters, asked, actor.Roles);
        // who stands in sees what the person they stand in for would see, for as long as it lasts
        foreach (var cover in actor.Covers.Where(c => c.Reaches(plan.Id)))
        {
            var covered = Of(plan, headquarters, asked, cover.Roles);
            if (covered.Value > own.Value) { own = new(covered.Value, new Reason("view.cover", cover.Name, cover.UntilOn)); }
        }
        return own;
    }

    private static Reasoned<PlanView> Of(ReleasePlan plan, SiteId? headquarters, IReadOnlySet<SiteId> asked, IReadOnlyCollection<SiteRole> roles)
    {
        if (roles.Any(r => r.Role == Roles.Auditor)) { return new(PlanView.Full, new Reason("view.auditor")); }
        if (roles.Any(r => !Limited.Contains(r.Role) && (r.SiteId == plan.ReleasingSiteId || r.SiteId == plan.ParoleOfficeId))) { return new(PlanView.Full, new Reason("view.site")); }
        if (roles.Any(r => Regional.Contains(r.Role) && r.SiteId == headquarters)) { return new(PlanView.Full, new Reason("view.region")); }
        if (roles.Any(r => r.Role == Roles.ResidenceIntake && asked.Contains(r.SiteId))) { return new(PlanView.Supervision, new Reason("view.residence")); }
        if (roles.Any(r => r.Role == Roles.VictimServices && r.SiteId == headquarters)) { return new(PlanView.Alert, new Reason("view.victim-services")); }
        return new(PlanView.None, new Reason("view.none"));
    }

    /// <summary>Who may change the plan itself (move its date, withdraw it): its officer and who stands in for them, and parole officers and their manager at the institution.</summary>
    public static Reasoned<bool> MayChange(ReleasePlan plan, Actor actor) =>
        plan.ParoleOfficerId == actor.StaffId
        || actor.CoverOf(plan.ParoleOfficerId, Roles.InstitutionalParoleOfficer, plan.ReleasingSiteId, plan.Id) is not null
        || actor.Holds(Roles.InstitutionalParoleOfficer, plan.ReleasingSiteId)
        || actor.Holds(Roles.ManagerAssessmentInterventions, plan.ReleasingSiteId)
            ? new(true, new Reason("access.plan"))
            : new(false, new Reason("access.plan-not-yours"));
}
