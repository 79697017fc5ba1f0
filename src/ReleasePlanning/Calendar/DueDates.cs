using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Turns due rules into moments. Days, working days and months end when the site closes; hours and minutes are exact.</summary>
public static class DueDates
{
    /// <summary>When a rule falls due at a site that opens by default and closes at a given time.</summary>
    public static DueDate Resolve(DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, LocalTime endOfBusiness) =>
        Resolve(rule, anchors, workingDays, zone, BusinessHours.Until(endOfBusiness));

    /// <summary>When a rule falls due.</summary>
    /// <param name="hoursFromOpening">Whether hours and minutes after a step that opened outside business hours also count from the next opening.
    /// They still run through the night: it moves the start, nothing else.</param>
    /// <param name="landsAt">The local time at which a day counts as reached: the end of business where it is not said, the opening for what should start in the morning.</param>
    /// <remarks>
    /// Hours and minutes around a date count from the end of business of that date, or from <paramref name="landsAt"/>.
    /// Days, working days and months after S count from the next opening when the step opened outside business hours.
    /// </remarks>
    public static DueDate Resolve(DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, BusinessHours hours, bool hoursFromOpening = false, LocalTime? landsAt = null)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(workingDays);
        ArgumentNullException.ThrowIfNull(hours);
        var lands = landsAt ?? hours.Closes;
        var exact = rule.Unit is DueUnit.Hours or DueUnit.Minutes;
        if (rule.Anchor is not (DueAnchor.StepOpened or DueAnchor.Arrival))
        {
            if (anchors.DateOf(rule.Anchor) is not { } date) return Missing(rule);
            return exact ? Moment(rule, SiteTime.At(date, lands, zone), Key(rule.Anchor), zone) : Day(rule, date, Key(rule.Anchor), workingDays, zone, lands);
        }
        if ((rule.Anchor == DueAnchor.Arrival ? anchors.ExpectedArrival : anchors.StepOpened) is not { } from) return Missing(rule);
        var key = Key(rule.Anchor);
        if (rule.Anchor == DueAnchor.StepOpened && (!exact || hoursFromOpening) && hours.NextOpening(from, workingDays, zone) is var opening && opening != from)
            (from, key) = (opening, "@anchor.next-opening");
        return exact ? Moment(rule, from, key, zone) : Day(rule, SiteTime.DateOf(from, zone), key, workingDays, zone, lands);
    }

    /// <summary>When a step falls due that opened at a moment: what the rule says, or a date that can still be met when the step opened late.</summary>
    /// <param name="lawBasis">The date is the law's and never moves, even into the past.</param>
    /// <remarks>
    /// Only dates that count backwards or forwards from a day of the plan can be missed before the step opens; those counted from the opening or an arrival stay.
    /// A moved date gives two working days, ends before the release day, leaves at least an hour, and is never earlier than the rule's own.
    /// </remarks>
    public static DueDate ResolveForStep(
        DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, BusinessHours hours, bool lawBasis, Instant openedAt, bool hoursFromOpening = false)
    {
        ArgumentNullException.ThrowIfNull(anchors);
        var own = Resolve(rule, anchors with { StepOpened = anchors.StepOpened ?? openedAt }, workingDays, zone, hours, hoursFromOpening);
        if (lawBasis || own is not { DueAt: { } ownAt, DueOn: { } ownOn } || rule.Anchor is DueAnchor.StepOpened or DueAnchor.Arrival) return own;

        var start = SiteTime.DateOf(hours.NextOpening(openedAt, workingDays, zone), zone);
        var (moved, code) = (SiteTime.At(workingDays.Add(start, GraceWorkingDays), hours.Closes, zone), "due.late.two-working-days");
        if (ownAt >= moved) return own;
        if (anchors.Release is { } release && SiteTime.At(workingDays.Previous(release), hours.Closes, zone) is var last && last < moved)
            (moved, code) = (last, "due.late.before-release");
        if (openedAt + LeastNotice is var least && least > moved) (moved, code) = (least, "due.late.one-hour");
        if (moved <= ownAt) return own;
        var on = SiteTime.DateOf(moved, zone);
        return new(moved, on, new(code, ownOn, SiteTime.DateOf(openedAt, zone), on));
    }

    /// <summary>Overdue is strictly after the due moment; what has no due date is never overdue.</summary>
    public static bool IsOverdue(DueDate due, Instant now)
    {
        ArgumentNullException.ThrowIfNull(due);
        return IsOverdue(due.DueAt, now);
    }

    /// <inheritdoc cref="IsOverdue(DueDate, Instant)"/>
    public static bool IsOverdue(Instant? dueAt, Instant now) => now > dueAt;

    private const int GraceWorkingDays = 2;
    private static readonly Duration LeastNotice = Duration.FromHours(1);

    private static DueDate Day(DueRule rule, LocalDate from, string key, WorkingDays workingDays, DateTimeZone zone, LocalTime lands)
    {
        var on = rule.Unit switch
        {
            DueUnit.WorkingDays => workingDays.Add(from, rule.Offset),
            DueUnit.Months => Deadlines.AddMonths(from, rule.Offset),
            _ => from.PlusDays(rule.Offset)
        };
        return new(SiteTime.At(on, lands, zone), on, Why(rule, key, from, on));
    }

    private static DueDate Moment(DueRule rule, Instant from, string key, DateTimeZone zone)
    {
        var at = from + (rule.Unit == DueUnit.Hours ? Duration.FromHours(rule.Offset) : Duration.FromMinutes(rule.Offset));
        var on = SiteTime.DateOf(at, zone);
        return new(at, on, Why(rule, key, SiteTime.DateOf(from, zone), on));
    }

    private static Reason Why(DueRule rule, string anchor, LocalDate from, LocalDate on)
    {
        if (rule.Offset == 0) return new("due.on-the-day", anchor, from, on);
        var unit = rule.Unit switch
        {
            DueUnit.WorkingDays => "working-days",
            DueUnit.Months => "months",
            DueUnit.Hours => "hours",
            DueUnit.Minutes => "minutes",
            _ => "days"
        };
        var count = Math.Abs(rule.Offset);
        return new($"due.{unit}.{(rule.Offset < 0 ? "before" : "after")}{(count == 1 ? ".one" : "")}", count, anchor, from, on);
    }

    private static DueDate Missing(DueRule rule) => new(null, null, new("due.anchor-missing", Key(rule.Anchor)));

    private static string Key(DueAnchor anchor) => anchor switch
    {
        DueAnchor.Release => "@anchor.release",
        DueAnchor.Entitlement => "@anchor.entitlement",
        DueAnchor.Hearing => "@anchor.hearing",
        DueAnchor.Decision => "@anchor.decision",
        DueAnchor.StepOpened => "@anchor.step-opened",
        _ => "@anchor.arrival"
    };
}
