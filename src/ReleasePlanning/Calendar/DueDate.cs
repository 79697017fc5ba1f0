using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>When something is due, and why.</summary>
/// <param name="DueAt">Null when what it counts from is not known yet.</param>
/// <param name="DueOn">The day of <paramref name="DueAt"/> at the site.</param>
public sealed record DueDate(Instant? DueAt, LocalDate? DueOn, Reason Why);

/// <summary>What due rules of one plan and step count from; null where it is not known (yet).</summary>
/// <param name="Release">R: planned release day.</param>
/// <param name="Entitlement">E: the date the law or the board gives.</param>
/// <param name="Hearing">H: hearing or review.</param>
/// <param name="Decision">D: decision.</param>
/// <param name="StepOpened">S: the moment the step opened.</param>
/// <param name="ExpectedArrival">A: the moment arrival is expected.</param>
public sealed record Anchors(
    LocalDate? Release = null,
    LocalDate? Entitlement = null,
    LocalDate? Hearing = null,
    LocalDate? Decision = null,
    Instant? StepOpened = null,
    Instant? ExpectedArrival = null)
{
    internal LocalDate? DateOf(DueAnchor anchor) => anchor switch
    {
        DueAnchor.Release => Release,
        DueAnchor.Entitlement => Entitlement,
        DueAnchor.Hearing => Hearing,
        DueAnchor.Decision => Decision,
        _ => null
    };
}
