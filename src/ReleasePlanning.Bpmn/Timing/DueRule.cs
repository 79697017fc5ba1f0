namespace ReleasePlanning.Bpmn.Timing;

/// <summary>What a due rule counts from.</summary>
public enum DueAnchor
{
    /// <summary>R: planned release day.</summary>
    Release,
    /// <summary>E: entitlement date.</summary>
    Entitlement,
    /// <summary>H: hearing or review.</summary>
    Hearing,
    /// <summary>D: decision.</summary>
    Decision,
    /// <summary>S: the moment the step opened.</summary>
    StepOpened,
    /// <summary>A: expected arrival.</summary>
    Arrival
}

/// <summary>What a due rule counts in.</summary>
public enum DueUnit
{
    /// <summary>D: calendar days.</summary>
    Days,
    /// <summary>W: federal working days of the site's province.</summary>
    WorkingDays,
    /// <summary>h: hours.</summary>
    Hours,
    /// <summary>m: minutes.</summary>
    Minutes,
    /// <summary>M: calendar months (Interpretation Act s.28).</summary>
    Months
}

/// <summary>A due date as a rule: anchor, signed offset, unit. Written <c>R</c>, <c>R-5W</c>, <c>H-28D</c>, <c>S+2h</c>, <c>A+60m</c>, <c>E-6M</c>.</summary>
/// <param name="Offset">Signed; negative is before the anchor.</param>
public sealed record DueRule(DueAnchor Anchor, int Offset, DueUnit Unit)
{
    /// <summary>Reads the notation; false when the text is not a due rule.</summary>
    public static bool TryParse(string text, out DueRule rule) { rule = new(DueAnchor.Release, 0, DueUnit.Days); return text.Length < 0; }

    /// <summary>The notation, as read by <see cref="TryParse"/>.</summary>
    public override string ToString() => base.ToString()!;
}
