using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>What an expression may ask of the system that runs it. Everything is optional; asking for what is absent is an evaluation error.</summary>
/// <param name="WorkingDaysBetween">Federal working days after the first date up to and including the second, in a province by its two-letter code.</param>
public sealed record FeelHost(Func<LocalDate, LocalDate, string, int>? WorkingDaysBetween = null)
{
    /// <summary>Where the host finds its zone; asked only when a timer counts days or reads a clock.</summary>
    public Func<DateTimeZone>? ZoneOf { get; init; }

    /// <summary>True where a timer's date without an offset is read on the clock of <see cref="Zone"/>. Where plans are run it is not: 08:00 is another moment at every site.</summary>
    public bool TakesLocalDates { get; init; }

    /// <summary>Whose clock timers count days and months on, and cron expressions read; UTC when the host names none.</summary>
    public DateTimeZone Zone => ZoneOf?.Invoke() ?? DateTimeZone.Utc;
}
