using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>How late a hand may put a due date. Asked when it is set, and again whenever the plan or a calendar moves what bounds it. Pure.</summary>
public static class HandSetLimit
{
    /// <summary>Why a moment is too late; null when it is not. What the law fixes is its rule's date; and what prepares a release is of no use after it.</summary>
    /// <param name="ruleAt">What the rule gives.</param>
    public static Reason? Refuse(WorkItem item, ReleasePlan plan, Instant at, Instant? ruleAt, SiteCalendar calendar)
    {
        var law = item.DateForce == DateForce.Law || (item.DateForce == DateForce.LawIfPracticable && plan.NotPracticable is null);
        if (law && ruleAt is { } limit && at > limit) { return new Reason("due-set.law", limit.InZone(calendar.Zone), item.BasisSourceEn, item.BasisSourceFr); }
        var latest = ruleAt is { } rule && calendar.DateOf(rule) > plan.ReleaseOn ? calendar.DateOf(rule) : plan.ReleaseOn;
        return plan.Status == PlanStatus.Active && calendar.DateOf(at) > latest ? new Reason("due-set.after-release", latest) : null;
    }
}
