using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>From a rule to an instant, for steps and for timers: the plan's anchors and the site's calendars, hours and zone.</summary>
public static class StepDue
{
    public static Anchors AnchorsOf(ReleasePlan plan, Instant? stepOpened) =>
        new(plan.ReleaseOn, plan.EntitlementOn, plan.HearingOn, plan.DecisionOn, stepOpened, plan.ArrivalExpectedAt);

    /// <summary>When a step is due, and why then.</summary>
    public static (Instant? At, Reason? Why) OfStep(ReleasePlan plan, string? ruleText, DateForce force, Instant openedAt, Site site, SiteCalendar calendar)
    {
        if (ruleText is null || !DueRule.TryParse(ruleText, out var rule)) { return (null, null); }
        var anchors = AnchorsOf(plan, openedAt);
        var law = force == DateForce.Law || (force == DateForce.LawIfPracticable && plan.NotPracticable is null);
        var from = law ? null : HurryFrom(plan, openedAt);
        var due = DueDates.ResolveForStep(rule, anchors, calendar, law, from ?? openedAt);
        if (from is { } start)
        {
            due = ExpeditedDates.Compress(MainAnchor(rule), DueDates.Resolve(rule, anchors, calendar), due, plan.ReleaseOn, openedAt, start, calendar, RulesOf(site));
        }
        return (due.DueAt, !law && force == DateForce.LawIfPracticable ? new Reason("due.not-practicable", plan.NotPracticable, due.DueOn) : due.Why);
    }

    public static ExpeditedRules RulesOf(Site site) => new(site.ExpeditedWithinDays, Duration.FromMinutes(site.ExpeditedLeastMinutes));

    /// <summary>From when the dates of a step are compressed: its opening, or when the plan became expedited. Null: they are not; what opens after the release is in no hurry.</summary>
    private static Instant? HurryFrom(ReleasePlan plan, Instant openedAt) =>
        plan.ExpeditedAt is { } since && (plan.ReleasedAt is not { } left || openedAt < left) ? Instant.Max(openedAt, since) : null;

    // of several, a day of the plan: what counts from the opening alone is compressed in another way
    private static DueAnchor MainAnchor(DueRule rule) => rule.Anchors.OrderBy(a => a is DueAnchor.StepOpened or DueAnchor.Arrival).First();

    /// <summary>When a timer of the diagram falls due. Waiting ("open this at R-10W") ends when the site opens; a deadline passes when it closes.</summary>
    /// <param name="repeatEvery">For a cycle that starts at the rule: its firings are counted from wherever the anchor stands now, never from the moment of counting.</param>
    public static Instant OfTimer(ReleasePlan plan, DueRule rule, string? repeatEvery, int fired, bool isWaiting, Instant armedAt, Site site, SiteCalendar calendar)
    {
        var due = DueDates.Resolve(rule, AnchorsOf(plan, armedAt), calendar, landsAt: isWaiting ? on => calendar.Hours.On(on).Opens : null).DueAt;
        if (due is not { } first) { return WorkflowTimer.NotYetKnown; }
        // how long an answer is waited for shrinks with everything else; what waits for a day of the plan is past and opens at once, in the order of its rules
        if (rule is DueRule.Counted { Anchor: DueAnchor.StepOpened, Unit: not (DueUnit.Hours or DueUnit.Minutes) } && HurryFrom(plan, armedAt) is { } from)
        {
            var own = DueDates.Resolve(rule, AnchorsOf(plan, armedAt), calendar);
            first = ExpeditedDates.Compress(DueAnchor.StepOpened, own, own, plan.ReleaseOn, armedAt, from, calendar, RulesOf(site)).DueAt ?? first;
        }
        return repeatEvery is not null && Repetition.Of(repeatEvery) is Repetition.FromRule cycle ? IsoTimer.After(first, cycle.Length, calendar.Zone, fired) : first;
    }
}
