namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A function as a value: one defined in an expression, or a built-in that is named without being called.</summary>
internal abstract class FeelFunction
{
    public abstract IReadOnlyList<string> Parameters { get; }

    public abstract IReadOnlyList<FeelType> Types { get; }

    /// <summary>The result for values in the order of the parameters; null when they are too many, too few or of other types.</summary>
    public abstract object? Call(object?[] values, FeelScope scope, int position, bool typed = true);

    public override string ToString() => $"function({string.Join(", ", Parameters)})";
}

/// <summary>A function defined in an expression, with the names it saw there.</summary>
internal sealed class FeelClosure(IReadOnlyList<string> parameters, IReadOnlyList<FeelType> types, Eval body, FeelFrame? frame) : FeelFunction
{
    public override IReadOnlyList<string> Parameters => parameters;

    public override IReadOnlyList<FeelType> Types => types;

    public override object? Call(object?[] values, FeelScope scope, int position, bool typed = true)
    {
        if (values.Length != parameters.Count) return null;
        scope.Enter(position);
        var caller = scope.Frame;
        scope.Frame = frame;
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            if (typed && value is not null && !types[i].Has(value))
            {
                // a list of one value stands for the value, and a value for the list of it
                value = value is IReadOnlyList<object?> { Count: 1 } list && types[i].Has(FeelValue.Shallow(list[0])) ? FeelValue.Shallow(list[0])
                    : types[i].Has(new[] { value }) ? new[] { value }
                    : null;
                if (value is null)
                {
                    scope.Frame = caller;
                    scope.Leave();
                    return null;
                }
            }
            scope.Bind(parameters[i], value);
        }
        var result = body(scope);
        scope.Frame = caller;
        scope.Leave();
        return result;
    }
}
