namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>One call of a built-in function: its values, where it stands, and what it may see.</summary>
internal sealed record FeelCall(List<object?> Arguments, FeelScope Scope, int Position)
{
    public object? this[int index] => index < Arguments.Count ? Arguments[index] : null;

    /// <summary>The items of a single list argument, or all arguments: <c>max([1,2])</c> and <c>max(1,2)</c> are the same.</summary>
    public IReadOnlyList<object?>? Items
    {
        get
        {
            var items = Arguments.Count == 1 ? Arguments[0] as IReadOnlyList<object?> : Arguments;
            if (items is not null) Scope.Spend(Position, items.Count);
            return items;
        }
    }
}

internal delegate object? FeelFunction(FeelCall call);

/// <summary>The built-in functions by name and number of arguments.</summary>
internal static class FeelFunctions
{
    private const int Any = 64;

    private static readonly Dictionary<string, (int Least, int Most, FeelFunction Run)> All = new(StringComparer.Ordinal)
    {
        ["not"] = (1, 1, c => c[0] is bool b ? !b : null),
        // the parser answers it: only it knows whether the argument is a name
        ["is defined"] = (1, 1, c => c[0] is not null),
        ["string"] = (1, 1, FeelTexts.Text),
        ["number"] = (1, 1, FeelTexts.Number),
        ["contains"] = (2, 2, c => c[0] is string a && c[1] is string b ? a.Contains(b, StringComparison.Ordinal) : null),
        ["starts with"] = (2, 2, c => c[0] is string a && c[1] is string b ? a.StartsWith(b, StringComparison.Ordinal) : null),
        ["ends with"] = (2, 2, c => c[0] is string a && c[1] is string b ? a.EndsWith(b, StringComparison.Ordinal) : null),
        ["upper case"] = (1, 1, c => (c[0] as string)?.ToUpperInvariant()),
        ["lower case"] = (1, 1, c => (c[0] as string)?.ToLowerInvariant()),
        ["string length"] = (1, 1, FeelTexts.Length),
        ["substring"] = (2, 3, FeelTexts.Substring),
        ["substring before"] = (2, 2, c => FeelTexts.Beside(c, before: true)),
        ["substring after"] = (2, 2, c => FeelTexts.Beside(c, before: false)),
        ["string join"] = (1, 2, FeelTexts.Join),
        ["count"] = (1, 1, c => c[0] is IReadOnlyList<object?> l ? (decimal)l.Count : null),
        ["sum"] = (1, Any, FeelLists.Sum),
        ["mean"] = (1, Any, FeelLists.Mean),
        ["min"] = (1, Any, c => FeelLists.Extreme(c, -1)),
        ["max"] = (1, Any, c => FeelLists.Extreme(c, 1)),
        ["all"] = (1, Any, c => FeelLists.Fold(c, true, FeelLogic.And)),
        ["any"] = (1, Any, c => FeelLists.Fold(c, false, FeelLogic.Or)),
        ["list contains"] = (2, 2, FeelLists.Contains),
        ["append"] = (1, Any, FeelLists.Append),
        ["concatenate"] = (1, Any, FeelLists.Concatenate),
        ["reverse"] = (1, 1, FeelLists.Reverse),
        ["index of"] = (2, 2, FeelLists.IndexOf),
        ["distinct values"] = (1, 1, FeelLists.Distinct),
        ["abs"] = (1, 1, c => c[0] is decimal d ? Math.Abs(d) : null),
        ["floor"] = (1, 2, c => FeelNumbers.Rounded(c, decimal.Floor)),
        ["ceiling"] = (1, 2, c => FeelNumbers.Rounded(c, decimal.Ceiling)),
        ["round half up"] = (1, 2, c => FeelNumbers.Rounded(c, d => decimal.Round(d, MidpointRounding.AwayFromZero))),
        ["modulo"] = (2, 2, c => c[0] is decimal a && c[1] is decimal b && b != 0 ? FeelNumbers.Modulo(a, b) : null),
        ["now"] = (0, 0, c => c.Scope.Now),
        ["today"] = (1, 1, FeelDates.Today),
        ["date"] = (1, 3, FeelDates.Date),
        ["time"] = (1, 3, FeelDates.Time),
        ["date and time"] = (1, 3, FeelDates.DateAndTime),
        ["duration"] = (1, 1, c => c[0] is string s ? FeelTemporal.Duration(s) : null),
        ["years and months duration"] = (2, 2, FeelDates.MonthsBetween),
        ["working days between"] = (3, 3, FeelDates.WorkingDaysBetween)
    };

    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static bool Exists(string name) => All.ContainsKey(name);

    /// <summary>Whether the function reads a text literal that is either right or wrong for ever.</summary>
    public static bool ReadsText(string name) => name is "date" or "time" or "date and time" or "duration";

    public static FeelFunction? Find(string name, int arguments) =>
        All.TryGetValue(name, out var f) && arguments >= f.Least && arguments <= f.Most ? f.Run : null;
}
