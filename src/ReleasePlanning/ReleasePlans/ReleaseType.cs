namespace ReleasePlanning.ReleasePlans;

/// <summary>The ways out of a penitentiary (domain facts §1.1). Codes are what diagrams and files use.</summary>
public enum ReleaseType
{
    /// <summary>ETA, CCRA s.17.</summary>
    EscortedTemporaryAbsence,
    /// <summary>UTA, CCRA ss.115-118.</summary>
    UnescortedTemporaryAbsence,
    /// <summary>CCRA s.18.</summary>
    WorkRelease,
    /// <summary>CCRA ss.99, 119, 122.</summary>
    DayParole,
    /// <summary>CCRA ss.99, 120, 123.</summary>
    FullParole,
    /// <summary>CCRA s.127.</summary>
    StatutoryRelease,
    /// <summary>CCRA ss.127, 133(4.1).</summary>
    StatutoryReleaseWithResidency,
    /// <summary>End of sentence.</summary>
    WarrantExpiry,
    /// <summary>CCRA ss.99.1, 134.1.</summary>
    LongTermSupervision,
}

public static class ReleaseTypes
{
    private static readonly Dictionary<ReleaseType, string> Codes = new()
    {
        [ReleaseType.EscortedTemporaryAbsence] = "ETA",
        [ReleaseType.UnescortedTemporaryAbsence] = "UTA",
        [ReleaseType.WorkRelease] = "WR",
        [ReleaseType.DayParole] = "DP",
        [ReleaseType.FullParole] = "FP",
        [ReleaseType.StatutoryRelease] = "SR",
        [ReleaseType.StatutoryReleaseWithResidency] = "SRR",
        [ReleaseType.WarrantExpiry] = "WED",
        [ReleaseType.LongTermSupervision] = "LTSO",
    };

    public static string Code(this ReleaseType type) => Codes[type];

    public static bool TryParse(string? code, out ReleaseType type)
    {
        foreach (var (t, c) in Codes)
        {
            if (string.Equals(c, code, StringComparison.OrdinalIgnoreCase)) { type = t; return true; }
        }
        type = default;
        return false;
    }

    /// <summary>Entitled by law to leave on a day: CCRA s.93(1) moves the release before it. LTSO begins at warrant expiry.</summary>
    public static bool IsEntitledByLaw(this ReleaseType type) =>
        type is ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency or ReleaseType.WarrantExpiry or ReleaseType.LongTermSupervision;

    /// <summary>The person returns to the institution.</summary>
    public static bool IsTemporary(this ReleaseType type) =>
        type is ReleaseType.EscortedTemporaryAbsence or ReleaseType.UnescortedTemporaryAbsence or ReleaseType.WorkRelease;

    /// <summary>Supervised in the community by a parole officer afterwards.</summary>
    public static bool IsSupervised(this ReleaseType type) => !type.IsTemporary() && type != ReleaseType.WarrantExpiry;

    public static bool NeedsBoardDecision(this ReleaseType type) => type is ReleaseType.DayParole or ReleaseType.FullParole;
}
