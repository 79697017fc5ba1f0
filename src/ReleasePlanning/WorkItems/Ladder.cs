using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.WorkItems;

/// <summary>When the next rung of a ladder falls due. Pure.</summary>
public static class Ladder
{
    // overdue is strictly after the due instant, so the rung at due itself is climbed one second later
    private static readonly Duration JustAfter = Duration.FromSeconds(1);

    /// <summary>The next rung above <paramref name="lastLevel"/>, or null at the top. Reminders whose moment lies before the step opened (or was re-dated) are passed over.</summary>
    /// <param name="from">When the step opened, or when its due instant last moved: overdue rungs count from the later of this and the due instant.</param>
    public static (LadderRung Rung, Instant At)? Next(IEnumerable<LadderRung> ladder, int lastLevel, Instant from, Instant due, WorkingDays days, DateTimeZone zone)
    {
        foreach (var rung in ladder.Where(r => r.Level > lastLevel).OrderBy(r => r.Level))
        {
            var at = At(rung, from, due, days, zone);
            if (!rung.IsReminder || at > from) { return (rung, at); }
        }
        return null;
    }

    /// <summary>The highest rung from <paramref name="level"/> up whose moment has come, and how many below it are passed over with it; null when the rung is
    /// gone and no other is due. After an outage a step gets one notice, from the rung it has really reached, and not one for every rung on the way.</summary>
    /// <param name="from">When the step opened.</param>
    public static (LadderRung Rung, int PassedOver)? Reached(IEnumerable<LadderRung> ladder, int level, Instant from, Instant due, Instant now, WorkingDays days, DateTimeZone zone)
    {
        // the armed rung is due by its timer, which a re-dated step may have moved
        var reached = ladder.Where(r => r.Level == level || (r.Level > level && At(r, from, due, days, zone) <= now)).OrderBy(r => r.Level).ToList();
        return reached.Count == 0 ? null : (reached[^1], reached.Count - 1);
    }

    private static Instant At(LadderRung rung, Instant from, Instant due, WorkingDays days, DateTimeZone zone)
    {
        if (rung.Offset == "50%") { return from + ((due - from) / 2); }
        var late = Instant.Max(from, due);
        if (rung.Offset == "0") { return late + JustAfter; }
        var amount = int.Parse(rung.Offset[..^1], System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture);
        var start = amount < 0 ? due : late;
        return rung.Offset[^1] == 'h' ? start + Duration.FromHours(amount) : AddWorkingDays(start, amount, days, zone);
    }

    private static Instant AddWorkingDays(Instant start, int amount, WorkingDays days, DateTimeZone zone)
    {
        var local = start.InZone(zone).LocalDateTime;
        return days.Add(local.Date, amount).At(local.TimeOfDay).InZoneLeniently(zone).ToInstant();
    }
}
