using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The expressions a diagram holds: compiled once per model, and turned into conditions and keys.</summary>
internal static class Expressions
{
    // Keyed by the text object inside the model, so an expression lives exactly as long as the model that holds it.
    private static readonly ConditionalWeakTable<string, FeelExpression> Compiled = [];

    /// <summary>True where a text that could be a literal is meant as an expression.</summary>
    internal static bool IsExpression(string text) =>
        text.StartsWith('=') || text.StartsWith("${", StringComparison.Ordinal) || text.StartsWith("#{", StringComparison.Ordinal);

    internal static object? Evaluate(Run run, Token? token, string text) => Evaluate(run, Variables.SeenBy(run, token), text);

    internal static object? Evaluate(Run run, ImmutableDictionary<string, object?> variables, string text) =>
        Compiled.GetValue(text, static t => FeelExpression.Compile(t)).Evaluate(variables, run.Now, run.Host);

    /// <summary>The name something is waited for or thrown by: fixed, or worked out at that moment.</summary>
    internal static string Name(Run run, Token? token, string name)
    {
        if (!IsExpression(name))
            return name;
        return FeelValue.Text(Evaluate(run, token, name)) is { Length: > 0 } given
            ? given
            : throw new CannotGoOnException($"The name \"{name}\" of the message or signal has no value.", $"Le nom « {name} » du message ou du signal n’a pas de valeur.");
    }

    /// <summary>A condition holds only when it is true: null is no, anything but a boolean is an error (as in Camunda 7).</summary>
    internal static bool Holds(Run run, Token? token, string text) => Evaluate(run, token, text) switch
    {
        bool holds => holds,
        null => false,
        var other => throw new CannotGoOnException($"The condition \"{text}\" gives {FeelValue.Text(other)}, which is neither true nor false.",
            $"La condition « {text} » donne {FeelValue.Text(other)}, ce qui n’est ni vrai ni faux.")
    };
}
