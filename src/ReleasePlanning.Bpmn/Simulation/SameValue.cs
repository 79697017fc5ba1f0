using NodaTime;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Compares what a script expects with a variable: numbers by value, temporal values with their ISO text.</summary>
internal static class SameValue
{
    internal static bool As(object? expected, object? found) => (expected, found) switch
    {
        (string text, not (null or string or bool or decimal or IReadOnlyDictionary<string, object?> or IReadOnlyList<object?>)) =>
            FeelValue.Text(found) == text || FeelValue.Same(ReadAs(found, text), found),
        (IReadOnlyDictionary<string, object?> e, IReadOnlyDictionary<string, object?> f) =>
            e.Count == f.Count && e.All(p => f.TryGetValue(p.Key, out var value) && As(p.Value, value)),
        (IReadOnlyList<object?> e, IReadOnlyList<object?> f) => e.Count == f.Count && e.Zip(f).All(p => As(p.First, p.Second)),
        _ => FeelValue.Same(expected, found)
    };

    // the same moment or length may be written in more than one way
    private static object? ReadAs(object found, string text) => found switch
    {
        LocalDate => FeelTemporal.Date(text),
        Duration or Period => FeelTemporal.Duration(text),
        LocalDateTime or OffsetDateTime or ZonedDateTime or Instant => FeelTemporal.DateAndTime(text),
        _ => FeelTemporal.Time(text)
    };
}
