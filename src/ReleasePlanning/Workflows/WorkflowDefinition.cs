using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>One published version of a diagram. Immutable: the database refuses updates; a change is a new version. Running plans stay on theirs.</summary>
public sealed class WorkflowDefinition
{
    public required WorkflowDefinitionId Id { get; init; }
    /// <summary>The BPMN process id, also the file name.</summary>
    public required string ProcessId { get; init; }
    public required int Version { get; init; }
    public required string NameEn { get; init; }
    public required string NameFr { get; init; }
    public required string Xml { get; init; }
    public required string Sha256 { get; init; }
    public required string ChangeNote { get; init; }
    public required Instant PublishedAt { get; init; }
    /// <summary>Null for the versions shipped with the service.</summary>
    public StaffId? PublishedBy { get; init; }
}
