using System.Globalization;
using System.Runtime.CompilerServices;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The expressions a diagram holds: how they are marked, compiled once per model, and turned into conditions and keys.</summary>
internal static class Expressions
{
    // Keyed by the text object inside the model, so an expression lives exactly as long as the model that holds it.
    private static readonly ConditionalWeakTable<string, FeelExpression> Compiled = [];

    /// <summary>True where a text that could be a literal is meant as an expression.</summary>
    internal static bool IsExpression(string text) =>
        text.StartsWith('=') || text.StartsWith("${", StringComparison.Ordinal) || text.StartsWith("#{", StringComparison.Ordinal);

    internal static FeelExpression Compile(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('='))
            trimmed = trimmed[1..];
        else if (trimmed.StartsWith("#{", StringComparison.Ordinal))
            trimmed = $"${trimmed[1..]}";
        return FeelExpression.Compile(trimmed);
    }

    internal static object? Evaluate(string text, IReadOnlyDictionary<string, object?> variables, Instant now) =>
        Compiled.GetValue(text, Compile).Evaluate(variables, now);

    /// <summary>A condition holds only when it is true: null is no, anything but a boolean is an error (as in Camunda 7).</summary>
    internal static bool Holds(string text, IReadOnlyDictionary<string, object?> variables, Instant now) =>
        Evaluate(text, variables, now) switch
        {
            bool holds => holds,
            null => false,
            var other => throw new FeelException(0, $"a condition must be true or false, not {AsText(other)}")
        };

    /// <summary>A value as the text messages are matched by.</summary>
    internal static string AsText(object value) => value switch
    {
        string text => text,
        bool yes => yes ? "true" : "false",
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        Instant instant => InstantPattern.ExtendedIso.Format(instant),
        LocalDate date => LocalDatePattern.Iso.Format(date),
        LocalTime time => LocalTimePattern.ExtendedIso.Format(time),
        LocalDateTime dateTime => LocalDateTimePattern.ExtendedIso.Format(dateTime),
        Duration duration => PeriodPattern.NormalizingIso.Format(Period.FromNanoseconds(duration.ToInt64Nanoseconds())),
        Period period => PeriodPattern.Roundtrip.Format(period),
        _ => throw new FeelException(0, "a list or context cannot be a key")
    };
}
