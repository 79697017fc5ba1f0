using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A compiled FEEL expression: no I/O, no CLR access, limits on length, depth and steps.</summary>
/// <remarks>
/// The subset: <c>or and not()</c> with three-valued logic, comparison, <c>between</c>, <c>in</c> with ranges and tests, arithmetic, <c>if</c>,
/// <c>for some every</c>, lists, contexts, paths, filters, temporal literals and the functions of <see cref="FunctionNames"/>.
/// As in DMN, an operation on values it is not made for gives null; what is outside the subset does not compile.
/// </remarks>
public sealed class FeelExpression
{
    /// <summary>The longest text that is compiled.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How deep an expression may nest.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many steps one evaluation may take; an element of a list or context built counts as one.</summary>
    public const int MaxSteps = 10_000;

    private readonly Eval run;

    private FeelExpression(string text, Eval run)
    {
        Text = text;
        this.run = run;
    }

    /// <summary>The text as given.</summary>
    public string Text { get; }

    /// <summary>The built-in functions, in alphabetical order.</summary>
    public static IEnumerable<string> FunctionNames => FeelFunctions.Names;

    /// <summary>Compiles FEEL text (or its JUEL spelling in <c>${ … }</c>).</summary>
    /// <exception cref="FeelException">Outside the subset, with its position.</exception>
    public static FeelExpression Compile(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) throw new FeelException(MaxLength, $"Longer than {MaxLength} characters.", "feel.too-long", text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var (start, end, juel) = Body(text);
        return new(text, new FeelParser(FeelLexer.Read(text, start, end, juel), juel).Whole());
    }

    /// <summary>The value in a context; null where a variable is unknown.</summary>
    /// <param name="variables">Names to values; plain CLR numbers are read as decimals.</param>
    /// <param name="now">What <c>now()</c> and <c>today(zone)</c> mean.</param>
    /// <param name="host">Calendars the expression may ask; null when there are none.</param>
    /// <exception cref="FeelException">Too many steps, an unknown zone, or a question the host does not answer.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return run(FeelScope.Of(variables, now, host));
    }

    /// <summary>Whether a condition holds: true only for true, so neither null nor any other value takes a flow.</summary>
    /// <exception cref="FeelException">As for <see cref="Evaluate"/>.</exception>
    public bool Holds(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host = null) => Evaluate(variables, now, host) is true;

    // "= x" is how modelling tools mark FEEL; "${ x }" and "#{ x }" are how JUEL is written
    private static (int Start, int End, bool Juel) Body(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        if (start < end && text[start] == '=') start++;
        while (start < end && char.IsWhiteSpace(text[start])) start++;
        if (end - start < 2 || text[start] is not ('$' or '#') || text[start + 1] != '{') return (start, end, false);
        return text[end - 1] == '}' ? (start + 2, end - 1, true) : throw new FeelException(end, "The expression must end with '}'.", "feel.unexpected", "");
    }
}
