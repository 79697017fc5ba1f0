using System.Collections.Immutable;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Where an input of the forecast comes from: so many observations, or a default because there were too few.</summary>
/// <param name="Input">Names in both languages: resource "forecast-input.{key}".</param>
public sealed record ForecastInput(string Input, BasisOfInput Basis, int Observations);

public enum BasisOfInput
{
    /// <summary>From what happened in this service.</summary>
    Measured,
    /// <summary>Ours, until enough has happened; no authority claims it.</summary>
    ProductDefault,
    /// <summary>A published figure.</summary>
    Published,
}

/// <summary>What the forecast assumes as long as too little has happened to measure it. Product defaults, every one; none is a policy of the Service.</summary>
public static class ForecastDefaults
{
    /// <summary>So many observations make a measured spread; fewer say too little.</summary>
    public const int Enough = 30;

    /// <summary>Release days by law hardly move: a sentence is recalculated, a release is brought forward under s.93(2).</summary>
    public static readonly Spread MovesByLaw = Spread.Of((-5, 0.03), (0, 0.92), (7, 0.02), (28, 0.02), (84, 0.01));

    /// <summary>Days that wait for a decision or a bed move later more often than earlier.</summary>
    public static readonly Spread MovesByDecision = Spread.Of((-7, 0.03), (0, 0.62), (7, 0.12), (14, 0.10), (28, 0.08), (56, 0.05));

    public static readonly Spread Nights = Spread.Of((90, 1));

    /// <summary>People under community supervision who needed supervised housing, of all of them: 2,800 of about 9,100 in April 2018 (Auditor General, Report 6, 2018).</summary>
    public const double NeedsHousing = 2800.0 / 9100.0;

    /// <summary>How likely a plan that asks for a house ends in one, by release type, before and after its decision or without one.</summary>
    private static readonly ImmutableDictionary<ReleaseType, (double Open, double Decided)> Needs = new Dictionary<ReleaseType, (double, double)>
    {
        [ReleaseType.EscortedTemporaryAbsence] = (0.7, 0.9),
        [ReleaseType.UnescortedTemporaryAbsence] = (0.7, 0.9),
        [ReleaseType.WorkRelease] = (0.7, 0.9),
        [ReleaseType.DayParole] = (0.6, 0.95),
        [ReleaseType.FullParole] = (0.5, 0.9),
        [ReleaseType.StatutoryRelease] = (0.9, 0.9),
        [ReleaseType.StatutoryReleaseWithResidency] = (1, 1),
        [ReleaseType.WarrantExpiry] = (0.5, 0.5),
        [ReleaseType.LongTermSupervision] = (0.95, 0.95),
    }.ToImmutableDictionary();

    /// <summary>A condition to live in a house leaves no choice; otherwise by the way of release and whether it is decided.</summary>
    public static double ChanceOfNeed(ReleaseType type, bool residencyCondition, bool decided) =>
        residencyCondition ? 1 : decided ? Needs[type].Decided : Needs[type].Open;
}
