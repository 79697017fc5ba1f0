using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.People;

/// <summary>One line of an imported file: gives its values as what they should be, and keeps every reason why one is not.</summary>
internal sealed class ImportRow
{
    private const int LongestValue = 1_000;
    public static readonly IReadOnlyDictionary<string, string> Languages = new Dictionary<string, string> { ["en"] = "en", ["fr"] = "fr" };

    private static readonly LocalTimePattern HoursAndMinutes = LocalTimePattern.CreateWithInvariantCulture("HH':'mm");
    private static readonly LocalDate Earliest = new(1900, 1, 1);
    private static readonly LocalDate Latest = new(2199, 12, 31);

    private readonly Dictionary<string, string> values = [];
    private readonly List<(string Field, Reason Reason, bool IsWarning)> problems = [];

    public ImportRow(int line, IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields)
    {
        Line = line;
        foreach (var (column, index) in columns)
        {
            // accents may come composed or not; the same name must stay the same name
            var value = index < fields.Count ? fields[index].Trim().Normalize() : "";
            values[column] = value;
            if (value.Length > LongestValue) { Refuse(column, "import.too-long", LongestValue); }
            else if (value.Any(IsInvisible)) { Refuse(column, "import.control-character"); }
        }
    }

    public int Line { get; }
    public bool IsRefused { get; private set; }
    public int ProblemCount => problems.Count;

    public string Value(string field) => values[field];

    public void Refuse(string field, string code, params object?[] args) => Add(field, new Reason(code, args), isWarning: false);

    public void Warn(string field, string code, params object?[] args) => Add(field, new Reason(code, args), isWarning: true);

    /// <summary>The line cannot be read at all, so nothing else is said about its values.</summary>
    public void RefuseWhole(string code, params object?[] args)
    {
        problems.Clear();
        Refuse("", code, args);
        IsUnreadable = true;
    }

    public bool IsUnreadable { get; private set; }

    /// <summary>A required text, or an empty one when it is refused.</summary>
    public string Text(string field)
    {
        if (values[field].Length == 0) { Refuse(field, "import.required"); }
        return IsGood(field) ? values[field] : "";
    }

    public string? OptionalText(string field) => IsGood(field) && values[field].Length > 0 ? values[field] : null;

    public LocalDate? Date(string field)
    {
        Text(field);
        return OptionalDate(field);
    }

    public LocalDate? OptionalDate(string field)
    {
        if (OptionalText(field) is not { } text) { return null; }
        if (LocalDatePattern.Iso.Parse(text) is { Success: true, Value: var date } && date >= Earliest && date <= Latest) { return date; }
        Refuse(field, "import.date");
        return null;
    }

    public LocalTime? Time(string field)
    {
        if (Text(field) is not { Length: > 0 } text) { return null; }
        if (HoursAndMinutes.Parse(text) is { Success: true, Value: var time }) { return time; }
        Refuse(field, "import.time");
        return null;
    }

    public int? OptionalNumber(string field, int least, int most)
    {
        if (OptionalText(field) is not { } text) { return null; }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) { return number; }
        Refuse(field, "import.whole-number", least, most);
        return null;
    }

    /// <summary>A required value that is one of a closed set; the default when it is refused.</summary>
    public T? Choice<T>(string field, IReadOnlyDictionary<string, T> choices)
    {
        if (Text(field) is not { Length: > 0 } text) { return default; }
        if (choices.TryGetValue(text, out var choice)) { return choice; }
        Refuse(field, "import.choice", string.Join(", ", choices.Keys));
        return default;
    }

    /// <summary>A semicolon list of values of a closed set: sorted, each once.</summary>
    public List<string> Several(string field, IReadOnlySet<string> choices)
    {
        var list = List(field);
        foreach (var unknown in list.Where(v => !choices.Contains(v)))
        {
            Refuse(field, "import.choices", Quote(unknown), string.Join(", ", choices.Order(StringComparer.Ordinal)));
        }
        return list;
    }

    public List<string> List(string field) =>
        [.. (OptionalText(field) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)];

    public IEnumerable<ImportProblem> Problems(Guid importId) => problems.Select(p => new ImportProblem
    {
        Id = Guid.CreateVersion7(),
        ImportId = importId,
        Line = Line,
        Field = p.Field,
        Value = p.Field.Length == 0 ? "" : Shorten(values.GetValueOrDefault(p.Field, "")),
        IsWarning = p.IsWarning,
        Reason = p.Reason,
    });

    /// <summary>What somebody wrote, as it may stand inside a sentence: short, visible, and never mistaken for a resource key.</summary>
    public static string Quote(string written) => $"\"{Shorten(written)}\"";

    public static string Shorten(string written)
    {
        var visible = string.Concat(written.Take(100).Select(c => IsInvisible(c) || char.IsSurrogate(c) ? '\uFFFD' : c));
        return written.Length > 100 ? visible + "…" : visible;
    }

    // control characters, and those that turn the reading direction so that a name reads as another one
    private static bool IsInvisible(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private bool IsGood(string field) => !IsUnreadable && !problems.Any(p => p.Field == field && !p.IsWarning);

    private void Add(string field, Reason reason, bool isWarning)
    {
        if (IsUnreadable) { return; }
        problems.Add((field, reason, isWarning));
        IsRefused |= !isWarning;
    }
}
