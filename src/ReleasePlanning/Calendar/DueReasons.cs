using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Why a due date is what it is, as reasons: what was counted, and remarks on what happened on the way.</summary>
public static class DueReasons
{
    /// <summary>The code of a reason with a remark: its arguments are the reason and the remark.</summary>
    public const string Remarked = "due.remarked";
    private const int MostNamed = 3;

    public static Reason With(this Reason why, Reason? remark) => remark is null ? why : new(Remarked, why, remark);

    /// <summary>The reason itself and its remarks, in the order they were made.</summary>
    public static (Reason Why, IReadOnlyList<Reason> Remarks) Parts(Reason why)
    {
        ArgumentNullException.ThrowIfNull(why);
        var remarks = new List<Reason>();
        while (why.Code == Remarked && why.Args is [Reason inner, Reason remark])
        {
            remarks.Insert(0, remark);
            why = inner;
        }
        return (why, remarks);
    }

    /// <summary>The holidays and closures that were not counted, at most three by name.</summary>
    internal static Reason? Skipped(WorkingDays? days, LocalDate from, LocalDate on)
    {
        if (days is null || from == on) return null;
        var (after, before) = from < on ? (from, on) : (on, from);
        var closed = days.WhyClosed(after, before).Where(w => w.Code is "day.holiday" or "day.holiday-observed" or "day.closed").Select(w => w.Args[1]).ToList();
        var (names, all) = (closed.Take(MostNamed + 1).ToList(), closed.Count);
        return names switch
        {
            [] => null,
            [var one] => new("due.skipped.one", one),
            [var one, var two] => new("due.skipped.two", one, two),
            [var one, var two, var three] => new("due.skipped.three", one, two, three),
            [var one, var two, var three, ..] => new("due.skipped.more", one, two, three, all - MostNamed)
        };
    }

    /// <summary>What the clocks do to a local time on that day.</summary>
    internal static Reason? ClockChange(LocalDate on, LocalTime time, DateTimeZone zone) => zone.MapLocal(on + time).Count switch
    {
        0 => new("due.clock.gap", time.ToString("HH:mm", null), SiteTime.At(on, time, zone).InZone(zone).TimeOfDay.ToString("HH:mm", null)),
        2 => new("due.clock.twice", time.ToString("HH:mm", null)),
        _ => null
    };

    internal static Reason Counted(DueRule.Counted rule, string anchor, LocalDate from, LocalDate on)
    {
        if (rule.Offset == 0) return new("due.on-the-day", anchor, from, on);
        var unit = rule.Unit switch
        {
            DueUnit.WorkingDays => "working-days",
            DueUnit.ProvincialDays => "provincial-days",
            DueUnit.ClearDays => "clear-days",
            DueUnit.Months => "months",
            DueUnit.Hours => "hours",
            DueUnit.Minutes => "minutes",
            _ => "days"
        };
        var count = Math.Abs(rule.Offset);
        return new($"due.{unit}.{(rule.Offset < 0 ? "before" : "after")}{(count == 1 ? ".one" : "")}", count, anchor, from, on);
    }

    internal static string Anchor(DueAnchor anchor) => anchor switch
    {
        DueAnchor.Release => "@anchor.release",
        DueAnchor.Entitlement => "@anchor.entitlement",
        DueAnchor.Hearing => "@anchor.hearing",
        DueAnchor.Decision => "@anchor.decision",
        DueAnchor.StepOpened => "@anchor.step-opened",
        _ => "@anchor.arrival"
    };
}
