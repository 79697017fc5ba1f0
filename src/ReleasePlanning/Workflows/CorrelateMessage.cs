using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <param name="Key">Which case it is about; null where the name and the plan say enough.</param>
/// <param name="Plan">The plan's id, when the sender knows it.</param>
/// <param name="MessageId">The sender's own name for this one sending: sent again with it, the message is not delivered again.</param>
/// <param name="KeepFor">How long it may wait for a receiver; null: not at all.</param>
public sealed record MessageToSend(string Name, string? Key, ReleasePlanId? Plan, string MessageId, Duration? KeepFor, ImmutableDictionary<string, object?> Variables);

/// <param name="Repeated">True when this message id had been sent before; the rest is the first answer.</param>
public sealed record SentMessage(WorkflowMessage Message, bool Repeated);

/// <summary>Brings a message to exactly one receiver, found by name and key. When nobody waits it is kept for as long as the sender says, or the answer
/// says so; when several wait the answer names them. A message for a plan in which nobody waits starts the process that begins with it. The message id makes it safe to send again.</summary>
public sealed class CorrelateMessage(ReleasePlanningDb db, WorkflowRunner runner, PlanRows rows, EventStarts eventStarts, MessageLimits limits, IClock clock)
{
    private const int LongestName = 200;
    private const int MostNamed = 20;

