using System.Globalization;
using System.Text.Json;

namespace ReleasePlanning.Benchmarks.Reporting;

/// <summary>One thing measured in every round; the middle of the rounds is its value.</summary>
public sealed record Figure(string What, string Unit, IReadOnlyList<double> Rounds)
{
    public double Value => Middle(Rounds);

    /// <summary>Round by round this over the other: what else the machine was doing struck both alike.</summary>
    public double Over(Figure other) => Middle([.. Rounds.Zip(other.Rounds, (a, b) => a / b)]);

    public static double Middle(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What was aimed for, and what was reached.</summary>
public sealed record Goal(string What, double Reached, double Wanted, string Unit = "", bool AtMost = false)
{
    public bool IsMet => AtMost ? Reached <= Wanted : Reached >= Wanted;
}

/// <summary>The figures of one command, beside what else the machine was doing.</summary>
public sealed record FiguresReport(string Command, IReadOnlyList<Figure> Figures, IReadOnlyList<Goal> Goals, IReadOnlyList<string> Notes, string LoadBefore, string LoadAfter)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public bool IsMet => Goals.All(g => g.IsMet);

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public void Write(TextWriter to)
    {
        void Line(FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"{Command}; before: {LoadBefore}; after: {LoadAfter}");
        Line($"");
        Line($"{"",-58}{"middle",12}{"lowest",12}{"highest",12}");
        foreach (var f in Figures) { Line($"{f.What,-58}{Plain(f.Value),12}{Plain(f.Rounds.Min()),12}{Plain(f.Rounds.Max()),12}  {f.Unit}"); }
        Line($"");
        Line($"{"",-58}{"reached",12}{"goal",12}");
        foreach (var g in Goals) { Line($"{g.What,-58}{Plain(g.Reached),12}{(g.AtMost ? "≤ " : "≥ ") + Plain(g.Wanted),12}  {g.Unit,-4}{(g.IsMet ? "met" : "MISSED")}"); }
        foreach (var note in Notes) { Line($"{note}"); }
    }

    // three digits that mean something, whatever the size
    private static string Plain(double value) =>
        value.ToString(Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", >= 1 => "N2", _ => "N3" }, CultureInfo.InvariantCulture);
}
