using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.WorkItems;

/// <summary>What the moments of one step's rungs are counted from.</summary>
/// <param name="From">When the step opened, or when its due instant last moved: overdue rungs count from the later of this and the due instant.</param>
/// <param name="Legal">The due instant is the law's or a hard gate's: quiet hours that would hide it do not hold.</param>
/// <param name="ReleaseOpens">When the site opens on the release day: quiet hours never put a rung behind that.</param>
/// <param name="NotBefore">Until when somebody has silenced the step.</param>
public sealed record LadderClimb(Instant From, Instant Due, bool Legal = false, Instant? ReleaseOpens = null, Instant? NotBefore = null);

/// <summary>When the rungs of a ladder come. Pure.</summary>
public static class Ladder
{
    // overdue is strictly after the due instant, so the rung at due itself is climbed one second later
    private static readonly Duration JustAfter = Duration.FromSeconds(1);

    /// <summary>The next rung above <paramref name="lastLevel"/> and when to climb, or null at the top. Reminders whose moment lies before the step opened
    /// (or was re-dated) are passed over. A rung that quiet hours hold does not hold one above it that may come at any hour.</summary>
    public static (LadderRung Rung, Instant At)? Next(IEnumerable<LadderRung> ladder, int lastLevel, LadderClimb climb, LadderPlace place)
    {
        var left = ladder.Where(r => r.Level > lastLevel && IsToCome(r, climb, place)).OrderBy(r => r.Level).ToList();
        return left.Count == 0 ? null : (left[0], left.Min(r => Comes(r, climb, place)));
    }

    /// <summary>The highest rung from <paramref name="level"/> up whose moment has come, and how many below it are passed over with it; null when the rung is
    /// gone and no other is due. After an outage, or at the end of quiet hours, a step gets one notice from the rung it has really reached, and not one for every rung on the way.</summary>
    public static (LadderRung Rung, int PassedOver)? Reached(IEnumerable<LadderRung> ladder, int level, LadderClimb climb, Instant now, LadderPlace place)
    {
        // the armed rung is due by its timer, which an acknowledgement may have moved; a reminder from before the step opened was never to come
        var reached = ladder.Where(r => r.Level == level || (r.Level > level && IsToCome(r, climb, place) && Comes(r, climb, place) <= now)).OrderBy(r => r.Level).ToList();
        return reached.Count == 0 ? null : (reached[^1], reached.Count - 1);
    }

    private static bool IsToCome(LadderRung rung, LadderClimb climb, LadderPlace place) => !rung.IsReminder || At(rung, climb, place) > climb.From;

    /// <summary>Until when what has been reached waits because it fell due in an outage and the site is quiet now; null when it may come.</summary>
    public static Instant? QuietUntil(IEnumerable<LadderRung> ladder, int level, LadderClimb climb, Instant now, LadderPlace place)
    {
        var reached = ladder.Where(r => r.Level == level || (r.Level > level && Comes(r, climb, place) <= now));
        return !reached.Any(r => r.AnyHour) && Undisturbed(now, climb, place) is var end && end > now ? end : null;
    }

    /// <summary>When a rung comes: its own moment, or the end of the quiet hours it falls in.</summary>
    public static Instant Comes(LadderRung rung, LadderClimb climb, LadderPlace place)
    {
        var at = At(rung, climb, place);
        // nobody's silence or acknowledgement reaches past the morning of the release
        if (climb.NotBefore is { } until && until > at) { at = climb.ReleaseOpens is { } opens && at < opens ? Instant.Min(until, opens) : until; }
        return rung.AnyHour ? at : Undisturbed(at, climb, place);
    }

    /// <summary>Whether quiet hours would hold a rung, were it not for its any-hour mark.</summary>
    public static bool IsQuiet(Instant at, LadderPlace place) => place.Quiet.Holds(at, place.Calendar);

    /// <summary>The end of the quiet hours a moment falls in, as far as law and release day leave room.</summary>
    public static Instant Undisturbed(Instant at, LadderClimb climb, LadderPlace place)
    {
        var end = place.Quiet.EndOf(at, place.Calendar);
        if (end == at) { return at; }
        // the limit lies in the same quiet stretch: before or after it, whoever is told in the morning is told too late
        if (climb.Legal && ((at <= climb.Due && climb.Due < end) || (climb.Due < at && place.Quiet.EndOf(climb.Due, place.Calendar) == end))) { return at; }
        return climb.ReleaseOpens is { } opens && at < opens && opens < end ? opens : end;
    }

    /// <summary>A rung's own moment, whatever the hour.</summary>
    public static Instant At(LadderRung rung, LadderClimb climb, LadderPlace place)
    {
        if (rung.Offset.Unit == LadderUnit.Percent) { return MicrosecondClock.Truncate(climb.From + ((climb.Due - climb.From) * (rung.Offset.Amount / 100.0))); }
        var late = Instant.Max(climb.From, climb.Due);
        if (rung.Offset.IsAtDue) { return late + JustAfter; }
        var at = After(rung.Offset.IsBefore ? climb.Due : late, rung.Offset, place);
        return rung.Offset.IsBefore ? at : Instant.Max(at, late + JustAfter);
    }

    /// <summary>A moment so much later or earlier.</summary>
    public static Instant After(Instant start, LadderOffset offset, LadderPlace place) => offset.Unit switch
    {
        LadderUnit.Hours => start + Duration.FromHours(offset.Amount),
        LadderUnit.OpenHours when offset.Amount < 0 => BusinessTime.Before(start, Duration.FromHours(-offset.Amount), place.Calendar),
        LadderUnit.OpenHours => BusinessTime.After(start, Duration.FromHours(offset.Amount), place.Calendar),
        _ => AddWorkingDays(start, offset.Amount, place),
    };

    // from a day that does not count one goes on with the next opening, or back to the last closing: later can never become earlier
    private static Instant AddWorkingDays(Instant start, int amount, LadderPlace place)
    {
        var (date, time) = start.InZone(place.Zone).LocalDateTime;
        if (!place.Days.IsWorkingDay(date)) { (date, time) = amount > 0 ? Opening(place.Days.Next(date)) : Closing(place.Days.Previous(date)); }
        var on = place.Days.Add(date, amount);
        var hours = place.Calendar.Hours.On(on);
        return SiteTime.At(on, amount > 0 ? LocalTime.Max(time, hours.Opens) : LocalTime.Min(time, hours.Closes), place.Zone);

        (LocalDate, LocalTime) Opening(LocalDate on) => (on, place.Calendar.Hours.On(on).Opens);
        (LocalDate, LocalTime) Closing(LocalDate on) => (on, place.Calendar.Hours.On(on).Closes);
    }
}
