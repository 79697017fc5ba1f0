using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Notifications;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Notifications;

/// <summary>What the address of a list asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
public static class NotificationAddress
{
    /// <param name="zone">The reader's: in it the days begin and end.</param>
    public static NotificationFilter Messages(PageAddress address, DateTimeZone zone) => new(
        address["read"] switch { "no" => true, "yes" => false, _ => null }, Choice<MailKind>(address["kind"]), address["plan"] ?? "",
        Day(address["from"])?.AtStartOfDayInZone(zone).ToInstant(), Day(address["until"])?.PlusDays(1).AtStartOfDayInZone(zone).ToInstant(), address["sort"] ?? "");

    public static DeliveryFilter Deliveries(PageAddress address) => new(
        Choice<DeliveryChannel>(address["channel"]), Choice<DeliveryState>(address["state"]), Guid.TryParse(address["endpoint"], out var endpoint) ? endpoint : null,
        address["q"] ?? "", address["sort"] ?? "");

    private static LocalDate? Day(string? text) => text is not null && LocalDatePattern.Iso.Parse(text) is { Success: true, Value: { Year: > 1900 and < 3000 } day } ? day : null;

    private static T? Choice<T>(string? text) where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;
}
