using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>How mail leaves, from configuration section Mail. Without a host mail is off, and shown as off.</summary>
/// <param name="LinkBase">The site as readers reach it, without a language: https://plans.example.</param>
public sealed record MailSettings(string? Host, int Port, string? User, string? Password, string From, bool StartTls, string LinkBase, Duration Timeout)
{
    public static readonly MailSettings Off = new(null, 0, null, null, "", false, "", Duration.FromSeconds(30));

    public bool IsOn => !string.IsNullOrEmpty(Host);

    /// <summary>What is wrong with the settings of mail that is on, in words of the log; empty when nothing is.</summary>
    public IEnumerable<string> Wrong()
    {
        if (!IsOn) { yield break; }
        if (!System.Net.Mail.MailAddress.TryCreate(From, out _)) { yield return "Mail:From must be an address such as plans@example.gc.ca."; }
        if (!Uri.TryCreate(LinkBase, UriKind.Absolute, out var link) || link.Scheme is not ("https" or "http")) { yield return "Mail:LinkBase must be the address of the site, such as https://plans.example.gc.ca."; }
        if (Port is < 1 or > 65535) { yield return "Mail:Port must be between 1 and 65535."; }
        if (User is not null && !StartTls) { yield return "Mail:User needs Mail:StartTls=true: a password is not sent in the clear."; }
    }

    /// <summary>The address of a page in a reader's language.</summary>
    public string Link(string language, string path) => $"{LinkBase.TrimEnd('/')}/{language}/{path}";
}
