using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Turns due rules into moments. Days of every kind and months end when the site closes; hours and minutes are exact.</summary>
public static class DueDates
{
    private const int GraceWorkingDays = 2;
    private static readonly Duration LeastNotice = Duration.FromHours(1);

    /// <summary>When a rule falls due at a site that opens by default and closes at a given time.</summary>
    public static DueDate Resolve(DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, LocalTime endOfBusiness) =>
        Resolve(rule, anchors, workingDays, zone, BusinessHours.Until(endOfBusiness));

    /// <summary>When a rule falls due at a site with the same hours every day.</summary>
    public static DueDate Resolve(DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, BusinessHours hours, bool hoursFromOpening = false, LocalTime? landsAt = null) =>
        Resolve(rule, anchors, SiteCalendar.Of(workingDays, hours, zone), hoursFromOpening, landsAt is { } time ? _ => time : null);

    /// <summary>When a rule falls due.</summary>
    /// <param name="hoursFromOpening">Whether hours and minutes after a step that opened outside business hours also count from the next opening.
    /// They still run through the night: it moves the start, nothing else.</param>
    /// <param name="landsAt">The local time at which a day counts as reached: the end of business where it is not said, the opening for what should start in the morning.</param>
    /// <param name="neverLater">For a limit of the law: a day on which the site is closed does not move it back.</param>
    /// <remarks>
    /// Hours and minutes around a date count from the end of business of that date, or from <paramref name="landsAt"/>.
    /// Days and months after S count from the next opening when the step opened outside business hours.
    /// Of several rules those whose anchor is known count; a floor that is not known holds nothing back.
    /// </remarks>
    public static DueDate Resolve(DueRule rule, Anchors anchors, SiteCalendar site, bool hoursFromOpening = false, Func<LocalDate, LocalTime>? landsAt = null, bool neverLater = false)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(anchors);
        ArgumentNullException.ThrowIfNull(site);
        return rule switch
        {
            DueRule.Counted counted => new DueCount(counted, anchors, site, hoursFromOpening, neverLater, landsAt ?? (on => site.Hours.On(on).Closes)).Resolve(),
            DueRule.Earlier earlier => Earliest([.. earlier.Rules.Select(r => Resolve(r, anchors, site, hoursFromOpening, landsAt, neverLater))]),
            DueRule.NotBefore floored => NotBefore(Resolve(floored.Rule, anchors, site, hoursFromOpening, landsAt, neverLater), Resolve(floored.Floor, anchors, site, hoursFromOpening, landsAt, neverLater)),
            _ => throw new System.Diagnostics.UnreachableException()
        };
    }

    /// <inheritdoc cref="ResolveForStep(DueRule, Anchors, SiteCalendar, bool, Instant, bool)"/>
    public static DueDate ResolveForStep(
        DueRule rule, Anchors anchors, WorkingDays workingDays, DateTimeZone zone, BusinessHours hours, bool lawBasis, Instant openedAt, bool hoursFromOpening = false) =>
        ResolveForStep(rule, anchors, SiteCalendar.Of(workingDays, hours, zone), lawBasis, openedAt, hoursFromOpening);

    /// <summary>When a step falls due that opened at a moment: what the rule says, or a date that can still be met when the step opened late.</summary>
    /// <param name="lawBasis">The date is the law's and never moves, even into the past.</param>
    /// <remarks>
    /// Only dates that count backwards or forwards from a day of the plan can be missed before the step opens; those counted from the opening or an arrival stay.
    /// A moved date gives two working days, ends before the release day, leaves at least an hour, and is never earlier than the rule's own.
    /// </remarks>
    public static DueDate ResolveForStep(DueRule rule, Anchors anchors, SiteCalendar site, bool lawBasis, Instant openedAt, bool hoursFromOpening = false)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(anchors);
        var own = Resolve(rule, anchors with { StepOpened = anchors.StepOpened ?? openedAt }, site, hoursFromOpening, neverLater: lawBasis);
        if (lawBasis || own is not { DueAt: { } ownAt, DueOn: { } ownOn } || rule.Anchors.All(a => a is DueAnchor.StepOpened or DueAnchor.Arrival)) return own;

        var start = site.DateOf(site.NextOpening(openedAt));
        var (moved, code) = (site.Closes(site.Federal.Add(start, GraceWorkingDays)), "due.late.two-working-days");
        if (ownAt >= moved) return own;
        if (anchors.Release is { } release && site.Closes(site.Federal.Previous(release)) is var last && last < moved)
            (moved, code) = (last, "due.late.before-release");
        if (openedAt + LeastNotice is var least && least > moved) (moved, code) = (least, "due.late.one-hour");
        if (moved <= ownAt) return own;
        var on = site.DateOf(moved);
        return new(moved, on, new(code, ownOn, site.DateOf(openedAt), on));
    }

    /// <summary>Overdue is strictly after the due moment; what has no due date is never overdue.</summary>
    public static bool IsOverdue(DueDate due, Instant now)
    {
        ArgumentNullException.ThrowIfNull(due);
        return IsOverdue(due.DueAt, now);
    }

    /// <inheritdoc cref="IsOverdue(DueDate, Instant)"/>
    public static bool IsOverdue(Instant? dueAt, Instant now) => now > dueAt;

    private static DueDate Earliest(IReadOnlyList<DueDate> all)
    {
        if (all.Where(d => d.DueAt is not null).MinBy(d => d.DueAt) is not { } first) return all[0];
        var (why, remarks) = DueReasons.Parts(first.Why);
        var others = all.Where(d => !ReferenceEquals(d, first));
        why = others.Aggregate(new Reason("due.earlier", why), (w, other) => w.With(other.DueAt is null ? Unknown(other) : new("due.earlier.than", DueReasons.Parts(other.Why).Why, other.DueOn)));
        return first with { Why = remarks.Aggregate(why, DueReasons.With) };
    }

    private static DueDate NotBefore(DueDate own, DueDate floor) => (own.DueAt, floor.DueAt) switch
    {
        (null, _) => own,
        (_, null) => own with { Why = own.Why.With(Unknown(floor)) },
        ({ } at, { } least) when at >= least => own,
        _ => floor with { Why = DueReasons.Parts(floor.Why).Remarks.Aggregate(
            new Reason("due.not-before", DueReasons.Parts(floor.Why).Why).With(new("due.not-before.instead", DueReasons.Parts(own.Why).Why, own.DueOn)), DueReasons.With) }
    };

    // a rule without a date says what it still lacks
    private static Reason Unknown(DueDate missing) => new("due.not-counted", DueReasons.Parts(missing.Why).Why.Args[0]);
}
