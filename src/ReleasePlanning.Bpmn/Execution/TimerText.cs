using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Counts due times from timer texts. Days, months and the hours of a cron expression are counted on the clock of a zone: the one given,
/// else the host's, else UTC.</summary>
internal static class TimerText
{
    /// <summary>Reads a literal, to see whether it can be read.</summary>
    /// <exception cref="IsoTimerException">It cannot.</exception>
    internal static void Check(TimerKind kind, string literal, DateTimeZone? zone = null) => Count(kind, literal, Instant.FromUnixTimeSeconds(0), () => zone ?? DateTimeZone.Utc);

    /// <summary>When a timer armed now falls due.</summary>
    internal static (TimerDue When, TimerRepeat? Repeat) Resolve(Run run, Token? token, TimerEvent timer)
    {
        // asked only where a clock is read: the host may have to look its zone up
        Func<DateTimeZone> on = () => run.Host?.Zone ?? DateTimeZone.Utc;
        var value = Expressions.IsExpression(timer.Text) ? Expressions.Evaluate(run, token, timer.Text) : timer.Text;
        return (value, timer.Kind) switch
        {
            (_, TimerKind.Date) when run.Host is { TakesLocalDates: true } && Local(value) is { } local => (new TimerDue.At(local.InZone(on(), ClockChanges.Resolver).ToInstant()), null),
            (string literal, _) => Count(timer.Kind, literal, run.Now, on),
            (_, TimerKind.Date) when FeelValue.AsInstant(value) is { } due => (new TimerDue.At(due), null),
            (Period wait, TimerKind.Duration) => (At(run.Now, wait, on), null),
            (Duration wait, TimerKind.Duration) => (At(run.Now, Exactly(wait), on), null),
            _ => throw new CannotGoOnException($"The timer expression \"{timer.Text}\" gives no time that can be used.",
                $"L’expression de minuterie « {timer.Text} » ne donne aucun moment utilisable.")
        };
    }

    /// <summary>True for a date that does not say its offset.</summary>
    internal static bool IsLocalDate(string literal) => Local(literal) is not null;

    private static LocalDateTime? Local(object? value) => value switch
    {
        LocalDateTime local => local,
        LocalDate day => day.AtMidnight(),
        string text => FeelTemporal.DateAndTime(text.Trim()) as LocalDateTime?,
        _ => null
    };

    /// <summary>The firing after the one now armed; null when that was the last.</summary>
    /// <remarks>Counted from the first firing, or from the anchor of its rule, and never from the moment the worker came to it.</remarks>
    internal static (TimerDue When, TimerRepeat Repeat)? Next(TimerRepeat repeat, DateTimeZone? zone = null)
    {
        if (repeat.Remaining == 0)
            return null;
        var next = repeat with { Fired = repeat.Fired + 1, Remaining = repeat.Remaining - 1 };
        switch (Repetition.Of(repeat.Every))
        {
            case Repetition.FromRule anchored:
                return (new TimerDue.ByRule(anchored.Start), next);
            case Repetition.Interval every:
                return Until(IsoTimer.After(repeat.First, every.Length, zone ?? DateTimeZone.Utc, next.Fired), next);
            case Repetition.Cron cron:
                // a calendar has no first firing to count from: each follows the one before it
                return cron.Expression.After(repeat.First, zone ?? DateTimeZone.Utc) is { } due ? Until(due, next with { First = due }) : null;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static (TimerDue, TimerRepeat)? Until(Instant due, TimerRepeat next) => due > next.Until ? null : (new TimerDue.At(due), next);

    internal static (TimerDue When, TimerRepeat? Repeat) Count(TimerKind kind, string literal, Instant now, Func<DateTimeZone> zone)
    {
        if (kind == TimerKind.Cycle)
            return Repetition.IsCron(literal) ? FirstOf(Cron(literal), literal, now, zone) : First(IsoTimer.ParseCycle(literal), now, zone);
        if (DueRule.TryParse(literal, out var rule))
            return (new TimerDue.ByRule(rule), null);
        // what can only be meant as a rule says what is wrong with it as one
        if (literal.TrimStart().StartsWith("earlier", StringComparison.Ordinal) || literal.Contains(" not before", StringComparison.Ordinal))
        {
            var problem = ReadDueRule.From(literal).Problem!;
            throw new IsoTimerException("timer.due-rule", literal, problem.English, problem.French);
        }
        return (kind == TimerKind.Date ? new TimerDue.At(IsoTimer.ParseInstant(literal)) : At(now, IsoTimer.ParseDuration(literal), zone), null);
    }

    private static (TimerDue, TimerRepeat?) First(IsoCycle cycle, Instant now, Func<DateTimeZone> zone)
    {
        var every = PeriodPattern.NormalizingIso.Format(cycle.Every);
        if (cycle.StartRule is { } rule)
            return (new TimerDue.ByRule(rule), cycle.Count == 1 ? null : new TimerRepeat($"{rule}/{every}", now, 0, cycle.Count - 1));
        var first = cycle.First(now, ZoneFor(cycle.Every, zone)) ?? throw new CannotGoOnException("The repeating timer ends before it fires for the first time.",
            "La minuterie répétitive se termine avant son premier déclenchement.");
        // counted from the arming and not from the first firing, which a short month or the spring gap may already have moved
        var (origin, intervals) = cycle.Start is { } start ? (start, 0) : (now, 1);
        return (new TimerDue.At(first), cycle.Count == 1 ? null : new TimerRepeat(every, origin, intervals, cycle.Count - 1) { Until = cycle.End });
    }

    private static (TimerDue, TimerRepeat?) FirstOf(CronCycle cron, string literal, Instant now, Func<DateTimeZone> zone)
    {
        var first = cron.After(now, zone()) ?? throw new CannotGoOnException($"The cron expression \"{literal}\" never comes due.",
            $"L’expression cron « {literal} » n’arrive jamais à échéance.");
        return (new TimerDue.At(first), new TimerRepeat(literal, first, 0, null));
    }

    // the sentences in both languages go with it; the codes of other timer texts say theirs
    private static CronCycle Cron(string literal)
    {
        try
        {
            return CronCycle.Parse(literal);
        }
        catch (IsoTimerException e)
        {
            throw new CannotGoOnException(e.Message, e.French ?? e.Message);
        }
    }

    private static TimerDue.At At(Instant now, Period wait, Func<DateTimeZone> zone) => new(IsoTimer.After(now, wait, ZoneFor(wait, zone)));

    private static DateTimeZone ZoneFor(Period wait, Func<DateTimeZone> zone) => wait.HasDateComponent ? zone() : DateTimeZone.Utc;

    private static Period Exactly(Duration wait) => new PeriodBuilder { Days = wait.Days, Nanoseconds = wait.NanosecondOfDay }.Build();
}
