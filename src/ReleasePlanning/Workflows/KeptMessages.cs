using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Messages that came before anybody waited for them: given, in order of arrival, to the subscription that opens, in the transaction that opens it.</summary>
public sealed class KeptMessages(ReleasePlanningDb db, PlanRows rows)
{
    // what this step has begun to wait for and has not been asked about yet
    private readonly Queue<WorkflowSubscription> opened = new();

    public void Opened(WorkflowSubscription subscription) => opened.Enqueue(subscription);

    /// <summary>The next kept message for what was opened and still waits; null when there is none.</summary>
    public async Task<Move?> NextAsync(LockedPlan plan, Instant now, CancellationToken ct)
    {
        while (opened.TryPeek(out var subscription))
        {
            if (db.Entry(subscription).State is not (EntityState.Deleted or EntityState.Detached) && await TakeAsync(subscription, now, ct) is { } message)
            {
                var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == subscription.InstanceId);
                return new Move(instance, new Trigger.MessageArrived(subscription.TokenId, subscription.ElementId, FeelJson.Read(message.Variables)));
            }
            opened.Dequeue();
        }
        return null;
    }

    /// <summary>Held by who keeps a message because nobody waits; whoever begins to wait looks after that, so that the two cannot miss each other.</summary>
    public static Task LockNameAsync(ReleasePlanningDb db, string name, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({name}, 43))", ct);

    private async Task<WorkflowMessage?> TakeAsync(WorkflowSubscription receiver, Instant now, CancellationToken ct)
    {
        // shared: plans that begin to wait do not wait for each other, only for who is just keeping a message of this name
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock_shared(hashtextextended({receiver.Name}, 43))", ct);
        var at = now.ToDateTimeUtc();
        var taken = await db.Set<WorkflowMessage>().FromSql($"""
            update workflow_messages set state = 'Delivered', delivered_at = {at}, to_plan_id = {receiver.PlanId.Value},
                to_instance_id = {receiver.InstanceId.Value}, to_element_id = {receiver.ElementId}
            where id = (
                select id from workflow_messages
                where state = 'Waiting' and name = {receiver.Name} and kept_until > {at} and (plan_id is null or plan_id = {receiver.PlanId.Value})
                  and ({receiver.CorrelationKey}::text is null or correlation_key is null or correlation_key = {receiver.CorrelationKey})
                order by number limit 1 for update skip locked)
            returning id, number, message_id, name, correlation_key, plan_id, variables, sent_at, sent_by, kept_until, state, delivered_at, to_instance_id, to_plan_id, to_element_id
            """).AsNoTracking().ToListAsync(ct);
        return taken.SingleOrDefault();
    }
}
