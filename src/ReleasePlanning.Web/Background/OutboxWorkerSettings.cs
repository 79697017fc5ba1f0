using NodaTime;
using ReleasePlanning.Notifications;

namespace ReleasePlanning.Web.Background;

/// <summary>Reads sections Mail and Webhooks of the configuration. Mail that is half configured stops the start: better than mails nobody can answer.</summary>
public static class OutboxWorkerSettings
{
    public static void AddOutbox(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(MailOf(builder.Configuration.GetSection("Mail")));
        builder.Services.AddSingleton(WebhooksOf(builder.Configuration.GetSection("Webhooks"), builder.Environment.IsDevelopment()));
        builder.Services.AddHostedService<OutboxWorker>();
    }

    public static MailSettings MailOf(IConfiguration mail)
    {
        var startTls = mail.GetValue("StartTls", true);
        var settings = new MailSettings(
            mail["Host"], mail.GetValue("Port", startTls ? 587 : 25), mail["User"] is { Length: > 0 } user ? user : null, mail["Password"], mail["From"] ?? "", startTls,
            mail["LinkBase"] ?? "", Duration.FromTimeSpan(mail.GetValue("Timeout", TimeSpan.FromSeconds(30))));
        return settings.Wrong().FirstOrDefault() is { } wrong ? throw new InvalidOperationException(wrong) : settings;
    }

    private static WebhookSettings WebhooksOf(IConfiguration webhooks, bool development) => new(
        webhooks.GetValue("AllowPrivate", false), development, Duration.FromTimeSpan(webhooks.GetValue("Timeout", TimeSpan.FromSeconds(10))),
        Duration.FromTimeSpan(webhooks.GetValue("PauseAfter", TimeSpan.FromHours(24))));
}
