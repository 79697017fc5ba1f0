using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.BedSpaces;

namespace ReleasePlanning.ReleasePlans;

/// <summary>The bed a plan relies on, as the release looks at it.</summary>
/// <param name="House">Its name, as an argument of a sentence.</param>
/// <param name="Promised">Confirmed, and not only held.</param>
/// <param name="Against">It goes against a no-go area or against whom the person must not meet.</param>
public sealed record GateBed(Reason House, Nights Nights, bool Promised, bool Against);

/// <summary>What is true of a plan on the day, as far as the release depends on it.</summary>
/// <param name="Night">The night the person arrives.</param>
public sealed record GateFacts(
    LocalDate Today, LocalDate ReleaseOn, bool PoliceToldWhatIsTrueNow, bool WarrantsClear, bool ConsentNeeded, bool ConsentGiven, IReadOnlyList<(string En, string Fr)> OpenHardGates,
    bool BedNeeded, LocalDate Night, GateBed? Bed);

/// <summary>Whether a person may be recorded as released, and everything that stands in the way. Pure. The database refuses the same.</summary>
public static class ReleaseGate
{
    public static ImmutableArray<Reason> Blocks(GateFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var blocks = ImmutableArray.CreateBuilder<Reason>();
        if (facts.Today < facts.ReleaseOn) { blocks.Add(new Reason("gate.not-yet", facts.ReleaseOn)); }
        if (!facts.PoliceToldWhatIsTrueNow) { blocks.Add(new Reason("gate.police")); }
        if (!facts.WarrantsClear) { blocks.Add(new Reason("gate.warrants")); }
        if (facts.ConsentNeeded && !facts.ConsentGiven) { blocks.Add(new Reason("gate.consent")); }
        if (facts.BedNeeded && WithoutBed(facts) is { } none) { blocks.Add(none); }
        if (facts is { BedNeeded: true, Bed.Against: true }) { blocks.Add(new Reason("gate.bed-against", facts.Bed.House)); }
        foreach (var (en, fr) in facts.OpenHardGates) { blocks.Add(new Reason("gate.open-hard-gate", en, fr)); }
        return blocks.ToImmutable();
    }

    /// <summary>Why nobody has promised a bed for the night the person arrives; null: a house has.</summary>
    private static Reason? WithoutBed(GateFacts facts) => facts.Bed switch
    {
        null => new Reason("gate.no-bed", facts.Night),
        { Nights: var n } bed when !n.Covers(facts.Night) => new Reason("gate.bed-other-night", bed.House, n.ArriveOn, n.DepartOn, facts.Night),
        { Promised: false } bed => new Reason("gate.bed-not-confirmed", bed.House, facts.Night),
        _ => null,
    };
}
