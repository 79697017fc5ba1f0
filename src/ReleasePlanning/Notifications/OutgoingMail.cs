namespace ReleasePlanning.Notifications;

/// <summary>What a mail says, as plain text and as HTML.</summary>
public sealed record MailText(string Subject, string Text, string Html);

/// <param name="MessageId">The same at every attempt, so that a mail server or reader can drop a second copy.</param>
public sealed record OutgoingMail(string MessageId, string To, string Language, MailText Text);

/// <summary>Hands a mail to a mail server.</summary>
public interface IMailGateway
{
    Task<AttemptResult> SendAsync(OutgoingMail mail, CancellationToken ct);
}
