namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A type as <c>instance of</c> and parameters name it (DMN 1.5 clause 10.3.2.9).</summary>
internal abstract record FeelType
{
    public static readonly FeelType Any = new AnyType();

    private static readonly Dictionary<string, FeelType> Named = new(StringComparer.Ordinal)
    {
        ["Any"] = Any,
        ["Null"] = new NullType(),
        ["number"] = new Basic(FeelKind.Number),
        ["string"] = new Basic(FeelKind.Text),
        ["boolean"] = new Basic(FeelKind.Boolean),
        ["date"] = new Basic(FeelKind.Date),
        ["time"] = new Basic(FeelKind.Time),
        ["date and time"] = new Basic(FeelKind.DateAndTime),
        ["dateTime"] = new Basic(FeelKind.DateAndTime),
        ["days and time duration"] = new Basic(FeelKind.DaysAndTime),
        ["dayTimeDuration"] = new Basic(FeelKind.DaysAndTime),
        ["years and months duration"] = new Basic(FeelKind.YearsAndMonths),
        ["yearMonthDuration"] = new Basic(FeelKind.YearsAndMonths),
        ["list"] = new ListOf(Any),
        ["context"] = new ContextOf([]),
        ["range"] = new RangeOf(Any),
        ["function"] = new Basic(FeelKind.Function)
    };

    public static FeelType? Find(string name) => Named.GetValueOrDefault(name);

    /// <summary>Whether a value is of the type. Null is of none; inside lists and contexts it fits everywhere.</summary>
    public abstract bool Has(object? value);

    /// <summary>Whether every value of another type is of this one.</summary>
    public abstract bool Covers(FeelType other);

    protected static bool Fits(FeelType type, object? value)
    {
        FeelScope.Visit();
        return value is null || type.Has(FeelValue.Shallow(value));
    }

    private sealed record AnyType : FeelType
    {
        public override bool Has(object? value) => value is not null;
        public override bool Covers(FeelType other) => true;
    }

    private sealed record NullType : FeelType
    {
        public override bool Has(object? value) => value is null;
        public override bool Covers(FeelType other) => other is NullType;
    }

    internal sealed record Basic(FeelKind Kind) : FeelType
    {
        public override bool Has(object? value) => value is not null && FeelValue.KindOf(value) == Kind;
        public override bool Covers(FeelType other) => (other is Basic b && b.Kind == Kind) || (Kind == FeelKind.Function && other is FunctionOf);
    }

    internal sealed record ListOf(FeelType Item) : FeelType
    {
        public override bool Has(object? value) => value is IReadOnlyList<object?> list && list.All(i => Fits(Item, i));
        public override bool Covers(FeelType other) => other is ListOf l && Item.Covers(l.Item);
    }

    internal sealed record RangeOf(FeelType End) : FeelType
    {
        public override bool Has(object? value) => value is FeelRange range && Fits(End, range.Low) && Fits(End, range.High);
        public override bool Covers(FeelType other) => other is RangeOf r && End.Covers(r.End);
    }

    internal sealed record ContextOf(IReadOnlyList<(string Name, FeelType Type)> Entries) : FeelType
    {
        public override bool Has(object? value) =>
            value is IReadOnlyDictionary<string, object?> context && Entries.All(e => context.TryGetValue(e.Name, out var entry) && Fits(e.Type, entry));

        public override bool Covers(FeelType other) =>
            other is ContextOf c && Entries.All(e => c.Entries.Any(o => o.Name == e.Name && e.Type.Covers(o.Type)));
    }

    internal sealed record FunctionOf(IReadOnlyList<FeelType> Parameters, FeelType Result) : FeelType
    {
        public override bool Has(object? value) => value is FeelFunction function && Parameters.Count == function.Parameters.Count
            && function.Types.Zip(Parameters).All(p => p.First.Covers(p.Second));

        /// <summary>What a function gives is only known by calling it; for no values is enough to see its shape.</summary>
        public bool Has(FeelFunction function, FeelScope scope, int position) =>
            Has(function) && (Result == Any || Result.Has(function.Call(new object?[Parameters.Count], scope, position, typed: false)));

        public override bool Covers(FeelType other) => other is FunctionOf f && f.Parameters.Count == Parameters.Count
            && f.Parameters.Zip(Parameters).All(p => p.First.Covers(p.Second)) && Result.Covers(f.Result);
    }
}
