using ReleasePlanning.BedSpaces;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>What pages call parts of stays.</summary>
public static class StayWords
{
    public static string List(string list) => "stay-list." + list;

    public static string Tone(BedStay stay, bool overstays) => (overstays, stay.State) switch
    {
        (true, _) => "bad",
        (_, StayState.Held) => "soon",
        (_, StayState.Confirmed) => "info",
        (_, StayState.Arrived) => "good",
        _ => "plain",
    };
}
