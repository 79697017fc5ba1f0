using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Counts due times from timer texts. Calendar units are counted in UTC.</summary>
internal static class TimerText
{
    /// <summary>Reads a literal, to see whether it can be read.</summary>
    /// <exception cref="IsoTimerException">It cannot.</exception>
    internal static void Check(TimerKind kind, string literal) => Count(kind, literal, Instant.FromUnixTimeSeconds(0));

    /// <summary>When a timer armed now falls due.</summary>
    internal static (TimerDue When, TimerRepeat? Repeat) Resolve(Run run, TimerEvent timer)
    {
        var value = Expressions.IsExpression(timer.Text) ? Expressions.Evaluate(run, timer.Text) : timer.Text;
        return (value, timer.Kind) switch
        {
            (string literal, _) => Count(timer.Kind, literal, run.Now),
            (Instant due, TimerKind.Date) => (new TimerDue.At(due), null),
            (Period wait, TimerKind.Duration) => (At(run.Now, wait), null),
            (Duration wait, TimerKind.Duration) => (At(run.Now, Exactly(wait)), null),
            _ => throw new CannotGoOnException($"The timer expression \"{timer.Text}\" gives no time that can be used.",
                $"L’expression de minuterie « {timer.Text} » ne donne aucun moment utilisable.")
        };
    }

    /// <summary>The firing after the one now armed; null when that was the last.</summary>
    internal static (TimerDue When, TimerRepeat Repeat)? Next(TimerRepeat repeat)
    {
        if (repeat.Remaining == 0)
            return null;
        var fired = repeat.Fired + 1;
        var due = IsoTimer.After(repeat.First, IsoTimer.ParseDuration(repeat.Every), DateTimeZone.Utc, fired);
        return due > repeat.Until ? null : (new TimerDue.At(due), repeat with { Fired = fired, Remaining = repeat.Remaining - 1 });
    }

    private static (TimerDue When, TimerRepeat? Repeat) Count(TimerKind kind, string literal, Instant now)
    {
        if (kind == TimerKind.Cycle)
            return First(IsoTimer.ParseCycle(literal), now);
        if (DueRule.TryParse(literal, out var rule))
            return (new TimerDue.ByRule(rule), null);
        return (kind == TimerKind.Date ? new TimerDue.At(IsoTimer.ParseInstant(literal)) : At(now, IsoTimer.ParseDuration(literal)), null);
    }

    private static (TimerDue, TimerRepeat?) First(IsoCycle cycle, Instant now)
    {
        var first = cycle.First(now, DateTimeZone.Utc) ?? throw new CannotGoOnException("The repeating timer ends before it fires for the first time.",
            "La minuterie répétitive se termine avant son premier déclenchement.");
        var repeat = new TimerRepeat(PeriodPattern.NormalizingIso.Format(cycle.Every), first, 0, cycle.Count - 1) { Until = cycle.End };
        return (new TimerDue.At(first), cycle.Count == 1 ? null : repeat);
    }

    private static TimerDue.At At(Instant now, Period wait) => new(IsoTimer.After(now, wait, DateTimeZone.Utc));

    private static Period Exactly(Duration wait) => new PeriodBuilder { Days = wait.Days, Nanoseconds = wait.NanosecondOfDay }.Build();
}
