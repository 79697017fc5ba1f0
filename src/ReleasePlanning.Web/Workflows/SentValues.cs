using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Reads what messages and signals carry, as programs and people write it.</summary>
public static class SentValues
{
    private const string Example = """{"$date":"2026-12-03"}""";

    public static (ImmutableDictionary<string, object?> Values, Problem? Problem) Variables(JsonElement? given) =>
        given is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? (ImmutableDictionary<string, object?>.Empty, null) : Variables(given.Value.GetRawText());

    public static (ImmutableDictionary<string, object?> Values, Problem? Problem) Variables(string json)
    {
        if (string.IsNullOrWhiteSpace(json)) { return (ImmutableDictionary<string, object?>.Empty, null); }
        try { return (FeelJson.Read(json), null); }
        catch (FormatException) { return (ImmutableDictionary<string, object?>.Empty, Problem.With("variables", "message.variables", Example)); }
    }

    /// <summary>A time such as PT4H or P2D; none when nothing is written.</summary>
    public static (Duration? Time, Problem? Problem) Time(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) { return (null, null); }
        return PeriodPattern.NormalizingIso.Parse(text.Trim()) is { Success: true, Value: { Years: 0, Months: 0 } period } && Math.Abs(period.Days) < 100_000
            ? (period.ToDuration(), null)
            : (null, Problem.With("ttl", "message.ttl"));
    }
}
