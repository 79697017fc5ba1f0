using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>What a bed is: where in the house, with what, and from when.</summary>
public sealed record BedEdit(string Label, string Room, string Floor, IReadOnlyList<string> Features, LocalDate? OpensOn);

/// <summary>A spell in which a bed cannot be used, as asked for.</summary>
public sealed record SpellEdit(LocalDate FromOn, LocalDate? UntilOn, string ReasonCode, string Note);

public static class BedRules
{
    public const int LongestLabel = 20;
    public const int LongestNote = 500;

    /// <summary>Why a bed cannot be used. Names in both languages: resource "out-of-service.{code}".</summary>
    public static readonly IReadOnlyList<string> SpellReasons = ["repair", "renovation", "pests", "water-damage", "health", "staffing", "other"];

    public static IEnumerable<Problem> Check(BedEdit edit)
    {
        if (edit.Label.Length == 0) { yield return Problem.With("label", "form.required"); }
        foreach (var (field, text) in new[] { ("label", edit.Label), ("room", edit.Room), ("floor", edit.Floor) })
        {
            if (text.Length > LongestLabel) { yield return Problem.With(field, "facility.too-long", LongestLabel); }
            else if (text.Any(char.IsControl)) { yield return Problem.With(field, "facility.control-character"); }
        }
        if (edit.Floor.Length > 0 && edit.Room.Length == 0) { yield return Problem.With("room", "facility.floor-of-a-room"); }
        if (FacilityRules.NothingIn(("features", edit.Features)) is { } nothing) { yield return nothing; }
        if (edit.Features.FirstOrDefault(f => !BedFeatures.All.Contains(f)) is { } unknown)
        {
            yield return Problem.With("features", "facility.not-known", FacilityRules.Quote(unknown), string.Join(", ", BedFeatures.All));
        }
    }

    public static IEnumerable<Problem> Check(SpellEdit edit)
    {
        if (edit.UntilOn < edit.FromOn) { yield return Problem.With("untilOn", "facility.spell-ends-before", edit.FromOn); }
        if (!SpellReasons.Contains(edit.ReasonCode)) { yield return Problem.With("reasonCode", "facility.not-known", FacilityRules.Quote(edit.ReasonCode), string.Join(", ", SpellReasons)); }
        if (edit.Note.Length > LongestNote) { yield return Problem.With("note", "facility.too-long", LongestNote); }
        else if (edit.Note.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) { yield return Problem.With("note", "facility.control-character"); }
        if (edit.ReasonCode == "other" && edit.Note.Length == 0) { yield return Problem.With("note", "facility.other-needs-words"); }
    }
}
