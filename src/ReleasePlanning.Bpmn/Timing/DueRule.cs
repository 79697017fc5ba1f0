using System.Globalization;

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
    private const string AnchorLetters = "REHDSA";
    private const string UnitLetters = "DWhmM";
    // further off, the calendar itself ends
    private const int MostMonths = 9_999;

    /// <summary>Reads the notation; false when the text is not a due rule. Case matters: <c>M</c> is months, <c>m</c> minutes.</summary>
    public static bool TryParse(string text, out DueRule rule)
    {
        rule = new(DueAnchor.Release, 0, DueUnit.Days);
        var t = (text ?? "").Trim();
        if (t.Length == 0 || AnchorLetters.IndexOf(t[0], StringComparison.Ordinal) is not (>= 0 and var anchor)) return false;
        if (t.Length == 1)
        {
            rule = new((DueAnchor)anchor, 0, DueUnit.Days);
            return true;
        }
        // sign, one to five digits, unit: five digits cover a year of minutes twice over and cannot overflow
        if (t.Length is < 4 or > 8 || t[1] is not ('+' or '-') || UnitLetters.IndexOf(t[^1], StringComparison.Ordinal) is not (>= 0 and var unit)) return false;
        if (!int.TryParse(t.AsSpan(2, t.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        if ((DueUnit)unit == DueUnit.Months && count > MostMonths) return false;
        rule = new((DueAnchor)anchor, t[1] == '-' ? -count : count, (DueUnit)unit);
        return true;
    }

    /// <summary>The notation, as read by <see cref="TryParse"/>; the anchor alone for an offset of no days.</summary>
    public override string ToString() => Offset == 0 && Unit == DueUnit.Days
        ? AnchorLetters[(int)Anchor].ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{AnchorLetters[(int)Anchor]}{Offset:+0;-0;+0}{UnitLetters[(int)Unit]}");
}
