using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Calendar;
using ReleasePlanning.Web.ReleasePlans;

namespace ReleasePlanning.Web.Calendar;

/// <summary>What was typed on the calendar's forms, read into requests; what cannot be read is a problem of its field.</summary>
public static class CalendarForms
{
    public static readonly string[] ExceptionFields = ["kind", "where", "site", "fromOn", "untilOn", "yearly", "rolls", "closed", "name", "why"];

    /// <summary>The fields of a week: one pair a day, Monday first.</summary>
    public static readonly string[] HoursFields = ["site", "fromOn", "untilOn", "why", .. Enumerable.Range(1, 7).SelectMany(d => new[] { "opens" + d, "closes" + d })];

    public static readonly string[] EndFields = ["lastOn", "why"];

    public static (CalendarRequest? Request, List<Problem> Problems) Exception(Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var (from, until) = (LaunchForm.Date("fromOn", typed, problems), LaunchForm.Date("untilOn", typed, problems));
        if (from is null && problems.Count == 0) { problems.Add(Problem.With("fromOn", "form.required")); }
        Province? where = Enum.TryParse<Province>(typed("where"), out var one) && Enum.IsDefined(one) ? one : null;
        SiteId? site = Guid.TryParse(typed("site"), out var id) ? SiteId.From(id) : null;
        var kind = typed("kind") == nameof(CalendarKind.Provincial) ? CalendarKind.Provincial : CalendarKind.Federal;
        return (problems.Count > 0 ? null : new CalendarRequest.Exception(kind, where, site, from!.Value, until, typed("yearly"), typed("rolls") == "true", typed("closed") != "false", typed("name"), typed("why")), problems);
    }

    public static (CalendarRequest? Request, List<Problem> Problems) Hours(SiteId site, Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var (from, until) = (LaunchForm.Date("fromOn", typed, problems), LaunchForm.Date("untilOn", typed, problems));
        if (from is null && problems.Count == 0) { problems.Add(Problem.With("fromOn", "form.required")); }
        var week = new Dictionary<IsoDayOfWeek, BusinessHours>();
        for (var day = 1; day <= 7; day++)
        {
            var (opens, closes) = (Time("opens" + day, typed, problems), Time("closes" + day, typed, problems));
            if (opens is { } o && closes is { } c) { week[(IsoDayOfWeek)day] = new(o, c); }
            else if (opens is not null || closes is not null) { problems.Add(Problem.With((opens is null ? "opens" : "closes") + day, "calendar.both-times")); }
        }
        return (problems.Count > 0 ? null : new CalendarRequest.Hours(site, from!.Value, until, week, typed("why")), problems);
    }

    public static (CalendarRequest? Request, List<Problem> Problems) End(Guid entry, Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var last = LaunchForm.Date("lastOn", typed, problems);
        if (last is null && problems.Count == 0) { problems.Add(Problem.With("lastOn", "form.required")); }
        return (problems.Count > 0 ? null : new CalendarRequest.End(entry, last!.Value, typed("why")), problems);
    }

    public static LocalTime? Time(string field, Func<string, string> typed, List<Problem> problems)
    {
        var text = typed(field);
        if (text.Length == 0) { return null; }
        if (LocalTimePattern.CreateWithInvariantCulture("HH':'mm").Parse(text) is { Success: true } read) { return read.Value; }
        problems.Add(Problem.With(field, "calendar.time"));
        return null;
    }
}
