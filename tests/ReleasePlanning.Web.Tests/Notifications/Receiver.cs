using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ReleasePlanning.Web.Tests.Notifications;

public sealed record ReceivedEvent(string Id, string Timestamp, string Signature, string Body)
{
    public JsonElement Data => JsonElement.Parse(Body).GetProperty("data");
    public string Type => JsonElement.Parse(Body).GetProperty("type").GetString()!;
    public string Plan => Data.GetProperty("plan").GetString()!;
    public long Sequence => Data.GetProperty("sequence").GetInt64();

    /// <summary>As docs/operations.md shows it to receivers.</summary>
    public bool IsSignedWith(string secret)
    {
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
        return Signature.Split(' ').Any(s => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(s), Encoding.ASCII.GetBytes(expected)));
    }
}

/// <summary>Another system that listens for events, well or badly as the test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedEvent> taken = new(), seen = new();

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>How the next request fares: Take, or anything else, which is not taken.</summary>
    public Func<ReceivedEvent, HttpContext, Task<bool>> Behaves { get; set; } = (_, _) => Task.FromResult(true);

    public IReadOnlyList<ReceivedEvent> Taken => [.. taken];
    public IReadOnlyList<ReceivedEvent> Seen => [.. seen];
    public string Url { get; private set; } = "";

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.app.MapPost("/hook", receiver.ReceiveAsync);
        await receiver.app.StartAsync();
        receiver.Url = receiver.app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    private async Task ReceiveAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        var got = new ReceivedEvent(http.Request.Headers["webhook-id"]!, http.Request.Headers["webhook-timestamp"]!, http.Request.Headers["webhook-signature"]!, body);
        seen.Enqueue(got);
        if (await Behaves(got, http)) { taken.Enqueue(got); }
    }

    public static Task<bool> Fails(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.FromResult(false);
    }

    public static Task<bool> Hangs(HttpContext http)
    {
        var gone = new TaskCompletionSource<bool>();
        http.RequestAborted.Register(() => gone.TrySetResult(false));
        return gone.Task;
    }

    public static Task<bool> Cuts(HttpContext http)
    {
        http.Abort();
        return Task.FromResult(false);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
