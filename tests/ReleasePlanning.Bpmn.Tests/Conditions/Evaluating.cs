using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>The variables and the moment the tables of this folder are evaluated in.</summary>
internal static class Evaluating
{
    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 3, 30);

    public static readonly ImmutableDictionary<string, object?> Variables = new Dictionary<string, object?>
    {
        ["yes"] = true,
        ["no"] = false,
        ["nothing"] = null,
        ["outcome"] = "accepted",
        ["declined"] = 3,
        ["share"] = 0.1,
        ["release"] = new LocalDate(2026, 11, 23),
        ["opened"] = Instant.FromUtc(2026, 11, 20, 15, 0),
        ["bed"] = new Dictionary<string, object?> { ["facility"] = "Maison Cedre", ["nights"] = 14m },
        ["referrals"] = new object?[]
        {
            new Dictionary<string, object?> { ["house"] = "A", ["rank"] = 2m },
            new Dictionary<string, object?> { ["house"] = "B", ["rank"] = 1m }
        }
    }.ToImmutableDictionary();

    /// <summary>The value as text, so that a table can hold it; "null" for null.</summary>
    public static string Of(string text) => FeelValue.Text(FeelExpression.Compile(text).Evaluate(Variables, Now)) ?? "null";

    /// <summary>The same, read as the standard reads it: what can only ever give null compiles.</summary>
    public static string AsStandard(string text) => FeelValue.Text(FeelExpression.CompileFor(text, Variables).Evaluate(Variables, Now)) ?? "null";
}
