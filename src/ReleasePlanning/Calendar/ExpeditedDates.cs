using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Due dates of a plan that was decided shortly before its release: in the order the rules give them, in the working time that is left. Pure.</summary>
/// <remarks>
/// <para>A date that can still be met stays. One that is past, or too near, is put into what is left by how long before it was due: the longer
/// before, the sooner. A lead as long as the threshold comes at half of it, and none comes at the end, so the order is kept and nothing falls together.</para>
/// <para>What counts from the opening of a step gets a share of what is left, because steps of that kind stand in a row.</para>
/// <para>Nothing is later than it would be without this, and nothing that must be ready before the release ends after the last working day before it.</para>
/// </remarks>
public static class ExpeditedDates
{
    /// <param name="countedFrom">What the rule counts from.</param>
    /// <param name="own">What the rule gives by itself, be it past.</param>
    /// <param name="normal">What a step gets that opens late in a plan that is not expedited (<c>DueDates.ResolveForStep</c>).</param>
    /// <param name="from">When the step opened, or the plan became expedited when that was later.</param>
    public static DueDate Compress(
        DueAnchor countedFrom, DueDate own, DueDate normal, LocalDate release, Instant openedAt, Instant from, SiteCalendar site, ExpeditedRules rules)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(normal);
        ArgumentNullException.ThrowIfNull(site);
        ArgumentNullException.ThrowIfNull(rules);
        if (own is not { DueAt: { } ownAt, DueOn: { } ownOn } || normal.DueAt is not { } normalAt || countedFrom == DueAnchor.Arrival) return normal;
        // on the day of the release and after it there is nothing to hurry for
        if (countedFrom is DueAnchor.Release or DueAnchor.Entitlement && ownOn >= release) return normal;

        var end = LastMoment(release, from, site);
        if (countedFrom == DueAnchor.StepOpened)
        {
            var span = Duration.Max(ownAt - openedAt, Duration.Zero);
            return Earlier(normalAt, Into(from, end, span / (span + rules.Half), "due.expedited.share"));
        }
        if (normalAt == ownAt) return ownAt <= end ? normal : Bounded(end);
        // late: into what it would get, before everything that can still be met
        return Into(from, Instant.Min(normalAt, end), rules.Half / (normalAt - ownAt + rules.Half), "due.expedited.before-release");

        DueDate Into(Instant start, Instant until, double share, string code)
        {
            var left = BusinessTime.Between(start, until, site);
            if (left < rules.LeastNotice)
            {
                var at = start + (rules.LeastNotice * ((1 + share) / 2));
                return At(at, new("due.expedited.at-once", ownOn, site.DateOf(at)));
            }
            var least = Duration.Min(rules.LeastNotice, left / 2);
            var given = least + ((left - least) * share);
            return At(BusinessTime.After(start, given, site), new(code, Hours(given), Hours(BusinessTime.Between(start, end, site)), ownOn));
        }

        DueDate Earlier(Instant limit, DueDate compressed) => compressed.DueAt < limit ? compressed : normal;
        DueDate Bounded(Instant at) => At(at, new("due.expedited.bounded", ownOn, site.DateOf(at)));
        DueDate At(Instant at, Reason why) => new(MicrosecondClock.Truncate(at), site.DateOf(at), why);
    }

    /// <summary>The end of business of the last working day before the release; on the day itself, that day's.</summary>
    public static Instant LastMoment(LocalDate release, Instant now, SiteCalendar site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var last = site.Closes(site.Federal.Previous(release));
        return now < last ? last : site.Closes(release);
    }

    /// <summary>Working hours to a quarter, as people say them.</summary>
    public static decimal Hours(Duration time) => Math.Round((decimal)time.TotalHours * 4, MidpointRounding.AwayFromZero) / 4;
}
