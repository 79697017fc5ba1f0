using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A timer's transaction failed and was rolled back: counts the attempt, pauses longer each time, and after the last parks the timer
/// and raises an incident that a person can see and retry.</summary>
public sealed class RecordTimerFailure(ReleasePlanningDb db, IDatabaseTime time)
{
    public const int MostAttempts = 5;

    public async Task RunAsync(Guid timerId, Guid worker, string error, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = await time.NowAsync(db, ct);
        var timer = await db.Set<WorkflowTimer>().FirstOrDefaultAsync(t => t.Id == timerId && t.LockOwner == worker, ct);
        if (timer is null) { return; }
        timer.Attempts++;
        timer.LastError = error.Length > 2000 ? error[..2000] : error;
        timer.LockOwner = null;
        timer.LockUntil = now + Duration.FromSeconds(5 * Math.Pow(3, timer.Attempts - 1));
        if (timer.Attempts >= MostAttempts)
        {
            (timer.Parked, timer.LockUntil) = (true, null);
            db.Add(new WorkflowIncident
            {
                Id = Guid.CreateVersion7(), PlanId = timer.PlanId, InstanceId = timer.InstanceId, TokenId = timer.TokenId, ElementId = timer.ElementId,
                TimerId = timer.Id, MessageEn = timer.LastError, MessageFr = timer.LastError, RaisedAt = now,
            });
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
