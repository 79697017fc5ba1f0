using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Due rules in a simulation. There is no plan to count from: an anchor is the date the script gives, else the moment the simulation begins, and
/// a step opens when its timer is armed. Working days are Monday to Friday; no calendar of holidays is asked.</summary>
internal sealed class SimulatedDue(ImmutableDictionary<DueAnchor, Instant> anchors, Instant begins, DateTimeZone zone)
{
    internal Instant Of(TimerDue due, TimerRepeat? repeat, Instant now) => due switch
    {
        TimerDue.At at => at.Due,
        TimerDue.ByRule rule => Later(Of(rule.Rule, now), repeat),
        _ => throw new System.Diagnostics.UnreachableException()
    };

    private Instant Of(DueRule rule, Instant now) => rule switch
    {
        DueRule.Counted counted => Of(counted, now),
        DueRule.Earlier earlier => earlier.Rules.Min(r => Of(r, now)),
        DueRule.NotBefore floored => Instant.Max(Of(floored.Rule, now), Of(floored.Floor, now)),
        _ => throw new System.Diagnostics.UnreachableException()
    };

    private Instant Of(DueRule.Counted rule, Instant now)
    {
        var from = rule.Anchor == DueAnchor.StepOpened ? now : anchors.GetValueOrDefault(rule.Anchor, begins);
        try
        {
            var local = from.InZone(zone).LocalDateTime;
            return rule.Unit switch
            {
                DueUnit.Days => In(local.PlusDays(rule.Offset)),
                DueUnit.ClearDays => In(local.PlusDays(rule.Offset + Math.Sign(rule.Offset))),
                DueUnit.WorkingDays or DueUnit.ProvincialDays => In(WorkingDays(local, rule.Offset)),
                DueUnit.Months => In(local.PlusMonths(rule.Offset)),
                DueUnit.Hours => from + Duration.FromHours(rule.Offset),
                _ => from + Duration.FromMinutes(rule.Offset)
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new CannotBeDoneException($"{rule} is beyond the calendar.", $"{rule} dépasse le calendrier.");
        }
    }

    // a repetition counted from a rule: so many periods after it
    private Instant Later(Instant first, TimerRepeat? repeat) => repeat is { Fired: > 0 } && Repetition.Of(repeat.Every) is Repetition.FromRule counted
        ? IsoTimer.After(first, counted.Length, zone, repeat.Fired)
        : first;

    private Instant In(LocalDateTime local) => local.InZone(zone, ClockChanges.Resolver).ToInstant();

    private static LocalDateTime WorkingDays(LocalDateTime day, int offset)
    {
        var step = Math.Sign(offset);
        for (var left = Math.Abs(offset); left > 0;)
        {
            day = day.PlusDays(step);
            if (day.DayOfWeek is not (IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday))
                left--;
        }
        return day;
    }
}
