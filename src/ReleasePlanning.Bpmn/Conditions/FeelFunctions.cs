namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>One call of a built-in function: its values in the order of the parameters, where it stands, and what it may see.</summary>
internal readonly record struct FeelCall(object?[] Arguments, FeelScope Scope, int Position)
{
    public object? this[int index] => index < Arguments.Length ? Arguments[index] : null;

    public IReadOnlyList<object?> List(int index)
    {
        var list = (IReadOnlyList<object?>)Arguments[index]!;
        Scope.Spend(Position, list.Count);
        return list;
    }

    public string Text(int index)
    {
        var text = (string)Arguments[index]!;
        Scope.Spend(Position, text.Length / 16);
        return text;
    }

    public decimal Number(int index) => (decimal)Arguments[index]!;

    public object? Invoke(object? function, params object?[] values) => ((FeelFunction)function!).Call(values, Scope, Position);
}

/// <summary>One way to call a built-in: its parameters and what it does. Values of other kinds than the parameters never reach it.</summary>
internal sealed class FeelSignature
{
    private readonly (string Name, string Kind, bool Optional, bool MayBeNull)[] parameters;
    private readonly bool variadic;

    // "string:text, start position:number, length?:number": ? may be left out, ~ may be null, a last * takes all the rest
    public FeelSignature(string declared, Func<FeelCall, object?> run)
    {
        Run = run;
        parameters = declared.Length == 0 ? [] : [.. declared.Split(", ").Select(p =>
        {
            var (name, kind) = (p[..p.IndexOf(':', StringComparison.Ordinal)], p[(p.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimEnd('*'));
            return (name.TrimEnd('?', '~'), kind, name.Contains('?', StringComparison.Ordinal), name.Contains('~', StringComparison.Ordinal));
        })];
        variadic = declared.EndsWith('*');
    }

    public Func<FeelCall, object?> Run { get; }

    public IReadOnlyList<string> Names => [.. parameters.Select(p => p.Name)];

    public bool Takes(int count) => count >= parameters.Count(p => !p.Optional) && (variadic || count <= parameters.Length);

    public bool Takes(IReadOnlyList<string> names) => Array.TrueForAll(parameters, p => p.Optional || names.Contains(p.Name));

    public bool Knows(IReadOnlyList<string> names) => names.All(n => Array.Exists(parameters, p => p.Name == n));

    public Eval[] InOrder(IReadOnlyList<string> names, Eval[] values, Eval nothing)
    {
        var ordered = new List<Eval>();
        foreach (var parameter in parameters)
        {
            var i = 0;
            while (i < names.Count && names[i] != parameter.Name) i++;
            ordered.Add(i < names.Count ? values[i] : nothing);
        }
        // what was left out at the end was not given, rather than given as null
        while (ordered.Count > 0 && ReferenceEquals(ordered[^1], nothing) && parameters[ordered.Count - 1].Optional) ordered.RemoveAt(ordered.Count - 1);
        return [.. ordered];
    }

    /// <summary>The values as the parameters want them; null when one does not fit.</summary>
    public object?[]? Convert(object?[] given)
    {
        var values = given;
        for (var i = 0; i < values.Length; i++)
        {
            var (_, kind, optional, mayBeNull) = parameters[Math.Min(i, parameters.Length - 1)];
            if (values[i] is { } value)
            {
                var fitting = value;
                if (!Fits(kind, ref fitting)) return null;
                if (ReferenceEquals(fitting, value)) continue;
                // another way to call the function may want the value as it is
                if (ReferenceEquals(values, given)) values = (object?[])given.Clone();
                values[i] = fitting;
            }
            else if (!mayBeNull && !(optional && i < parameters.Length && !variadic)) return null;
        }
        return values;
    }

    // a list of one value stands for the value, and a value for the list of it (DMN 1.5 clause 10.3.2.9.4)
    private static bool Fits(string kind, ref object value)
    {
        if (Is(kind, value)) return true;
        if (kind == "list")
        {
            value = new[] { value };
            return true;
        }
        if (value is not IReadOnlyList<object?> { Count: 1 } list || FeelValue.Shallow(list[0]) is not { } one || !Is(kind, one)) return false;
        value = one;
        return true;
    }

    private static bool Is(string kind, object value) => kind switch
    {
        "any" => true,
        "text" => value is string,
        "number" => value is decimal,
        "boolean" => value is bool,
        "list" => value is IReadOnlyList<object?>,
        "context" => value is IReadOnlyDictionary<string, object?>,
        "function" => value is FeelFunction,
        "day" => FeelMoments.Date(value) is not null,
        _ => throw new InvalidOperationException($"There is no kind '{kind}'.")
    };
}

/// <summary>A built-in function: all the ways to call it.</summary>
internal sealed class FeelBuiltIn(string name, bool isConstant, params FeelSignature[] signatures) : FeelFunction
{
    /// <summary>Whether it reads literals that are either right or wrong for ever.</summary>
    public bool IsConstant => isConstant;

    public override IReadOnlyList<string> Parameters => signatures[0].Names;

    public override IReadOnlyList<FeelType> Types => [.. signatures[0].Names.Select(_ => FeelType.Any)];

    public FeelSignature[] For(int count) => Array.FindAll(signatures, s => s.Takes(count));

    // a name that is none of the parameters is passed over, as the standard's own cases have it; but not while there is a way to take it
    public FeelSignature? For(IReadOnlyList<string> names) => Array.Find(signatures, s => s.Takes(names) && s.Knows(names)) ?? Array.Find(signatures, s => s.Takes(names));

    /// <summary>Calls it in the first way the values fit; null when they fit none.</summary>
    public static object? Run(FeelSignature[] ways, object?[] values, FeelScope scope, int position)
    {
        foreach (var way in ways)
            if (way.Convert(values) is { } fitting) return way.Run(new(fitting, scope, position));
        return null;
    }

    public override object? Call(object?[] values, FeelScope scope, int position, bool typed = true)
    {
        scope.Spend(position);
        return Run(For(values.Length), values, scope, position);
    }

    public override string ToString() => name;
}

/// <summary>The built-in functions by name (DMN 1.5 clause 10.3.4, and a few of the project's own).</summary>
internal static class FeelFunctions
{
    private static readonly Dictionary<string, FeelBuiltIn> All = new(StringComparer.Ordinal);

    static FeelFunctions()
    {
        Conversion();
        Logic();
        Texts();
        Lists();
        Numbers();
        Ranges();
        Time();
        Contexts();
    }

    public static IEnumerable<string> Names => All.Keys.Order(StringComparer.Ordinal);

    public static bool Exists(string name) => All.ContainsKey(name);

    public static FeelBuiltIn? Find(string name) => All.GetValueOrDefault(name);

    private static void Conversion()
    {
        Literal("date", ("from:any", FeelDates.Date), ("year:number, month:number, day:number", FeelDates.DateOf), ("from:any, zone:text", FeelDates.Date));
        Literal("time", ("from:any", FeelDates.Time), ("hour:number, minute:number, second:number, offset?:any", FeelDates.TimeOf), ("from:any, zone:text", FeelDates.Time));
        Literal("date and time", ("from:any", FeelDates.DateAndTime), ("date:day, time:any", FeelDates.Together), ("date:day, time:any, zone:text", FeelDates.Together));
        Literal("duration", ("from:text", c => FeelTemporal.Duration(c.Text(0))));
        Add("years and months duration", ("from:day, to:day", FeelDates.MonthsBetween));
        Add("number", ("from:any", FeelTexts.Number), ("from:text, grouping separator~:text, decimal separator~:text", FeelTexts.SeparatedNumber));
        Add("string", ("from:any", FeelTexts.Text));
        Add("context", ("entries:list", FeelContexts.Of));
        Add("range", ("from:text", FeelRanges.Read));
    }

    private static void Logic()
    {
        Add("not", ("negand:boolean", c => FeelBox.Of(!(bool)c[0]!)));
        Add("is", ("value1~:any, value2~:any", c => FeelBox.Of(FeelValue.Identical(c[0], c[1]))));
        // the parser answers it: only it knows whether the argument is a name
        Add("is defined", ("value~:any", c => FeelBox.Of(c[0] is not null)));
        Add("get or else", ("value~:any, default~:any", c => c[0] ?? c[1]));
    }

    private static void Texts()
    {
        Add("substring", ("string:text, start position:number, length?:number", FeelTexts.Substring));
        Add("string length", ("string:text", FeelTexts.Length));
        Add("upper case", ("string:text", c => c.Text(0).ToUpperInvariant()));
        Add("lower case", ("string:text", c => c.Text(0).ToLowerInvariant()));
        Add("substring before", ("string:text, match:text", c => FeelTexts.Beside(c, before: true)));
        Add("substring after", ("string:text, match:text", c => FeelTexts.Beside(c, before: false)));
        Add("contains", ("string:text, match:text", c => FeelBox.Of(c.Text(0).Contains(c.Text(1), StringComparison.Ordinal))));
        Add("starts with", ("string:text, match:text", c => FeelBox.Of(c.Text(0).StartsWith(c.Text(1), StringComparison.Ordinal))));
        Add("ends with", ("string:text, match:text", c => FeelBox.Of(c.Text(0).EndsWith(c.Text(1), StringComparison.Ordinal))));
        Add("matches", ("input:text, pattern:text, flags?:text", FeelPatterns.Matches));
        Add("replace", ("input:text, pattern:text, replacement:text, flags?:text", FeelPatterns.Replace));
        Add("split", ("string:text, delimiter:text", FeelPatterns.Split));
        Add("extract", ("input:text, pattern:text", FeelPatterns.Extract));
        Add("string join", ("list:list, delimiter?:text", FeelTexts.Join));
        Add("trim", ("string:text", c => c.Text(0).Trim()));
        Add("is blank", ("string:text", c => FeelBox.Of(string.IsNullOrWhiteSpace(c.Text(0)))));
    }

    private static void Lists()
    {
        Add("list contains", ("list:list, element~:any", FeelLists.Contains));
        Add("count", ("list:list", c => FeelBox.Of(((IReadOnlyList<object?>)c[0]!).Count)));
        Add("is empty", ("list:list", c => FeelBox.Of(((IReadOnlyList<object?>)c[0]!).Count == 0)));
        OfItems("min", items => FeelLists.Extreme(items, -1));
        OfItems("max", items => FeelLists.Extreme(items, 1));
        OfItems("sum", items => FeelLists.Sum(items));
        OfItems("product", FeelLists.Product);
        OfItems("mean", FeelLists.Mean);
        OfItems("median", FeelLists.Median);
        OfItems("stddev", FeelLists.Deviation);
        OfItems("mode", FeelLists.Mode);
        // "and" and "or" as functions are the names these two had before DMN 1.2
        foreach (var name in new[] { "all", "and" }) OfItems(name, items => FeelLists.Fold(items, true, FeelLogic.And));
        foreach (var name in new[] { "any", "or" }) OfItems(name, items => FeelLists.Fold(items, false, FeelLogic.Or));
        Add("sublist", ("list:list, start position:number, length?:number", FeelLists.Sublist));
        Add("append", ("list:list, item~:any*", FeelLists.Append));
        Add("concatenate", ("list:list*", FeelLists.Concatenate));
        Add("insert before", ("list:list, position:number, newItem~:any", FeelLists.InsertBefore));
        Add("remove", ("list:list, position:number", FeelLists.Remove));
        Add("list replace", ("list:list, position:number, newItem~:any", FeelLists.ReplaceAt), ("list:list, match:function, newItem~:any", FeelLists.ReplaceWhere));
        Add("reverse", ("list:list", c => FeelLists.Of(c.List(0).Reverse())));
        Add("index of", ("list:list, match~:any", FeelLists.IndexOf));
        Add("union", ("list:list*", FeelLists.Union));
        Add("distinct values", ("list:list", c => FeelLists.Distinct(c, c.List(0))));
        Add("duplicate values", ("list:list", FeelLists.Duplicates));
        Add("flatten", ("list:list", FeelLists.Flatten));
        Add("sort", ("list:list, precedes:function", FeelLists.Sort), ("list:list", FeelLists.Sort));
        Add("partition", ("list:list, size:number", FeelLists.Partition));
    }

    private static void Numbers()
    {
        Add("decimal", ("n:number, scale:number", c => FeelNumbers.Rounded(c, d => decimal.Round(d, MidpointRounding.ToEven))));
        Rounding("floor", decimal.Floor);
        Rounding("ceiling", decimal.Ceiling);
        Rounding("round up", d => decimal.Round(d, 0, d < 0 ? MidpointRounding.ToNegativeInfinity : MidpointRounding.ToPositiveInfinity));
        Rounding("round down", decimal.Truncate);
        Rounding("round half up", d => decimal.Round(d, MidpointRounding.AwayFromZero));
        Rounding("round half down", FeelNumbers.HalfDown);
        Add("abs", ("n:any", FeelNumbers.Abs));
        Add("modulo", ("dividend:number, divisor:number", c => c.Number(1) == 0 ? null : FeelNumbers.Modulo(c.Number(0), c.Number(1))));
        Add("sqrt", ("number:number", c => c.Number(0) < 0 ? null : FeelNumbers.Root(c.Number(0))));
        Add("log", ("number:number", c => c.Number(0) <= 0 ? null : FeelNumbers.Of(Math.Log((double)c.Number(0)))));
        Add("exp", ("number:number", c => FeelNumbers.Of(Math.Exp((double)c.Number(0)))));
        Add("odd", ("number:number", c => FeelBox.Of(Math.Abs(c.Number(0) % 2) == 1)));
        Add("even", ("number:number", c => FeelBox.Of(c.Number(0) % 2 == 0)));
    }

    private static void Ranges()
    {
        OfRanges("before", "point1:any, point2:any", FeelRanges.Before, "range1:any, range2:any", "point:any, range:any", "range:any, point:any");
        OfRanges("after", "point1:any, point2:any", FeelRanges.After, "range1:any, range2:any", "point:any, range:any", "range:any, point:any");
        OfRanges("meets", "range1:any, range2:any", FeelRanges.Meets);
        OfRanges("met by", "range1:any, range2:any", FeelRanges.MetBy);
        OfRanges("overlaps", "range1:any, range2:any", FeelRanges.Overlaps);
        OfRanges("overlaps before", "range1:any, range2:any", FeelRanges.OverlapsBefore);
        OfRanges("overlaps after", "range1:any, range2:any", FeelRanges.OverlapsAfter);
        OfRanges("finishes", "range1:any, range2:any", FeelRanges.Finishes, "point:any, range:any");
        OfRanges("finished by", "range1:any, range2:any", FeelRanges.FinishedBy, "range:any, point:any");
        OfRanges("includes", "range1:any, range2:any", FeelRanges.Includes, "range:any, point:any");
        OfRanges("during", "range1:any, range2:any", FeelRanges.During, "point:any, range:any");
        OfRanges("starts", "range1:any, range2:any", FeelRanges.Starts, "point:any, range:any");
        OfRanges("started by", "range1:any, range2:any", FeelRanges.StartedBy, "range:any, point:any");
        OfRanges("coincides", "point1:any, point2:any", FeelRanges.Coincides, "range1:any, range2:any");
    }

    private static void Time()
    {
        Add("now", ("", c => c.Scope.Now));
        Add("today", ("", c => c.Scope.Now.InUtc().Date), ("zone:text", FeelDates.Today));
        Add("day of year", ("date:day", c => FeelBox.Of(FeelMoments.Date(c[0])!.Value.DayOfYear)));
        Add("day of week", ("date:day", c => FeelMoments.Date(c[0])!.Value.DayOfWeek.ToString()));
        Add("month of year", ("date:day", FeelDates.MonthOfYear));
        Add("week of year", ("date:day", FeelDates.WeekOfYear));
        Add("last day of month", ("date:day", FeelDates.LastDayOfMonth));
        Add("working days between", ("from:any, to:any, province:any", FeelDates.WorkingDaysBetween));
    }

    private static void Contexts()
    {
        Add("get value", ("m:context, key:any", FeelContexts.GetValue));
        Add("get entries", ("m:context", FeelContexts.GetEntries));
        Add("context put", ("context:context, key:text, value~:any", FeelContexts.Put), ("context:context, keys:list, value~:any", FeelContexts.PutDeep));
        Add("context merge", ("contexts:list", FeelContexts.Merge));
    }

    private static void Add(string name, params (string Parameters, Func<FeelCall, object?> Run)[] ways) => Put(name, false, ways);

    private static void Literal(string name, params (string Parameters, Func<FeelCall, object?> Run)[] ways) => Put(name, true, ways);

    // min([1, 2]) and min(1, 2) are the same
    private static void OfItems(string name, Func<FeelItems, object?> run) => Put(name, false,
        ("list~:any", c => c[0] is { } list ? run(new(list as IReadOnlyList<object?> ?? [list], c)) : null),
        ("n~:any, n~:any*", c => run(new(c.Arguments, c))));

    private static void Rounding(string name, Func<decimal, decimal> round) => Put(name, false, ("n:number, scale?:number", c => FeelNumbers.Rounded(c, round)));

    private static void OfRanges(string name, string parameters, Func<FeelCall, object?> run, params string[] others) =>
        Put(name, false, [(parameters, run), .. others.Select(o => (o, run))]);

    private static void Put(string name, bool constant, params (string Parameters, Func<FeelCall, object?> Run)[] ways) =>
        All.Add(name, new(name, constant, [.. ways.Select(w => new FeelSignature(w.Parameters, w.Run))]));
}
