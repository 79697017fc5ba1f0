using System.Collections.Concurrent;
using System.Diagnostics;

namespace ReleasePlanning.Benchmarks.Reporting;

/// <param name="P50">In milliseconds, as are the others.</param>
public sealed record CallKind(string Kind, int Calls, double P50, double P95, double P99, double Longest);

/// <summary>How long each call took, by kind.</summary>
public sealed class CallTimes
{
    private readonly ConcurrentDictionary<string, ConcurrentBag<double>> taken = new(StringComparer.Ordinal);

    public async Task<T> MeasureAsync<T>(string kind, Func<Task<T>> call)
    {
        var watch = Stopwatch.StartNew();
        var result = await call();
        taken.GetOrAdd(kind, _ => []).Add(watch.Elapsed.TotalMilliseconds);
        return result;
    }

    public int Total => taken.Values.Sum(t => t.Count);

    public IReadOnlyList<CallKind> Kinds() => [.. taken.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t =>
    {
        double[] sorted = [.. t.Value.Order()];
        double At(double share) => sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
        return new CallKind(t.Key, sorted.Length, At(0.5), At(0.95), At(0.99), sorted[^1]);
    })];
}
