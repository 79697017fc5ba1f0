using NodaTime;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>How a cycle goes on, as its armed repetition keeps it in text: an ISO 8601 period, a cron expression, or a period counted from a due rule (<c>R-10W/P1D</c>).</summary>
public abstract record Repetition
{
    /// <summary>Each firing a period after the one before, counted from the first.</summary>
    public sealed record Interval(Period Length) : Repetition;

    /// <summary>Firings wherever a calendar says so.</summary>
    public sealed record Cron(CronCycle Expression) : Repetition;

    /// <summary>Firings a period apart, the first where a due rule falls: only the host knows when, and it moves with the rule's anchor.</summary>
    public sealed record FromRule(DueRule Start, Period Length) : Repetition;

    /// <summary>Reads the text of an armed repetition.</summary>
    /// <exception cref="IsoTimerException">It is none of the three.</exception>
    public static Repetition Of(string every)
    {
        ArgumentNullException.ThrowIfNull(every);
        if (every.StartsWith('P'))
            return new Interval(IsoTimer.ParseDuration(every));
        return every.Split('/') is [var rule, ['P', ..] period] && DueRule.TryParse(rule, out var start)
            ? new FromRule(start, IsoTimer.ParseDuration(period))
            : new Cron(CronCycle.Parse(every));
    }

    /// <summary>True when the text of a cycle is meant as a cron expression: it has fields, and an ISO 8601 repetition has none.</summary>
    public static bool IsCron(string cycle)
    {
        ArgumentNullException.ThrowIfNull(cycle);
        return cycle.Trim() is [not ('R' or 'P'), ..] text && text.Any(char.IsWhiteSpace);
    }
}
