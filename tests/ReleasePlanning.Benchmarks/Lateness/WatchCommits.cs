using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NodaTime;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Lateness;

/// <summary>Sees when the steps of instances are committed: only then has a timer fired for everybody else.</summary>
public sealed class WatchCommits : DbTransactionInterceptor
{
    private readonly ConcurrentDictionary<WorkflowInstanceId, Instant> committed = new();

    public int Count => committed.Count;

    /// <summary>When the last step of an instance was on disk; null while there is none.</summary>
    public Instant? Of(WorkflowInstanceId instance) => committed.TryGetValue(instance, out var at) ? at : null;

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var now = SystemClock.Instance.GetCurrentInstant();
        foreach (var step in eventData.Context!.Set<WorkflowHistory>().Local) { committed[step.InstanceId] = now; }
        return Task.CompletedTask;
    }
}
