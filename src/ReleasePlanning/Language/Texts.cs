using System.Globalization;
using System.Resources;
using NodaTime;

namespace ReleasePlanning.Language;

/// <summary>Every sentence a person can read, in English and French, by resource key. Dates in arguments are written for people.</summary>
public static class Texts
{
    public static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-CA");
    public static readonly CultureInfo French = CultureInfo.GetCultureInfo("fr-CA");

    /// <summary>One resource file a subject; a key lives in exactly one of them (held by a test).</summary>
    public static readonly IReadOnlyList<string> Subjects = ["Reasons", "Steps", "Words", "Pages", "Workflow", "Imports", "Commands", "Calendar", "CalendarPages", "Cover", "Notices", "Ladders", "Expedited", "Referrals", "BedBoard", "Stays", "BedSearch", "Facilities"];

    private static readonly ResourceManager[] Managers =
        [.. Subjects.Select(s => new ResourceManager("ReleasePlanning.Language." + s, typeof(Texts).Assembly))];

    public static CultureInfo Culture(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;

    /// <summary>The text for a key, or null when no resource has it.</summary>
    public static string? Find(string key, CultureInfo culture)
    {
        foreach (var manager in Managers)
        {
            if (manager.GetString(key, culture) is { } text) { return text; }
        }
        return null;
    }

    public static string Of(string key, CultureInfo culture, params object?[] args)
    {
        var text = Find(key, culture) ?? key;
        return args.Length == 0 ? text : string.Format(culture, text, [.. args.Select(a => Write(a, culture))]);
    }

    public static string Of(Reason reason, CultureInfo culture)
    {
        var text = Find(reason.Code, culture) ?? reason.Code;
        // a reason among the arguments stands where the text names it, else behind it as a sentence of its own
        var behind = reason.Args.Where((a, i) => a is Reason && !text.Contains($"{{{i}}}", StringComparison.Ordinal)).Cast<Reason>();
        return string.Join(' ', behind.Select(more => Of(more, culture)).Prepend(Of(reason.Code, culture, [.. reason.Args])));
    }

    /// <summary>"Mon 23 Nov 2026" / "lun. 23 nov. 2026".</summary>
    public static string Date(LocalDate date, CultureInfo culture) =>
        date.ToDateOnly().ToString(culture.TwoLetterISOLanguageName == "fr" ? "ddd d MMM yyyy" : "ddd d MMM yyyy", culture);

    /// <summary>"Mon 23 Nov 2026, 16:00 (Edmonton)".</summary>
    public static string Moment(Instant at, DateTimeZone zone, CultureInfo culture)
    {
        var local = at.InZone(zone);
        return $"{Date(local.Date, culture)}, {local.TimeOfDay.ToString(culture.TwoLetterISOLanguageName == "fr" ? "H' h 'mm" : "HH':'mm", CultureInfo.InvariantCulture)} ({Place(zone)})";
    }

    /// <summary>The city of a zone id, as people call it.</summary>
    public static string Place(DateTimeZone zone) => zone.Id[(zone.Id.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private static object? Write(object? value, CultureInfo culture) => value switch
    {
        string s when s.StartsWith('@') => Of(s[1..], culture),
        LocalDate d => Date(d, culture),
        Reason inner => Of(inner, culture),
        ZonedDateTime z => Moment(z.ToInstant(), z.Zone, culture),
        decimal d when d == decimal.Truncate(d) => d.ToString("0", culture),
        _ => value,
    };
}
