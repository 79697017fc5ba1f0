using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;

namespace ReleasePlanning.Calendar;

/// <summary>A due date in one sentence: what was counted, when that is in the place's time, and on what basis; what happened on the way follows.</summary>
/// <example>5 working days before the release day (Mon 30 Nov 2026), Mon 23 Nov 2026, 16:00 Edmonton time; basis: site default.</example>
public static class DueSentence
{
    private const string Vowels = "AÀÂEÉÈÊIÎOÔUÛY";

    /// <param name="city">Names the zone, as people at the site call it.</param>
    /// <param name="basis">What the date rests on, e.g. from <see cref="Basis"/>.</param>
    public static string Of(Reason why, Instant? dueAt, DateTimeZone zone, string city, Reason basis, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(why);
        var (main, remarks) = DueReasons.Parts(why);
        var counted = Texts.Of(main, culture);
        var said = dueAt is { } at
            ? Texts.Of("due.sentence", culture, counted, Moment(at, zone, culture), In(city, culture), Texts.Of(basis, culture))
            : counted;
        return string.Join(' ', [Capital(said, culture), .. remarks.Select(r => Texts.Of(r, culture))]);
    }

    /// <param name="kind">Law, Policy, Site or Default.</param>
    public static Reason Basis(string kind, string source) => source.Length == 0 ? new("due.basis." + kind) : new("due.basis.sourced", "@due.basis." + kind, source);

    private static string Moment(Instant at, DateTimeZone zone, CultureInfo culture)
    {
        var local = at.InZone(zone);
        return $"{Texts.Date(local.Date, culture)}, {local.TimeOfDay.ToString(culture.TwoLetterISOLanguageName == "fr" ? "H' h 'mm" : "HH':'mm", CultureInfo.InvariantCulture)}";
    }

    private static string In(string city, CultureInfo culture) => Texts.Of(city.Length > 0 && Vowels.Contains(char.ToUpperInvariant(city[0]), StringComparison.Ordinal) ? "due.zone-time.vowel" : "due.zone-time", culture, city);

    private static string Capital(string text, CultureInfo culture) => text.Length == 0 ? text : char.ToUpper(text[0], culture) + text[1..];
}
