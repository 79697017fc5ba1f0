using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>Who may silence a step's notices, and until when. Pure.</summary>
public static class SnoozeRule
{
    /// <summary>Its owner, whoever stands in for them, and who supervises at its site.</summary>
    public static Reasoned<bool> May(WorkItem item, Actor actor) =>
        (actor.StaffId is { } staff && item.OwnerId == staff) || actor.CoverOf(item.OwnerId, item.Role, item.SiteId, item.PlanId) is not null
        || Roles.Supervising.Any(r => actor.Holds(r, item.SiteId))
            ? new(true, new Reason("access.supervisor"))
            : new(false, new Reason("snooze.not-yours"));

    /// <summary>The last moment a silence may end, and why not later: so many working days, the morning of the release, and a legal limit itself.</summary>
    public static Reasoned<Instant> Latest(WorkItem item, Instant now, LadderClimb climb, LadderPlace place, int mostDays)
    {
        var lastDay = place.Days.Add(SiteTime.DateOf(now, place.Zone), mostDays);
        var latest = new Reasoned<Instant>(place.Calendar.Closes(lastDay), new Reason("snooze.too-long", mostDays, lastDay));
        if (climb.ReleaseOpens is { } opens && opens < latest.Value) { latest = new(opens, new Reason("snooze.past-release", opens.InZone(place.Zone))); }
        if (item.HasLegalLimit && climb.Due <= latest.Value) { latest = new(climb.Due, new Reason("snooze.past-legal-limit", climb.Due.InZone(place.Zone))); }
        return latest;
    }

    /// <summary>Why a silence may not last until then; null when it may.</summary>
    public static Reason? Refuse(Instant until, Instant now, Reasoned<Instant> latest)
    {
        if (latest.Value <= now) { return latest.Why; }
        if (until <= now) { return new Reason("snooze.in-the-past"); }
        return until > latest.Value ? latest.Why : null;
    }
}
