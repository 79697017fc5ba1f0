using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A timer's transaction failed and was rolled back: counts the attempt, pauses longer each time, and after the last parks the timer
/// and raises an incident that a person can see and retry. A paused timer holds up nobody: the ones behind it are claimed without it.</summary>
public sealed class RecordTimerFailure(ReleasePlanningDb db, IDatabaseTime time)
{
    /// <summary>How long it rests after each failed attempt; what fails once more after the last is an incident. All within two and a half minutes:
    /// what is still broken then will not mend itself, and a reminder must not be silent for longer.</summary>
    public static readonly IReadOnlyList<Duration> Pauses = [Duration.FromSeconds(5), Duration.FromSeconds(15), Duration.FromSeconds(45), Duration.FromSeconds(90)];

    public static int MostAttempts => Pauses.Count + 1;

    /// <summary>True when that was the last attempt.</summary>
    public async Task<bool> RunAsync(Guid timerId, Guid worker, Exception error, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = await time.NowAsync(db, ct);
        var found = await db.Set<WorkflowTimer>().FromSql($"select * from workflow_timers where id = {timerId} and lock_owner = {worker} for update").OrderBy(t => t.Id).ToListAsync(ct);
        if (found is not [var timer]) { return false; }
        timer.Attempts++;
        timer.LastError = error.Message.Length > 2000 ? error.Message[..2000] : error.Message;
        timer.LockOwner = null;
        timer.Parked = timer.Attempts >= MostAttempts;
        timer.LockUntil = timer.Parked ? null : now + Pauses[timer.Attempts - 1];
        if (timer.Parked) { db.Add(IncidentOf(timer, error, now)); }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return timer.Parked;
    }

    private static WorkflowIncident IncidentOf(WorkflowTimer timer, Exception error, Instant now)
    {
        var french = error is InterpreterException i ? i.MessageFr : timer.LastError;
        return new WorkflowIncident
        {
            Id = Guid.CreateVersion7(), PlanId = timer.PlanId, InstanceId = timer.InstanceId, TokenId = timer.TokenId, ElementId = timer.ElementId, TimerId = timer.Id, Cause = IncidentCause.Timer,
            MessageEn = $"The timer failed {timer.Attempts} times. The last time: {timer.LastError}",
            MessageFr = $"La minuterie a échoué {timer.Attempts} fois. La dernière fois : {french}",
            RaisedAt = now,
        };
    }
}
