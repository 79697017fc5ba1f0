using System.Globalization;
using NodaTime;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>What the address of the list of incidents asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
public static class IncidentAddress
{
    public static IncidentFilter Filter(PageAddress address, Instant now) => new(
        address["open"] != "false", address["plan"] ?? "", address["process"],
        Enum.TryParse<IncidentCause>(address["cause"], true, out var cause) && Enum.IsDefined(cause) ? cause : null,
        int.TryParse(address["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 100_000 ? now - Duration.FromHours(hours) : null,
        address["sort"] ?? "");
}
