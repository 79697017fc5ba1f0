using Microsoft.AspNetCore.SignalR;
using Npgsql;

namespace ReleasePlanning.Web.Inbox;

/// <summary>Hears on every instance what any instance committed: the database notifies channel "inbox" with the staff id of each new message.</summary>
public sealed class InboxListener(IConfiguration configuration, IHubContext<InboxHub> hub, ILogger<InboxListener> log) : BackgroundService
{
    private static readonly TimeSpan BeforeTryingAgain = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or IOException or System.Net.Sockets.SocketException)
            {
                log.LogWarning(e, "Lost the database while listening for inbox messages; trying again");
                await Task.Delay(BeforeTryingAgain, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken ct)
    {
        // its own connection: a pooled one would be reset and stop listening; the keep-alive notices a server that went away
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(WebHost.ConnectionName)) { Pooling = false, KeepAlive = 30 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        connection.Notification += (_, told) => _ = hub.Clients.Group(InboxHub.GroupOf(told.Payload)).SendAsync("inbox", CancellationToken.None);
        await connection.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand("listen inbox", connection)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true) { await connection.WaitAsync(ct); }
    }
}
