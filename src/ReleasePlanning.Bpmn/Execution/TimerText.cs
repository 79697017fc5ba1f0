using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What a timer text means once read: an instant, a wait, a repetition or a due rule.</summary>
internal abstract record TimerMeaning
{
    internal sealed record At(Instant Due) : TimerMeaning;
    internal sealed record After(Period Wait) : TimerMeaning;
    internal sealed record Rule(DueRule Due) : TimerMeaning;
    internal sealed record Cycle(int? Times, Instant? Start, Period Every) : TimerMeaning;
}

/// <summary>Reads timer texts and counts due times from them.</summary>
internal static class TimerText
{
    private static readonly OffsetDateTimePattern WithoutSeconds =
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<G>");

    /// <summary>Reads a literal; null when it is none for this kind of timer.</summary>
    internal static TimerMeaning? Read(TimerKind kind, string text)
    {
        text = text.Trim();
        if (kind == TimerKind.Cycle)
            return ReadCycle(text);
        if (DueRule.TryParse(text, out var rule))
            return new TimerMeaning.Rule(rule);
        if (kind == TimerKind.Duration)
            return ReadPeriod(text) is { } wait ? new TimerMeaning.After(wait) : null;
        return ReadInstant(text) is { } due ? new TimerMeaning.At(due) : null;
    }

    /// <summary>When a timer armed now falls due.</summary>
    /// <exception cref="FeelException">The text, or the value of its expression, is no such time.</exception>
    internal static (TimerDue When, TimerRepeat? Repeat) Resolve(TimerEvent timer, IReadOnlyDictionary<string, object?> variables, Instant now)
    {
        var text = timer.Text.Trim();
        object? value = Expressions.IsExpression(text) ? Expressions.Evaluate(timer.Text, variables, now) : text;
        var meaning = value switch
        {
            string literal => Read(timer.Kind, literal),
            Instant due when timer.Kind == TimerKind.Date => new TimerMeaning.At(due),
            Period wait when timer.Kind == TimerKind.Duration => new TimerMeaning.After(wait),
            Duration wait when timer.Kind == TimerKind.Duration => new TimerMeaning.After(Period.FromNanoseconds(wait.ToInt64Nanoseconds())),
            _ => null
        } ?? throw new FeelException(0, $"the timer \"{timer.Text}\" gives no time that can be used");
        return meaning switch
        {
            TimerMeaning.At at => (new TimerDue.At(at.Due), null),
            TimerMeaning.After after => (new TimerDue.At(Add(now, after.Wait, 1)), null),
            TimerMeaning.Rule rule => (new TimerDue.ByRule(rule.Due), null),
            TimerMeaning.Cycle cycle => FirstOf(cycle, now),
            _ => throw new FeelException(0, "unknown timer")
        };
    }

    /// <summary>The firing after the one now armed; null when there is none.</summary>
    internal static (TimerDue When, TimerRepeat Repeat)? Next(TimerRepeat repeat)
    {
        if (repeat.Remaining == 0 || ReadPeriod(repeat.Every) is not { } every)
            return null;
        var fired = repeat.Fired + 1;
        return (new TimerDue.At(Add(repeat.First, every, fired)), repeat with { Fired = fired, Remaining = repeat.Remaining - 1 });
    }

    private static (TimerDue, TimerRepeat?) FirstOf(TimerMeaning.Cycle cycle, Instant now)
    {
        var first = cycle.Start ?? Add(now, cycle.Every, 1);
        var more = cycle.Times is null or > 1;
        var every = PeriodPattern.Roundtrip.Format(cycle.Every);
        return (new TimerDue.At(first), more ? new TimerRepeat(every, first, 0, cycle.Times - 1) : null);
    }

    // Calendar parts are counted in UTC; always from the first firing, so that the 31st does not become the 28th for good.
    private static Instant Add(Instant from, Period period, int times)
    {
        try
        {
            var sum = from.InUtc().LocalDateTime;
            var builder = period.ToBuilder();
            checked
            {
                builder.Years *= times;
                builder.Months *= times;
                builder.Weeks *= times;
                builder.Days *= times;
                builder.Hours *= times;
                builder.Minutes *= times;
                builder.Seconds *= times;
                builder.Milliseconds *= times;
                builder.Ticks *= times;
                builder.Nanoseconds *= times;
            }
            return sum.Plus(builder.Build()).InUtc().ToInstant();
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw new FeelException(0, "the timer lies beyond the calendar");
        }
    }

    private static TimerMeaning.Cycle? ReadCycle(string text)
    {
        var parts = text.Split('/');
        if (parts.Length is < 2 or > 3 || !parts[0].StartsWith('R') || ReadPeriod(parts[^1]) is not { } every || !IsForward(every))
            return null;
        int? times = null;
        if (parts[0].Length > 1)
        {
            if (!int.TryParse(parts[0].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
                return null;
            times = count;
        }
        if (parts.Length == 2)
            return new(times, null, every);
        return ReadInstant(parts[1]) is { } start ? new(times, start, every) : null;
    }

    // A repetition that does not move forward would fire for ever at one moment.
    private static bool IsForward(Period every)
    {
        var origin = new LocalDateTime(2001, 1, 1, 0, 0);
        try
        {
            return origin.Plus(every) > origin;
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static Period? ReadPeriod(string text)
    {
        var parsed = PeriodPattern.Roundtrip.Parse(text);
        return parsed.Success && text != "P" ? parsed.Value : null;
    }

    private static Instant? ReadInstant(string text)
    {
        var instant = InstantPattern.ExtendedIso.Parse(text);
        if (instant.Success)
            return instant.Value;
        var offset = OffsetDateTimePattern.ExtendedIso.Parse(text);
        if (!offset.Success)
            offset = WithoutSeconds.Parse(text);
        return offset.Success ? offset.Value.ToInstant() : null;
    }
}
