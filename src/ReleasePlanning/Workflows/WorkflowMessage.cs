using NodaTime;

namespace ReleasePlanning.Workflows;

public enum MessageState
{
    /// <summary>Kept for whoever waits for it until <see cref="WorkflowMessage.KeptUntil"/>.</summary>
    Waiting,
    Delivered,
    /// <summary>Thrown by a diagram and found no receiver; its incident says so.</summary>
    Undelivered,
}

/// <summary>A message on its way to exactly one receiver. Its message id is unique: sent again, it gets the first answer.</summary>
public sealed class WorkflowMessage
{
    public required Guid Id { get; init; }
    /// <summary>The order of arrival; given by the database.</summary>
    public long Number { get; init; }
    /// <summary>The sender's own name for this one sending.</summary>
    public required string MessageId { get; init; }
    public required string Name { get; init; }
    public string? CorrelationKey { get; init; }
    /// <summary>The plan it is meant for; null when the key finds the plan.</summary>
    public ReleasePlanId? PlanId { get; init; }
    /// <summary>FEEL JSON.</summary>
    public required string Variables { get; init; }
    public required Instant SentAt { get; init; }
    public StaffId? SentBy { get; init; }
    public Instant? KeptUntil { get; init; }
    public MessageState State { get; set; }
    public Instant? DeliveredAt { get; set; }
    public WorkflowInstanceId? ToInstanceId { get; set; }
    public ReleasePlanId? ToPlanId { get; set; }
    public string? ToElementId { get; set; }

    public void DeliverTo(WorkflowSubscription receiver, Instant at)
    {
        (State, DeliveredAt) = (MessageState.Delivered, at);
        (ToPlanId, ToInstanceId, ToElementId) = (receiver.PlanId, receiver.InstanceId, receiver.ElementId);
    }

    /// <summary>The message started a process.</summary>
    public void DeliverTo(WorkflowInstance begun, string startEvent, Instant at)
    {
        (State, DeliveredAt) = (MessageState.Delivered, at);
        (ToPlanId, ToInstanceId, ToElementId) = (begun.PlanId, begun.Id, startEvent);
    }

    public bool SaysTheSameAs(WorkflowMessage other) =>
        (Name, CorrelationKey, PlanId) == (other.Name, other.CorrelationKey, other.PlanId) && Bpmn.Conditions.FeelJson.Write(Bpmn.Conditions.FeelJson.Read(Variables)) == Bpmn.Conditions.FeelJson.Write(Bpmn.Conditions.FeelJson.Read(other.Variables));
}
