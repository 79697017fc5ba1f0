using System.Globalization;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.People;

/// <summary>What the address of the list of people asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
public static class PeopleAddress
{
    public static PersonFilter Filter(PageAddress address, IEnumerable<Site> institutions, IClock clock) => new(
        address["q"] ?? "",
        institutions.FirstOrDefault(s => s.Code == address["at"])?.Id,
        address["plan"] switch { "yes" => true, "no" => false, _ => null },
        int.TryParse(address["within"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3660
            ? clock.GetCurrentInstant().InUtc().Date.PlusDays(days) : null,
        address["sort"] ?? "");
}
