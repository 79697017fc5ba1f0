namespace ReleasePlanning.Workflows;

/// <summary>Which of those that wait a message is meant for. Pure.</summary>
public static class Receivers
{
    /// <summary>By name, and by key where both sides say one; who waits for exactly this key comes before who takes any.</summary>
    public static IReadOnlyList<WorkflowSubscription> Of(IEnumerable<WorkflowSubscription> waiting, string name, string? key)
    {
        var meant = waiting.Where(s => s.Kind == AwaitedKind.Message && s.Name == name && (key is null || s.CorrelationKey is null || s.CorrelationKey == key)).ToList();
        var exact = key is null ? [] : meant.Where(s => s.CorrelationKey == key).ToList();
        return exact.Count > 0 ? exact : meant;
    }

    public static bool Hears(WorkflowSubscription waiting, string? key) => waiting.CorrelationKey is null || key is null || waiting.CorrelationKey == key;
}
