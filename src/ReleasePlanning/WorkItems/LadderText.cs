namespace ReleasePlanning.WorkItems;

/// <summary>One rung as a person or a program writes it.</summary>
/// <param name="Offset">"50%", "-2W", "0", "+2W", "+4B", "+2h".</param>
/// <param name="To">"owner" or a position such as "area-director@destination".</param>
/// <param name="Otherwise">Positions, separated by commas; empty: those above.</param>
/// <param name="Hold">"1W", "4B", "2h" or empty.</param>
public sealed record LadderText(string? Offset, string? To, bool AnyHour = false, string? Otherwise = null, string? Hold = null)
{
    public bool IsEmpty => string.IsNullOrWhiteSpace(Offset) && string.IsNullOrWhiteSpace(To);

    public static LadderText Of(LadderRung rung) =>
        new(rung.Offset.ToString(), rung.To.ToString(), rung.AnyHour, string.Join(", ", rung.OtherwiseGiven), rung.Hold?.ToString().TrimStart('+'));

    /// <summary>The rungs in the order given, and what cannot be read; whether they make a ladder is for <see cref="LadderRules"/>.</summary>
    public static (IReadOnlyList<LadderRung> Rungs, IReadOnlyList<Problem> Problems) Read(IReadOnlyList<LadderText> texts)
    {
        var (rungs, problems) = (new List<LadderRung>(), new List<Problem>());
        // more than any ladder may have are not even read
        foreach (var text in texts.Take(LadderRules.MostRungs + 1))
        {
            var field = $"rungs[{rungs.Count}]";
            if (!LadderOffset.TryParse(text.Offset, out var offset)) { problems.Add(Problem.With(field + ".offset", "ladder.offset", text.Offset ?? "")); }
            LadderOffset? hold = null;
            if (!string.IsNullOrWhiteSpace(text.Hold))
            {
                if (LadderOffset.TryParse(text.Hold.TrimStart('+', ' '), out var length)) { hold = length; }
                else { problems.Add(Problem.With(field + ".hold", "ladder.hold-length", text.Hold)); }
            }
            var otherwise = (text.Otherwise ?? "").Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(LadderPosition.Parse).ToList();
            rungs.Add(new(rungs.Count + 1, offset, LadderPosition.Parse(text.To ?? ""), text.AnyHour, otherwise.Count == 0 ? null : otherwise, hold));
        }
        return (rungs, problems);
    }
}