    public async Task<Outcome<SentMessage>> RunAsync(MessageToSend asked, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<SentMessage>("workflow.administrators-only"); }
        var problems = Check(asked);
        if (problems.Count > 0) { return Outcome.Refused<SentMessage>(problems); }
        while (true)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (await TryOnceAsync(asked, actor, ct) is { } answer)
            {
                if (answer.IsDone)
                {
                    await db.SaveChangesAsync(ct);
                    await transaction.CommitAsync(ct);
                }
                return answer;
            }
            // somebody began to wait, or stopped, between looking and locking: look again
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            rows.Forget();
        }
    }

    private List<Problem> Check(MessageToSend asked)
    {
        var problems = new List<Problem>();
        Required("name", asked.Name);
        Required("messageId", asked.MessageId);
        if (asked.Key is { Length: > LongestName }) { problems.Add(Problem.With("key", "form.too-long", LongestName)); }
        if (asked.KeepFor is { } keep && (keep < Duration.Zero || keep > limits.LongestKept)) { problems.Add(Problem.With("ttl", "message.kept-too-long", (decimal)limits.LongestKept.TotalHours)); }
        return problems;

        void Required(string field, string? text)
        {
            if (string.IsNullOrWhiteSpace(text)) { problems.Add(Problem.With(field, "form.required")); }
            else if (text.Length > LongestName) { problems.Add(Problem.With(field, "form.too-long", LongestName)); }
        }
    }

    private async Task<Outcome<SentMessage>?> TryOnceAsync(MessageToSend asked, Actor actor, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var message = new WorkflowMessage
        {
            Id = Guid.CreateVersion7(), MessageId = asked.MessageId.Trim(), Name = asked.Name.Trim(), CorrelationKey = asked.Key is { Length: > 0 } ? asked.Key : null, PlanId = asked.Plan,
            Variables = FeelJson.Write(asked.Variables), SentAt = now, SentBy = actor.StaffId, KeptUntil = asked.KeepFor is { } keep && keep > Duration.Zero ? now + keep : null, State = MessageState.Undelivered,
        };
        // whoever sends the same id at the same time waits here until we are done
        if (await ClaimAsync(message, ct) == 0) { return await RepeatAsync(message, ct); }

        var plan = asked.Plan ?? await OnlyPlanAsync(message, ct);
        if (plan is { } id)
        {
            if (await db.LockPlanAsync(id, ct) is not { } locked) { return Outcome.Refused<SentMessage>("plan", "message.unknown-plan"); }
            var receivers = Receivers.Of(await rows.SubscriptionsAsync(id, ct), message.Name, message.CorrelationKey);
            if (receivers is [var one]) { return await DeliverAsync(locked, await db.Set<WorkflowMessage>().SingleAsync(m => m.Id == message.Id, ct), one, asked.Variables, actor, now, ct); }
            if (receivers.Count > 1) { return await SeveralAsync(message, receivers, ct); }
            if (asked.Plan is null) { return null; }
            if (await eventStarts.ByMessageAsync(locked.Plan, message.Name, asked.Variables, now, ct) is { } begun) { return await StartAsync(locked, message, begun, actor, now, ct); }
        }
        else
        {
            await KeptMessages.LockNameAsync(db, message.Name, ct);
            var receivers = await WaitingAsync(message, ct);
            if (receivers.Count == 1) { return null; }
            if (receivers.Count > 1) { return await SeveralAsync(message, receivers, ct); }
        }
        return message.KeptUntil is null ? Nobody(message) : await KeepAsync(message, actor, now, ct);
    }

    private Task<int> ClaimAsync(WorkflowMessage m, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into workflow_messages (id, message_id, name, correlation_key, plan_id, variables, sent_at, sent_by, kept_until, state)
        select {m.Id}, {m.MessageId}, {m.Name}, {m.CorrelationKey}::text, {m.PlanId?.Value}::uuid, {m.Variables}::jsonb, {m.SentAt.ToDateTimeUtc()}, {m.SentBy?.Value}::uuid, {m.KeptUntil?.ToDateTimeUtc()}::timestamptz, 'Undelivered'
        where {m.PlanId?.Value}::uuid is null or exists (select from release_plans where id = {m.PlanId?.Value})
        on conflict (message_id) do nothing
        """, ct);

    private async Task<Outcome<SentMessage>> RepeatAsync(WorkflowMessage message, CancellationToken ct) =>
        await db.Set<WorkflowMessage>().AsNoTracking().SingleOrDefaultAsync(m => m.MessageId == message.MessageId, ct) is not { } first
            ? Outcome.Refused<SentMessage>("plan", "message.unknown-plan")
            : first.SaysTheSameAs(message) ? Outcome.Done(new SentMessage(first, Repeated: true)) : Outcome.Conflict<SentMessage>("message.id-reused", message.MessageId);

    /// <summary>The plan of the only receiver; null where none or several wait. Nothing is locked yet.</summary>
    private async Task<ReleasePlanId?> OnlyPlanAsync(WorkflowMessage message, CancellationToken ct) =>
        await WaitingAsync(message, ct) is [var only] ? only.PlanId : null;

    private async Task<IReadOnlyList<WorkflowSubscription>> WaitingAsync(WorkflowMessage message, CancellationToken ct) => Receivers.Of(
        await db.Set<WorkflowSubscription>().AsNoTracking().Where(s => s.Kind == AwaitedKind.Message && s.Name == message.Name)
            .Where(s => message.CorrelationKey == null || s.CorrelationKey == null || s.CorrelationKey == message.CorrelationKey)
            .OrderBy(s => s.OpenedAt).Take(MostNamed).ToListAsync(ct), message.Name, message.CorrelationKey);

    private async Task<Outcome<SentMessage>> DeliverAsync(
        LockedPlan plan, WorkflowMessage message, WorkflowSubscription receiver, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct)
    {
        message.DeliverTo(receiver, now);
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == receiver.InstanceId);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "message.sent", new Reason("audit.message.sent", message.Name, receiver.ElementId)));
        await runner.TakeAsync(plan, instance, new Trigger.MessageArrived(receiver.TokenId, receiver.ElementId, variables), actor, now, ct);
        return Outcome.Done(new SentMessage(message, Repeated: false));
    }

    private async Task<Outcome<SentMessage>> StartAsync(LockedPlan plan, WorkflowMessage claimed, Move begun, Actor actor, Instant now, CancellationToken ct)
    {
        var message = await db.Set<WorkflowMessage>().SingleAsync(m => m.Id == claimed.Id, ct);
        var start = ((Trigger.Start)begun.Trigger).StartEventId!;
        message.DeliverTo(begun.Instance, start, now);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "message.sent", new Reason("audit.message.sent", message.Name, start)));
        await runner.TakeAllAsync(plan, [begun], actor, now, ct);
        return Outcome.Done(new SentMessage(message, Repeated: false));
    }

    private async Task<Outcome<SentMessage>> KeepAsync(WorkflowMessage claimed, Actor actor, Instant now, CancellationToken ct)
    {
        var message = await db.Set<WorkflowMessage>().SingleAsync(m => m.Id == claimed.Id, ct);
        message.State = MessageState.Waiting;
        db.Add(AuditEntry.OfStaff(actor, now, "message.kept", new Reason("audit.message.kept", message.Name, message.MessageId)));
        return Outcome.Done(new SentMessage(message, Repeated: false));
    }

    private static Outcome<SentMessage> Nobody(WorkflowMessage message) => message.CorrelationKey is { } key
        ? Outcome.Conflict<SentMessage>("message.nobody-waits-key", message.Name, key)
        : Outcome.Conflict<SentMessage>("message.nobody-waits", message.Name);

    private async Task<Outcome<SentMessage>> SeveralAsync(WorkflowMessage message, IReadOnlyList<WorkflowSubscription> receivers, CancellationToken ct)
    {
        var plans = receivers.Select(r => r.PlanId).Distinct().ToList();
        var numbers = await db.Set<ReleasePlan>().Where(p => plans.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Number, ct);
        return Outcome.Conflict<SentMessage>("message.several-wait", message.Name, string.Join(", ", receivers.Select(r => $"{numbers[r.PlanId]} {r.ElementId}")));
    }
}

/// <summary>How long a message may be kept for a receiver at most; a setting of the service.</summary>
public sealed record MessageLimits(Duration LongestKept)
{
    public static MessageLimits Default { get; } = new(Duration.FromDays(30));
}
