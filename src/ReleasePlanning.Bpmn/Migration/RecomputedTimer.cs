using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>A timer that is running, counted anew from the text of the new version.</summary>
internal static class RecomputedTimer
{
    /// <summary>Null when nothing is left of a cycle by the new text.</summary>
    internal static PreparedWait? Prepare(Run run, Token? token, string elementId, TimerEvent timer, bool repeats, TimerRepeat? was)
    {
        var (when, repeat) = TimerText.Resolve(run, token, timer);
        if (!repeats)
            repeat = null;
        else if (repeat is not null && was is not null)
        {
            (when, repeat) = GoOn(when, repeat with { Remaining = was.Remaining ?? repeat.Remaining }, was, run);
            if (when is TimerDue.At at && at.Due > repeat.Until)
                return null;
        }
        return new(new(WaitKind.Timer, elementId, repeat), id => new Effect.ArmTimer(id, elementId, when, repeat));
    }

    private static (TimerDue, TimerRepeat) GoOn(TimerDue when, TimerRepeat repeat, TimerRepeat was, Run run) => Repetition.Of(repeat.Every) switch
    {
        // counted from the anchor: as far on as it had come
        Repetition.FromRule => (when, repeat with { Fired = was.Fired }),
        // counted from a start the text names: the next of its firings, and not those that are past
        Repetition.Interval every when when is TimerDue.At { Due: var first } && first < run.Now => FromNow(repeat, every.Length, run),
        _ => (when, repeat)
    };

    private static (TimerDue, TimerRepeat) FromNow(TimerRepeat repeat, Period every, Run run)
    {
        var zone = run.Host?.Zone ?? DateTimeZone.Utc;
        var (low, high) = (0, 1);
        while (At(high) < run.Now)
            (low, high) = (high, checked(high * 2));
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = At(middle) < run.Now ? (middle, high) : (low, middle);
        }
        return (new TimerDue.At(At(high)), repeat with { Fired = high });

        Instant At(int times) => IsoTimer.After(repeat.First, every, zone, times);
    }
}
