using NodaTime;

namespace ReleasePlanning.Database;

/// <summary>The first answer to a change request, kept so that the same request again gets the same answer and is not done twice.</summary>
public sealed class IdempotencyKey
{
    public required StaffId StaffId { get; init; }
    public required string Key { get; init; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string BodySha256 { get; init; }
    /// <summary>Null while the first request is still running.</summary>
    public int? Status { get; set; }
    public string? ContentType { get; set; }
    public string? Body { get; set; }
    public required Instant CreatedAt { get; init; }
}
