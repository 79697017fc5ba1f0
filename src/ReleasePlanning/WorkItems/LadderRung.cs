using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleasePlanning.WorkItems;

/// <summary>A position somebody may hold: a role, and where it is looked for (releasing, destination, residence, region). "owner" needs no place.</summary>
public sealed record LadderPosition(string Role, string At = "")
{
    public const string OwnerRole = "owner";
    public static LadderPosition Owner { get; } = new(OwnerRole);

    [JsonIgnore]
    public bool IsOwner => Role == OwnerRole;

    public override string ToString() => IsOwner ? OwnerRole : $"{Role}@{At}";

    /// <summary>"area-director@destination".</summary>
    public static LadderPosition Parse(string text) => text.Split('@', 2, StringSplitOptions.TrimEntries) is [var role, var at] ? new(role, at) : new(text.Trim());
}

/// <summary>One rung of an escalation ladder: when it comes and to whom. Part of a version, and never changed in it.</summary>
/// <param name="AnyHour">Comes at any hour of any day; quiet hours do not hold it.</param>
/// <param name="Otherwise">Who hears when nobody holds the position, in this order; empty: the positions above it. In the end the administrator of the region.</param>
/// <param name="Hold">How long an acknowledgement of this rung holds the next; null: not at all.</param>
public sealed record LadderRung(int Level, LadderOffset Offset, LadderPosition To, bool AnyHour = false, IReadOnlyList<LadderPosition>? Otherwise = null, LadderOffset? Hold = null)
{
    [JsonIgnore]
    public bool IsReminder => Offset.IsBefore;

    [JsonIgnore]
    public IReadOnlyList<LadderPosition> OtherwiseGiven => Otherwise ?? [];

    public bool SameAs(LadderRung other) => this with { Otherwise = null } == other with { Otherwise = null } && OtherwiseGiven.SequenceEqual(other.OtherwiseGiven);
}

/// <summary>Rungs as they are kept: one JSON text a version, written once.</summary>
public static class LadderRungs
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public static string Write(IReadOnlyList<LadderRung> rungs) => JsonSerializer.Serialize(rungs, Options);
    public static IReadOnlyList<LadderRung> Read(string json) => JsonSerializer.Deserialize<List<LadderRung>>(json, Options)!;
}
