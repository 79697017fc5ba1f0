using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>A signal on its way to one other plan: written with the throw, deleted in the transaction in which that plan hears it. So no plan is ever
/// locked while another one is held, and each hears it exactly once.</summary>
public sealed class SignalDelivery
{
    public required Guid Id { get; init; }
    /// <summary>One throw; every plan that waited then has a delivery of it.</summary>
    public required Guid SignalId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required string Name { get; init; }
    /// <summary>FEEL JSON.</summary>
    public required string Variables { get; init; }
    public required Instant ThrownAt { get; init; }
    public StaffId? ThrownBy { get; init; }
    public required Instant DueAt { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }
    public bool Parked { get; set; }
}
