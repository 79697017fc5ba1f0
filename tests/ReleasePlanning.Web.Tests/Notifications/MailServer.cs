using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace ReleasePlanning.Web.Tests.Notifications;

/// <summary>A mail as a real mail server took it and a real mail reader read it.</summary>
public sealed record ReceivedMail(
    IReadOnlyList<string> To, string From, string Subject, string Text, string Html, string MessageId, string AutoSubmitted, string ContentType, string Headers);

/// <summary>A real SMTP server (npm package smtp-server) in a process of its own.</summary>
public sealed class MailServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly Channel<JsonElement> said = Channel.CreateUnbounded<JsonElement>();
    private readonly List<ReceivedMail> mails = [];

    private MailServer(Process process)
    {
        this.process = process;
        _ = ListenAsync();
    }

    public int Port { get; private set; }

    /// <summary>Mails in the order they were taken. The server answers the client before it says so: ask through <see cref="TakenAsync"/>.</summary>
    public IReadOnlyList<ReceivedMail> Mails { get { lock (mails) { return [.. mails]; } } }

    public static async Task<MailServer> StartAsync(int port = 0)
    {
        var program = Path.Combine(Checkout.Root, "tests", "ReleasePlanning.Web.Tests", "Notifications", "smtp.mjs");
        var server = new MailServer(Process.Start(new ProcessStartInfo("node", [program, port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardInput = true, RedirectStandardOutput = true })!);
        server.Port = (await server.HearAsync("port")).GetInt32();
        return server;
    }

    /// <summary>"take", "die" in the middle of a mail, or "refuse" every recipient.</summary>
    public async Task BehaveAsync(string word)
    {
        await process.StandardInput.WriteLineAsync(word);
        await process.StandardInput.FlushAsync();
        await HearAsync("behaves");
    }

    /// <summary>Everything taken so far: what was said before this question has been read.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> TakenAsync()
    {
        await BehaveAsync("take");
        return Mails;
    }

    private async Task<JsonElement> HearAsync(string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var line = await said.Reader.ReadAsync(patience.Token);
            if (line.TryGetProperty(what, out var value)) { return value; }
        }
    }

    private async Task ListenAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } text)
        {
            var line = JsonSerializer.Deserialize<JsonElement>(text);
            if (line.TryGetProperty("mail", out var mail)) { lock (mails) { mails.Add(mail.Deserialize<ReceivedMail>(JsonSerializerOptions.Web)!); } }
            await said.Writer.WriteAsync(line);
        }
        said.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
