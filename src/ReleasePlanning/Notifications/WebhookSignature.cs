using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>Pure: signatures as the Standard Webhooks specification describes them, so that its libraries can verify ours.</summary>
public static class WebhookSignature
{
    private const string Prefix = "whsec_";

    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static string TimestampOf(Instant at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of webhook-signature: one signature for each secret that is valid now.</summary>
    public static string Of(string id, Instant at, string body, params IEnumerable<string> secrets) =>
        string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(KeyOf(s), Encoding.UTF8.GetBytes($"{id}.{TimestampOf(at)}.{body}")))));

    private static byte[] KeyOf(string secret) => Convert.FromBase64String(secret[Prefix.Length..]);
}
