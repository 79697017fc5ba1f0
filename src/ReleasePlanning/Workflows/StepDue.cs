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
    /// <param name="repeatEvery">For a cycle that starts at the rule: its firings are counted from wherever the anchor stands now, never from the moment of counting.</param>
    public static Instant OfTimer(ReleasePlan plan, DueRule rule, string? repeatEvery, int fired, bool isWaiting, Instant armedAt, Site site, WorkingDays days)
    {
        var hours = new BusinessHours(site.OpensAt, site.ClosesAt);
        var due = DueDates.Resolve(rule, AnchorsOf(plan, armedAt), days, PlanPlaces.Zone(site), hours, landsAt: isWaiting ? site.OpensAt : null).DueAt;
        if (due is not { } first) { return WorkflowTimer.NotYetKnown; }
        return repeatEvery is not null && Repetition.Of(repeatEvery) is Repetition.FromRule cycle ? IsoTimer.After(first, cycle.Length, PlanPlaces.Zone(site), fired) : first;
    }
}
