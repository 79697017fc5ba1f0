using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Whether rungs make a ladder, and what is wrong where. Pure. Fields are "rungs[0].offset", counted from the first rung.</summary>
public static class LadderRules
{
    public const int MostRungs = 12, MostOtherwise = 5, LongestName = 80, LongestKey = 40;
    private const int MostDays = 60, MostHours = 24 * 14, MostOpenHours = 200;

    public static IReadOnlyList<Problem> Check(IReadOnlyList<LadderRung> rungs)
    {
        var problems = new List<Problem>();
        if (rungs.Count == 0) { return [Problem.With("rungs", "ladder.no-rungs")]; }
        if (rungs.Count > MostRungs) { return [Problem.With("rungs", "ladder.too-many-rungs", MostRungs)]; }
        for (var i = 0; i < rungs.Count; i++) { problems.AddRange(OfRung(rungs[i], $"rungs[{i}]")); }
        for (var i = 1; i < rungs.Count; i++)
        {
            if (!Follows(rungs[i - 1].Offset, rungs[i].Offset)) { problems.Add(Problem.With($"rungs[{i}].offset", "ladder.out-of-order", rungs[i].Offset.ToString(), rungs[i - 1].Offset.ToString())); }
        }
        if (!rungs.Any(r => !r.IsReminder && !r.To.IsOwner)) { problems.Add(Problem.With("rungs", "ladder.nothing-after-due")); }
        return problems;
    }

    /// <summary>A key is small letters, digits and hyphens.</summary>
    public static bool IsKey(string key) => key.Length is > 1 and <= LongestKey && key.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-') && key[0] != '-';

    private static IEnumerable<Problem> OfRung(LadderRung rung, string field)
    {
        var (amount, most) = (Math.Abs(rung.Offset.Amount), MostOf(rung.Offset.Unit));
        if (amount > most || (rung.Offset.Unit == LadderUnit.Percent && rung.Offset.Amount < 1)) { yield return Problem.With(field + ".offset", "ladder.offset-too-far", rung.Offset.ToString(), most); }
        foreach (var problem in OfPosition(rung.To, field + ".to", mayBeOwner: true)) { yield return problem; }
        if (rung.OtherwiseGiven.Count > MostOtherwise) { yield return Problem.With(field + ".otherwise", "ladder.too-many-positions", MostOtherwise); }
        foreach (var problem in rung.OtherwiseGiven.SelectMany(p => OfPosition(p, field + ".otherwise", mayBeOwner: false))) { yield return problem; }
        if (rung.Hold is not { } hold) { yield break; }
        if (hold.Amount < 1 || hold.Unit == LadderUnit.Percent || hold.Amount > MostOf(hold.Unit)) { yield return Problem.With(field + ".hold", "ladder.hold-length", hold.ToString()); }
        if (rung.To.IsOwner || rung.IsReminder) { yield return Problem.With(field + ".hold", "ladder.hold-by-owner"); }
        if (rung.AnyHour) { yield return Problem.With(field + ".hold", "ladder.hold-any-hour"); }
    }

    private static IEnumerable<Problem> OfPosition(LadderPosition position, string field, bool mayBeOwner)
    {
        if (position.IsOwner)
        {
            if (!mayBeOwner) { yield return Problem.With(field, "ladder.owner-is-no-position"); }
            else if (position.At.Length > 0) { yield return Problem.With(field, "ladder.owner-has-no-place"); }
            yield break;
        }
        if (!Roles.All.Contains(position.Role)) { yield return Problem.With(field, "ladder.unknown-role", position.Role); }
        if (!StepBinding.Sites.Contains(position.At)) { yield return Problem.With(field, "ladder.unknown-place", position.At, string.Join(", ", StepBinding.Sites)); }
    }

    private static int MostOf(LadderUnit unit) => unit switch { LadderUnit.Percent => 99, LadderUnit.WorkingDays => MostDays, LadderUnit.OpenHours => MostOpenHours, _ => MostHours };

    // fractions of the time first, because nobody knows how long it is; then what is counted from the due instant
    private static bool Follows(LadderOffset before, LadderOffset after) => (before.Unit == LadderUnit.Percent, after.Unit == LadderUnit.Percent) switch
    {
        (true, true) => after.Amount > before.Amount,
        (true, false) => true,
        (false, true) => false,
        _ => after.RoughHours > before.RoughHours,
    };
}
