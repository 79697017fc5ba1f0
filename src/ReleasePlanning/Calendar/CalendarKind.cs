namespace ReleasePlanning.Calendar;

/// <summary>Which days count. One is never put in place of the other.</summary>
public enum CalendarKind
{
    /// <summary>A: days on which federal offices are open in the province (CCRA s.2(1), "working day").</summary>
    Federal,
    /// <summary>B: days on which provincial and municipal services are open: buses, pharmacies, identity documents.</summary>
    Provincial,
}
