using NodaTime;

namespace ReleasePlanning.People;

public enum ImportKind { Extract, Sites, Staff, Facilities, Beds }

/// <summary>One file taken in, with what it changed and the rows it refused. The same file twice changes nothing.</summary>
public sealed class Import
{
    public required Guid Id { get; init; }
    public required ImportKind Kind { get; init; }
    public required string FileName { get; init; }
    public required string Sha256 { get; init; }
    public required Instant ImportedAt { get; init; }
    /// <summary>Null when the command line or the demo loader did it.</summary>
    public StaffId? ImportedBy { get; init; }
    public required int RowsRead { get; init; }
    public required int Added { get; init; }
    public required int Changed { get; init; }
    public required int Unchanged { get; init; }
    public List<ImportProblem> Problems { get; init; } = [];
}

/// <summary>One field of one line that was refused (or, as a warning, taken but doubtful).</summary>
public sealed class ImportProblem
{
    public required Guid Id { get; init; }
    public required Guid ImportId { get; init; }
    public required int Line { get; init; }
    public required string Field { get; init; }
    public required string Value { get; init; }
    public required bool IsWarning { get; init; }
    public required Reason Reason { get; init; }
}
