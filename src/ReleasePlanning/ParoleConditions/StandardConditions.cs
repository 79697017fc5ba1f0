using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.ParoleConditions;

/// <summary>The conditions the law itself sets: CCRR s.161(1) for parole, statutory release and long-term supervision (CCRA s.134.1(1)),
/// s.161(2) for unescorted absences. Texts: resource "condition.{clause}".</summary>
public static class StandardConditions
{
    public static IReadOnlyList<string> Of(ReleaseType type) => type switch
    {
        ReleaseType.UnescortedTemporaryAbsence => ["161(2)(a)", "161(2)(b)", "161(2)(c)", "161(2)(d)", "161(2)(e)", "161(2)(f)", "161(2)(g)", "161(2)(h)"],
        ReleaseType.EscortedTemporaryAbsence or ReleaseType.WorkRelease or ReleaseType.WarrantExpiry => [],
        ReleaseType.DayParole => [.. Common, "161(1)(i)"],
        _ => Common,
    };

    private static readonly IReadOnlyList<string> Common =
        ["161(1)(a)", "161(1)(b)", "161(1)(c)", "161(1)(d)", "161(1)(e)", "161(1)(f)", "161(1)(g)", "161(1)(h)"];
}
