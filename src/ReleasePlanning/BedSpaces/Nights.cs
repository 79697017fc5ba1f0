using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>The nights of a stay. The arrival night counts; the departure day does not, so the bed is free for the next arrival that day.</summary>
public sealed record Nights
{
    public Nights(LocalDate arriveOn, LocalDate departOn)
    {
        if (departOn <= arriveOn) { throw new ArgumentException("A stay lasts at least one night.", nameof(departOn)); }
        (ArriveOn, DepartOn) = (arriveOn, departOn);
    }

    public LocalDate ArriveOn { get; }
    public LocalDate DepartOn { get; }
    public int Count => Period.DaysBetween(ArriveOn, DepartOn);
    public bool Covers(LocalDate night) => ArriveOn <= night && night < DepartOn;
    public bool Meets(Nights other) => ArriveOn < other.DepartOn && other.ArriveOn < DepartOn;
}
