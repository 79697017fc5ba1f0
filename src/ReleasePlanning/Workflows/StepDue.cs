using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>From a rule to an instant, for steps and for timers: the plan's anchors, the site's calendar, zone and hours.</summary>
public static class StepDue
{
    public static Anchors AnchorsOf(ReleasePlan plan, Instant? stepOpened) =>
        new(plan.ReleaseOn, plan.EntitlementOn, plan.HearingOn, plan.DecisionOn, stepOpened, plan.ArrivalExpectedAt);

    /// <summary>When a step is due, and why then.</summary>
    public static (Instant? At, Reason? Why) OfStep(ReleasePlan plan, string? ruleText, BasisKind basis, Instant openedAt, Site site, WorkingDays days)
    {
        if (ruleText is null || !DueRule.TryParse(ruleText, out var rule)) { return (null, null); }
        var due = DueDates.ResolveForStep(rule, AnchorsOf(plan, openedAt), days, PlanPlaces.Zone(site), new BusinessHours(site.OpensAt, site.ClosesAt), basis == BasisKind.Law, openedAt);
        return (due.DueAt, due.Why);
    }

    /// <summary>When a timer of the diagram falls due. Waiting ("open this at R-10W") ends when the site opens; a deadline passes when it closes.</summary>
    public static Instant OfTimer(ReleasePlan plan, DueRule rule, bool isWaiting, Instant armedAt, Site site, WorkingDays days) =>
        DueDates.Resolve(rule, AnchorsOf(plan, armedAt), days, PlanPlaces.Zone(site), new BusinessHours(site.OpensAt, site.ClosesAt), landsAt: isWaiting ? site.OpensAt : null).DueAt ?? WorkflowTimer.NotYetKnown;
}
