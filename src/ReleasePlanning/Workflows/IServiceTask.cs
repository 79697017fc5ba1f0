using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Something a diagram asks the service to do, found by the activity type written there. It runs inside the step's transaction, touches only
/// our own rows, never saves, and is idempotent.</summary>
public interface IServiceTask
{
    string ActivityType { get; }
    Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct);
}

/// <param name="LateItem">The work item a ladder raised this for, with the rung it reached; without one, a step that nobody took; null when a diagram raised it.</param>
public sealed record ServiceTaskContext(
    ReleasePlanningDb Db, ReleasePlan Plan, string ElementId, ActivityBinding Binding,
    ImmutableDictionary<string, object?> Variables, Actor Actor, Instant Now, WorkItem? LateItem = null, ReachedRung? Reached = null);

public abstract record ServiceTaskResult
{
    public sealed record Returned(ImmutableDictionary<string, object?> Variables) : ServiceTaskResult;
    public sealed record Failed(string Code, string Message) : ServiceTaskResult;

    public static ServiceTaskResult Done { get; } = new Returned(ImmutableDictionary<string, object?>.Empty);
    public static ServiceTaskResult With(params (string Name, object? Value)[] variables) =>
        new Returned(variables.ToImmutableDictionary(v => v.Name, v => v.Value));
}
