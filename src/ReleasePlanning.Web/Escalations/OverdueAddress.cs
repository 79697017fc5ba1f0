using System.Globalization;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Escalations;

/// <summary>What the address of the overdue board asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
public static class OverdueAddress
{
    public static OverdueFilter Filter(PageAddress address, IEnumerable<Site> sites) => new(
        address["site"] is { } code ? sites.FirstOrDefault(s => s.Code == code)?.Id : null,
        address["role"], address["step"],
        int.TryParse(address["level"], NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null,
        address["seen"] switch { "yes" => true, "no" => false, _ => null },
        address["to"] == "me", address["q"] ?? "", address["sort"] ?? "",
        AgeBand.Find(address["age"])?.Key);
}
