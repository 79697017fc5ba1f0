using ReleasePlanning.BedSpaces;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>What the address of the list of stays asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
public static class StayAddress
{
    public static StayFilter Filter(PageAddress address) => new(
        address["list"] is { } list && StayLists.All.Contains(list) ? list : StayLists.Current,
        Guid.TryParse(address["house"], out var house) ? SiteId.From(house) : null,
        Enum.TryParse<StayState>(address["state"], true, out var state) && Enum.IsDefined(state) ? state : null, address["q"] ?? "", address["sort"] ?? "");
}
