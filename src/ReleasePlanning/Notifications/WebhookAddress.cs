using System.Net;
using System.Net.Sockets;

namespace ReleasePlanning.Notifications;

/// <summary>Pure: where a webhook may go. An administrator's typing, or a name that changes its address, must not make the service knock on doors inside.</summary>
public static class WebhookAddress
{
    public const int Longest = 500;

    private static readonly IPNetwork[] Inside = [.. new[]
    {
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    }.Select(IPNetwork.Parse)];

    /// <summary>What is wrong with the address as typed; null when nothing is. What its name stands for is looked at again at every connection.</summary>
    public static Problem? Check(string url, WebhookSettings settings)
    {
        if (url.Length > Longest) { return Problem.With("url", "webhook.url-long", Longest); }
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address)) { return Problem.With("url", "webhook.url-unreadable"); }
        var here = settings.AllowLoopback && address.IsLoopback;
        if (address.Scheme != Uri.UriSchemeHttps && !(here && address.Scheme == Uri.UriSchemeHttp)) { return Problem.With("url", "webhook.url-not-https"); }
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0) { return Problem.With("url", "webhook.url-extras"); }
        if (!here && (address.IsLoopback || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && !MayReach(ip, settings)))) { return Problem.With("url", "webhook.url-inside"); }
        return null;
    }

    public static bool MayReach(IPAddress address, WebhookSettings settings)
    {
        var ip = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(ip)) { return settings.AllowLoopback; }
        if (ip.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6)) { return false; }
        // never, even inside: the machine's own metadata, many at once, and nobody
        if (ip.IsIPv6Multicast || ip.IsIPv6LinkLocal || ip.ToString().StartsWith("169.254.", StringComparison.Ordinal) || ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) { return false; }
        return settings.AllowPrivate || !Array.Exists(Inside, n => n.BaseAddress.AddressFamily == ip.AddressFamily && n.Contains(ip));
    }
}
