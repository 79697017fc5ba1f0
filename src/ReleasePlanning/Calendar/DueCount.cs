using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>One counted rule at one site: from where it counts, and where it lands.</summary>
internal sealed record DueCount(DueRule.Counted Rule, Anchors Anchors, SiteCalendar Site, bool HoursFromOpening, bool NeverLater, Func<LocalDate, LocalTime> LandsAt)
{
    private bool IsExact => Rule.Unit is DueUnit.Hours or DueUnit.Minutes;

    public DueDate Resolve()
    {
        var key = DueReasons.Anchor(Rule.Anchor);
        if (Rule.Anchor is not (DueAnchor.StepOpened or DueAnchor.Arrival))
        {
            if (Anchors.DateOf(Rule.Anchor) is not { } date) return new(null, null, new("due.anchor-missing", key));
            return IsExact ? Moment(SiteTime.At(date, LandsAt(date), Site.Zone), key) : Day(date, key);
        }
        if ((Rule.Anchor == DueAnchor.Arrival ? Anchors.ExpectedArrival : Anchors.StepOpened) is not { } from) return new(null, null, new("due.anchor-missing", key));
        if (Rule.Anchor == DueAnchor.StepOpened && (!IsExact || HoursFromOpening) && Site.NextOpening(from) is var opening && opening != from)
            (from, key) = (opening, "@anchor.next-opening");
        return IsExact ? Moment(from, key) : Day(Site.DateOf(from), key);
    }

    private DueDate Day(LocalDate from, string key)
    {
        var counted = Rule.Unit switch
        {
            DueUnit.WorkingDays or DueUnit.ProvincialDays => Site.DaysOf(Rule.Unit)!.Add(from, Rule.Offset),
            DueUnit.Months => Deadlines.AddMonths(from, Rule.Offset),
            DueUnit.ClearDays => Deadlines.WithClearDays(from, Rule.Offset),
            _ => from.PlusDays(Rule.Offset)
        };
        var (on, closed) = OpenDay(counted);
        var lands = LandsAt(on);
        var why = DueReasons.Counted(Rule, key, from, on)
            .With(DueReasons.Skipped(Site.DaysOf(Rule.Unit), from, counted)).With(closed).With(DueReasons.ClockChange(on, lands, Site.Zone));
        return new(SiteTime.At(on, lands, Site.Zone), on, why);
    }

    // A working day on which the site itself is closed: what counts backwards goes to the last day it is open, what counts forwards to the next.
    // A limit of the law is never moved back, and the release day itself is nobody's to move.
    private (LocalDate On, Reason? Why) OpenDay(LocalDate on)
    {
        if (!Site.Federal.IsWorkingDay(on) || Site.Hours.IsOpen(on) is not { Value: false, Why: var closed }) return (on, null);
        if (Rule.Offset == 0 || (Rule.Offset > 0 && NeverLater)) return (on, closed);
        var open = on;
        for (var tried = 0; tried < 31; tried++)
        {
            open = Rule.Offset > 0 ? Site.Federal.Next(open) : Site.Federal.Previous(open);
            if (Site.Hours.IsOpen(open).Value) return (open, closed);
        }
        return (on, closed);
    }

    private DueDate Moment(Instant from, string key)
    {
        var at = from + (Rule.Unit == DueUnit.Hours ? Duration.FromHours(Rule.Offset) : Duration.FromMinutes(Rule.Offset));
        var on = Site.DateOf(at);
        return new(at, on, DueReasons.Counted(Rule, key, Site.DateOf(from), on));
    }
}
