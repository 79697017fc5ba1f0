using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A compiled piece of an expression.</summary>
internal delegate object? Eval(FeelScope scope);

/// <summary>Names bound inside an expression, innermost first: one name, or all entries of a context.</summary>
internal sealed class FeelFrame(string? name, object? value, IReadOnlyDictionary<string, object?>? context, FeelFrame? outer)
{
    public FeelFrame? Outer => outer;

    public bool TryGet(string wanted, out object? found)
    {
        if (name is not null)
        {
            found = value;
            return name == wanted;
        }
        return context!.TryGetValue(wanted, out found);
    }
}

/// <summary>What one evaluation sees: variables, names bound inside the expression, the time, the host, and the steps it has left.</summary>
internal sealed class FeelScope
{
    // one per thread is enough: a scope is only in use while an expression runs, and nothing inside runs another
    [ThreadStatic] private static FeelScope? spare;

    // whose steps the walk through a value takes
    [ThreadStatic] private static FeelScope? current;

    private IReadOnlyDictionary<string, object?> variables = FeelContext.Empty;
    private FeelScope? outer;
    private int left;
    private int calls;
    private int visits;
    private TimeSpan matching;
    private int lastPosition;

    public Instant Now { get; private set; }
    public FeelHost? Host { get; private set; }

    /// <summary>The names bound inside the expression where it stands now.</summary>
    public FeelFrame? Frame { get; set; }

    /// <summary>Whether a name was asked for that is nowhere.</summary>
    public bool Missed { get; private set; }

    public static FeelScope Rent(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host)
    {
        var scope = spare ?? new();
        spare = null;
        scope.variables = variables;
        scope.outer = current;
        current = scope;
        (scope.Now, scope.Host, scope.left, scope.calls, scope.Frame, scope.Missed) = (now, host, FeelExpression.MaxSteps, 0, null, false);
        (scope.matching, scope.visits, scope.lastPosition) = (TimeSpan.Zero, 0, 0);
        return scope;
    }

    public void Return()
    {
        current = outer;
        (variables, outer, Host, Frame) = (FeelContext.Empty, null, null, null);
        spare = this;
    }

    public void Bind(string name, object? value) => Frame = new(name, value, null, Frame);

    public void Bind(IReadOnlyDictionary<string, object?> context) => Frame = new(null, null, context, Frame);

    public bool Has(string name)
    {
        for (var frame = Frame; frame is not null; frame = frame.Outer)
            if (frame.TryGet(name, out _)) return true;
        if (variables.ContainsKey(name)) return true;
        Missed = true;
        return false;
    }

    public bool TryGet(string name, out object? value)
    {
        for (var frame = Frame; frame is not null; frame = frame.Outer)
            if (frame.TryGet(name, out value))
            {
                value = FeelValue.Shallow(value);
                return true;
            }
        if (variables.TryGetValue(name, out value))
        {
            value = FeelValue.Shallow(value);
            return true;
        }
        Missed = true;
        return false;
    }

    /// <summary>Counts work; values that grow cost as much as they grow, or a few nested loops could fill the memory.</summary>
    public void Spend(int position, int steps = 1)
    {
        lastPosition = position;
        if ((left -= steps) < 0) throw TooMany(position);
    }

    /// <summary>One part of a value is looked at. A value may share its parts a thousand times over, so what is small to hold can be without end to walk through.</summary>
    /// <returns>False outside an evaluation, where nobody counts steps.</returns>
    public static bool Visit()
    {
        if (current is not { } scope) return false;
        if ((++scope.visits & 15) == 0) scope.Spend(scope.lastPosition);
        return true;
    }

    /// <summary>Goes into a function; what calls itself without end is stopped before the stack is full.</summary>
    public void Enter(int position)
    {
        Spend(position);
        if (++calls > FeelExpression.MaxDepth || !System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new FeelException(position, $"Nested deeper than {FeelExpression.MaxDepth}.", "feel.too-deep");
    }

    public void Leave() => calls--;

    /// <summary>How long the regular expressions of this evaluation have run.</summary>
    public TimeSpan Took(TimeSpan more) => matching += more;

    private static FeelException TooMany(int position) => new(position, $"Takes more than {FeelExpression.MaxSteps} steps.", "feel.too-many-steps");
}
