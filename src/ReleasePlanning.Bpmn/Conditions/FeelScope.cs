using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A compiled piece of an expression.</summary>
internal delegate object? Eval(FeelScope scope);

/// <summary>What one evaluation sees: variables, names bound by loops, the time, the host, and the steps it has left.</summary>
internal sealed class FeelScope
{
    private readonly IReadOnlyDictionary<string, object?> names;
    private readonly FeelScope? outer;
    private readonly Budget budget;

    private FeelScope(IReadOnlyDictionary<string, object?> names, FeelScope? outer, Budget budget) => (this.names, this.outer, this.budget) = (names, outer, budget);

    public Instant Now => budget.Now;
    public FeelHost? Host => budget.Host;

    public static FeelScope Of(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host) => new(variables, null, new(now, host));

    public FeelScope With(IReadOnlyDictionary<string, object?> more) => new(more, this, budget);

    public bool Has(string name)
    {
        for (var s = this; s is not null; s = s.outer)
            if (s.names.ContainsKey(name)) return true;
        return false;
    }

    public object? Get(string name)
    {
        for (var s = this; s is not null; s = s.outer)
            if (s.names.TryGetValue(name, out var value)) return FeelValue.Shallow(value);
        return null;
    }

    /// <summary>Counts work; values that grow cost as much as they grow, or a few nested loops could fill the memory.</summary>
    public void Spend(int position, int steps = 1)
    {
        if ((budget.Left -= steps) < 0)
            throw new FeelException(position, $"Takes more than {FeelExpression.MaxSteps} steps.", "feel.too-many-steps");
    }

    private sealed class Budget(Instant now, FeelHost? host)
    {
        public Instant Now { get; } = now;
        public FeelHost? Host { get; } = host;
        public int Left { get; set; } = FeelExpression.MaxSteps;
    }
}
