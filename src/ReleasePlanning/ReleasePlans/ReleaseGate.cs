using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.ReleasePlans;

/// <summary>What is true of a plan on the day, as far as the release depends on it.</summary>
public sealed record GateFacts(
    LocalDate Today, LocalDate ReleaseOn, bool PoliceToldWhatIsTrueNow, bool WarrantsClear, bool ConsentNeeded, bool ConsentGiven, IReadOnlyList<(string En, string Fr)> OpenHardGates);

/// <summary>Whether a person may be recorded as released, and everything that stands in the way. Pure. The database refuses the same.</summary>
public static class ReleaseGate
{
    public static ImmutableArray<Reason> Blocks(GateFacts facts)
    {
        var blocks = ImmutableArray.CreateBuilder<Reason>();
        if (facts.Today < facts.ReleaseOn) { blocks.Add(new Reason("gate.not-yet", facts.ReleaseOn)); }
        if (!facts.PoliceToldWhatIsTrueNow) { blocks.Add(new Reason("gate.police")); }
        if (!facts.WarrantsClear) { blocks.Add(new Reason("gate.warrants")); }
        if (facts.ConsentNeeded && !facts.ConsentGiven) { blocks.Add(new Reason("gate.consent")); }
        foreach (var (en, fr) in facts.OpenHardGates) { blocks.Add(new Reason("gate.open-hard-gate", en, fr)); }
        return blocks.ToImmutable();
    }
}
