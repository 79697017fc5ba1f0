using System.Globalization;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A compiled FEEL expression (DMN 1.5, clause 10.3): no I/O, no CLR access, limits on length, depth and steps.</summary>
/// <remarks>
/// All of the language but functions from outside (<c>external</c>), with the functions of <see cref="FunctionNames"/>.
/// As in DMN, an operation on values it is not made for gives null; what is no expression does not compile.
/// Compiled once, evaluated any number of times and from any thread.
/// </remarks>
public sealed class FeelExpression
{
    /// <summary>The longest text that is compiled.</summary>
    public const int MaxLength = 4_000;

    /// <summary>How deep an expression may nest, and how deep functions defined in it may call each other.</summary>
    public const int MaxDepth = 64;

    /// <summary>How many steps one evaluation may take; an element of a list or context built counts as one.</summary>
    public const int MaxSteps = 10_000;

    private readonly Eval run;
    private readonly bool makesFunctions;

    // the same text read with names that only the variables told
    private (string Key, FeelExpression Expression)? reread;

    private readonly bool knowsNames;

    private FeelExpression(string text, Eval run, bool makesFunctions, bool knowsNames, IReadOnlyList<FeelException> mistakes) =>
        (Text, this.run, this.makesFunctions, this.knowsNames, Mistakes) = (text, run, makesFunctions, knowsNames, mistakes);

    /// <summary>The text as given.</summary>
    public string Text { get; }

    /// <summary>What compiled by <see cref="CompileFor"/> although it can only ever give null: a day that does not exist, a call with too many arguments.</summary>
    public IReadOnlyList<FeelException> Mistakes { get; }

    /// <summary>The built-in functions, in alphabetical order.</summary>
    public static IEnumerable<string> FunctionNames => FeelFunctions.Names;

    /// <summary>Compiles FEEL text (or its JUEL spelling in <c>${ … }</c>) for a design that is checked before it runs.</summary>
    /// <exception cref="FeelException">No expression, or one with a part that can only ever give null; with its position.</exception>
    public static FeelExpression Compile(string text) => Compile(text, [], static mistake => throw mistake);

    /// <summary>Compiles as the standard has it: names with blanks and signs are those of the context, and what can only ever give null is among <see cref="Mistakes"/>.</summary>
    /// <exception cref="FeelException">No expression, with its position.</exception>
    public static FeelExpression CompileFor(string text, IReadOnlyDictionary<string, object?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return Compile(text, OddNames(variables), null);
    }

    /// <summary>The value in a context; null where a variable is unknown.</summary>
    /// <param name="variables">Names to values; plain CLR numbers are read as decimals.</param>
    /// <param name="now">What <c>now()</c> and <c>today(zone)</c> mean.</param>
    /// <param name="host">Calendars the expression may ask; null when there are none.</param>
    /// <exception cref="FeelException">Too many steps, an unknown zone, or a question the host does not answer.</exception>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host = null)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var scope = FeelScope.Rent(variables, now, host);
        object? value;
        bool missed;
        try
        {
            value = run(scope);
            if (makesFunctions) value = WithoutFunctions(value);
            missed = scope.Missed;
        }
        finally
        {
            scope.Return();
        }
        // a name that is nowhere may be the beginning of one with signs in it: "pre-release"
        return missed && !knowsNames && Reread(variables) is { } other ? other.Evaluate(variables, now, host) : value;
    }

    /// <summary>Whether a condition holds: true only for true, so neither null nor any other value takes a flow.</summary>
    /// <exception cref="FeelException">As for <see cref="Evaluate"/>.</exception>
    public bool Holds(IReadOnlyDictionary<string, object?> variables, Instant now, FeelHost? host = null) => Evaluate(variables, now, host) is true;

    private static FeelExpression Compile(string text, List<string> names, Action<FeelException>? mistaken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength) throw new FeelException(MaxLength, $"Longer than {MaxLength} characters.", "feel.too-long", text.Length.ToString(CultureInfo.InvariantCulture));
        var mistakes = new List<FeelException>();
        mistaken ??= mistakes.Add;
        var source = FeelTexts.WellFormed(text);
        var (start, end, juel) = Body(source);
        var parser = new FeelParser(new FeelLexer(source, start, end, juel, names, mistaken).Read(), juel, mistaken);
        var run = parser.Whole();
        return new(text, run, parser.MakesFunctions, names.Count > 0, mistakes);
    }

    private static List<string> OddNames(IReadOnlyDictionary<string, object?> variables)
    {
        var odd = new HashSet<string>(StringComparer.Ordinal);
        FeelNames.Collect(variables, odd);
        // the longest first: "release date type" before "release date"
        return [.. odd.OrderByDescending(n => n.Length).ThenBy(n => n, StringComparer.Ordinal)];
    }

    private FeelExpression? Reread(IReadOnlyDictionary<string, object?> variables)
    {
        var names = OddNames(variables).FindAll(name => FeelParser.NeedsTelling(name) && Text.Contains(name[..FirstSign(name)], StringComparison.Ordinal));
        if (names.Count == 0) return null;
        var key = string.Join('\n', names);
        if (reread is { } before && before.Key == key) return ReferenceEquals(before.Expression, this) ? null : before.Expression;
        FeelExpression expression;
        try
        {
            expression = Compile(Text, names, static mistake => throw mistake);
        }
        catch (FeelException)
        {
            // read with those names it makes no sense, so they were not meant
            expression = this;
        }
        reread = (key, expression);
        return ReferenceEquals(expression, this) ? null : expression;
    }

    private static int FirstSign(string name)
    {
        var i = 0;
        while (i < name.Length && FeelNames.IsPart(name[i])) i++;
        return i;
    }

    private static object? WithoutFunctions(object? value) => value switch
    {
        FeelFunction => null,
        IReadOnlyList<object?> list => FeelLists.Of(list.Select(Part)),
        IReadOnlyDictionary<string, object?> context => FeelContext.Of([.. context.Keys], [.. context.Values.Select(Part)]),
        _ => value
    };

    private static object? Part(object? value)
    {
        FeelScope.Visit();
        return WithoutFunctions(value);
    }

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
