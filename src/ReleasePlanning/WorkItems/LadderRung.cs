namespace ReleasePlanning.WorkItems;

/// <summary>One rung of an escalation ladder, as data an administrator can change.
/// <see cref="Offset"/> is relative to the due instant: "50%" (of the time from opening to due), "-2W", "0", "+2W", "+2h".</summary>
public sealed class LadderRung
{
    public required string Ladder { get; init; }
    public required int Level { get; init; }
    public required string Offset { get; set; }
    /// <summary>"owner", or a role.</summary>
    public required string ToRole { get; set; }
    /// <summary>releasing, destination, residence or region: where that role is looked for; "owner" needs none.</summary>
    public string AtSite { get; set; } = "";

    public bool IsReminder => !Offset.StartsWith('+') && Offset != "0";
}
