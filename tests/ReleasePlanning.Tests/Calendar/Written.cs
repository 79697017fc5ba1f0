using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Tests.Calendar;

/// <summary>Dates as tables write them.</summary>
internal static class Written
{
    public static LocalDate Date(string text) => LocalDatePattern.Iso.Parse(text).Value;

    public static LocalDate? MaybeDate(string? text) => text is null ? null : Date(text);

    /// <summary>A local time with its offset, so that a table shows both.</summary>
    public static Instant At(string text) => OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm o<+HH:mm>").Parse(text).Value.ToInstant();

    public static string At(Instant at, DateTimeZone zone) => OffsetDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm o<+HH:mm>").Format(at.InZone(zone).ToOffsetDateTime());
}
