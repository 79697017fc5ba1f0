using System.Globalization;
using NodaTime;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>What the address of the list of plans asks for; the page, its export and the API read it the same way.</summary>
public static class PlansAddress
{
    public static PlanFilter Filter(PageAddress address, IClock clock) => new(
        address["q"] ?? "",
        // somebody who searches wants to find closed plans too
        Enum.TryParse<PlanStatus>(address["status"], out var status) && Enum.IsDefined(status) ? status
            : address["status"] is null && address["q"] is null ? PlanStatus.Active : null,
        ReleaseTypes.TryParse(address["type"], out var type) ? type : null,
        int.TryParse(address["within"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3660
            ? clock.GetCurrentInstant().InUtc().Date.PlusDays(days) : null,
        address["sort"] ?? "");
}
