using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>One round of bringing signals to other plans: each in a transaction of its own that locks that plan only. Whoever comes second finds the delivery gone.</summary>
public sealed class DeliverSignals(IServiceScopeFactory scopes)
{
    public const int MostAttempts = 5;

    /// <summary>How many were brought, given up for now or gone already; zero means nothing is to do, or the server is away.</summary>
    public async Task<int> RunAsync(int most, CancellationToken ct)
    {
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
            var now = await scope.ServiceProvider.GetRequiredService<IDatabaseTime>().NowAsync(db, ct);
            due = await db.Set<SignalDelivery>().Where(d => !d.Parked && d.DueAt <= now).OrderBy(d => d.DueAt).ThenBy(d => d.Id).Take(most).Select(d => d.Id).ToListAsync(ct);
        }
        var settled = 0;
        foreach (var delivery in due)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<DeliverSignal>().RunAsync(delivery, ct);
                settled++;
            }
            // losing the server for a moment is nobody's failure: the delivery is still due
            catch (NpgsqlException e) when (e.IsTransient) { }
            catch (DbUpdateException e) when (e.InnerException is NpgsqlException { IsTransient: true }) { }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<DeliverSignal>().RecordFailureAsync(delivery, e.Message, ct);
                settled++;
            }
        }
        return settled;
    }

    /// <summary>How long until the next delivery is due; null when none is.</summary>
    public async Task<Duration?> UntilNextAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var next = await db.Set<SignalDelivery>().Where(d => !d.Parked).OrderBy(d => d.DueAt).Select(d => (Instant?)d.DueAt).FirstOrDefaultAsync(ct);
        return next is not { } at ? null : Duration.Max(at - await scope.ServiceProvider.GetRequiredService<IDatabaseTime>().NowAsync(db, ct), Duration.Zero);
    }
}

/// <summary>Brings one signal to one plan: what waits for it there hears it and the delivery is gone, or neither.</summary>
public sealed class DeliverSignal(ReleasePlanningDb db, ThrowSignal throwSignal, WorkflowRunner runner, IDatabaseTime time)
{
    public async Task<bool> RunAsync(Guid id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var planId = await db.Set<SignalDelivery>().Where(d => d.Id == id).Select(d => (ReleasePlanId?)d.PlanId).FirstOrDefaultAsync(ct);
        if (planId is null || await db.LockPlanAsync(planId.Value, ct) is not { } plan) { return false; }
        var delivery = await db.Set<SignalDelivery>().FirstOrDefaultAsync(d => d.Id == id && !d.Parked, ct);
        if (delivery is null) { return false; }
        var now = await time.NowAsync(db, ct);
        if (delivery.DueAt > now) { return false; }
        var moves = await throwSignal.InPlanAsync(plan, delivery.Name, FeelJson.Read(delivery.Variables), now, ct);
        db.Remove(delivery);
        await runner.TakeAllAsync(plan, moves, Actor.Service, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Counts the attempt, pauses longer each time, and after the last parks it and raises an incident.</summary>
    public async Task RecordFailureAsync(Guid id, string error, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = await time.NowAsync(db, ct);
        var found = await db.Set<SignalDelivery>().FromSql($"select * from signal_deliveries where id = {id} for update").OrderBy(d => d.Id).ToListAsync(ct);
        if (found.Count == 0) { return; }
        var delivery = found[0];
        delivery.Attempts++;
        delivery.LastError = error.Length > 2000 ? error[..2000] : error;
        delivery.DueAt = now + Duration.FromSeconds(5 * Math.Pow(3, delivery.Attempts - 1));
        if (delivery.Attempts >= DeliverSignals.MostAttempts)
        {
            delivery.Parked = true;
            db.Add(new WorkflowIncident
            {
                Id = Guid.CreateVersion7(), PlanId = delivery.PlanId, ElementId = delivery.Name, Cause = IncidentCause.Signal, DeliveryId = delivery.Id,
                MessageEn = delivery.LastError, MessageFr = delivery.LastError, RaisedAt = now,
            });
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
