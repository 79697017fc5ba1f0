using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace ReleasePlanning.Notifications;

/// <summary>SMTP as the framework speaks it: plain or STARTTLS, both parts in quoted-printable.</summary>
public sealed class SmtpGateway(MailSettings settings) : IMailGateway
{
    private static readonly SmtpStatusCode[] Refused =
        [SmtpStatusCode.MailboxUnavailable, SmtpStatusCode.MailboxNameNotAllowed, SmtpStatusCode.UserNotLocalTryAlternatePath, SmtpStatusCode.ExceededStorageAllocation];

    public async Task<AttemptResult> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        // whatever an import let into an address ends here: it is one address and nothing else
        if (!MailAddress.TryCreate(mail.To, out var to) || to.Address != mail.To) { return new("The address cannot be read.", Final: true); }
        using var message = Compose(mail, to);
        using var client = new SmtpClient(settings.Host, settings.Port)
        {
            EnableSsl = settings.StartTls, UseDefaultCredentials = false,
            Credentials = settings.User is { } user ? new NetworkCredential(user, settings.Password) : null,
        };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Timeout.ToTimeSpan());
        try
        {
            await client.SendMailAsync(message, patience.Token);
            return AttemptResult.Sent;
        }
        catch (SmtpFailedRecipientException e) when (Refused.Contains(e.StatusCode)) { return new($"The server refused the recipient: {e.StatusCode}.", Final: true); }
        catch (SmtpException e) { return new(Said(e), Unreachable: e.StatusCode == SmtpStatusCode.GeneralFailure); }
        catch (Exception e) when (e is IOException or InvalidOperationException or FormatException or System.Security.Authentication.AuthenticationException) { return new(Said(e), Unreachable: true); }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { return new($"No answer within {settings.Timeout.TotalSeconds:0} seconds.", Unreachable: true); }
    }

    private static string Said(Exception e) => e.InnerException is { } inner && inner.Message != e.Message ? $"{e.Message} {inner.Message}" : e.Message;

    private MailMessage Compose(OutgoingMail mail, MailAddress to)
    {
        var message = new MailMessage(new MailAddress(settings.From), to) { Subject = OneLine(mail.Text.Subject), SubjectEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8 };
        message.Headers.Add("Message-ID", $"<{mail.MessageId}@{new Uri(settings.LinkBase).Host}>");
        message.Headers.Add("Content-Language", mail.Language);
        // nobody's out-of-office message should answer
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(Part(mail.Text.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(mail.Text.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView Part(string text, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }

    private static string OneLine(string subject) => string.Concat(subject.Select(c => char.IsControl(c) ? ' ' : c));
}
