using System.Net;
using System.Net.Sockets;
using System.Text;
using NodaTime;

namespace ReleasePlanning.Notifications;

/// <summary>One event on its way to an endpoint.</summary>
public sealed record OutgoingWebhook(string Url, string Id, string Body, Instant At, IReadOnlyList<string> Secrets);

/// <param name="IsGone">The receiver says it is no longer there (410).</param>
public sealed record WebhookAnswer(AttemptResult Result, bool IsGone = false);

/// <summary>Posts to other systems: no redirects, no cookies, no proxy, no address inside, bounded time and answer.</summary>
public sealed class WebhookGateway : IDisposable
{
    private const int LongestAnswer = 16 * 1024;
    private static readonly Duration LongestPause = Duration.FromHours(1);

    private readonly WebhookSettings settings;
    private readonly HttpClient http;

    public WebhookGateway(WebhookSettings settings)
    {
        this.settings = settings;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, MaxResponseHeadersLength = 16, PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = ConnectAsync,
        }, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public async Task<WebhookAnswer> SendAsync(OutgoingWebhook webhook, CancellationToken ct)
    {
        if (WebhookAddress.Check(webhook.Url, settings) is { } problem) { return new(new(problem.Reason.Code)); }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(settings.Timeout.ToTimeSpan());
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook.Url) { Content = new StringContent(webhook.Body, Encoding.UTF8, "application/json") };
        request.Headers.Add("webhook-id", webhook.Id);
        request.Headers.Add("webhook-timestamp", WebhookSignature.TimestampOf(webhook.At));
        request.Headers.Add("webhook-signature", WebhookSignature.Of(webhook.Id, webhook.At, webhook.Body, webhook.Secrets));
        request.Headers.UserAgent.ParseAdd("ReleasePlanning/1");
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            await ReadSomeAsync(answer, patience.Token);
            return ResultOf(answer, webhook.At);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { return new(new($"No answer within {settings.Timeout.TotalSeconds:0} seconds.")); }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException) { return new(new(e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message)); }
    }

    private static WebhookAnswer ResultOf(HttpResponseMessage answer, Instant now)
    {
        if (answer.IsSuccessStatusCode) { return new(AttemptResult.Sent); }
        var after = answer.Headers.RetryAfter is { } asked ? asked.Delta is { } delta ? Duration.FromTimeSpan(delta) : asked.Date is { } date ? Instant.FromDateTimeOffset(date) - now : Duration.Zero : (Duration?)null;
        return new(new($"HTTP {(int)answer.StatusCode}", After: after is { } pause ? Duration.Min(pause, LongestPause) : null), answer.StatusCode == HttpStatusCode.Gone);
    }

    // what it says is of no interest, but a connection that was read to its end can be used again
    private static async Task ReadSomeAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(ct);
        var (buffer, read) = (new byte[4096], 0);
        while (read < LongestAnswer && await body.ReadAsync(buffer, ct) is > 0 and var some) { read += some; }
    }

    // the address that was looked at is the address that is connected to: a name cannot change between the two
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = Array.FindAll(addresses, a => WebhookAddress.MayReach(a, settings));
        if (allowed.Length == 0) { throw new HttpRequestException("The name stands for an address inside, where webhooks may not go."); }
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => http.Dispose();
}
