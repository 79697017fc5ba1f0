using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Database;
using ReleasePlanning.Web;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Serving;

/// <summary>The measured process: the site as it is, with a clock that is told the time and timers fired when it is told to.
/// Listens on standard input: "now INSTANT" and "fire"; the end of input ends it.</summary>
public static class Serve
{
    public static async Task<int> RunAsync(string connectionString)
    {
        var clock = new SettableClock(SettableClock.Start);
        await using var site = WebHost.Build(
            ["--environment=Development", "--urls=http://127.0.0.1:0", $"--ConnectionStrings:{WebHost.ConnectionName}={connectionString}", "--Logging:LogLevel:Default=Warning"],
            builder => Configure(builder, clock));
        await site.StartAsync();
        await Console.Out.WriteLineAsync(site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        while (await Console.In.ReadLineAsync() is { } line)
        {
            await Console.Out.WriteLineAsync(await AnswerAsync(line.Split(' '), site, clock));
        }
        await site.StopAsync();
        return 0;
    }

    private static void Configure(WebApplicationBuilder builder, SettableClock clock)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<IClock>(clock));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDatabaseTime>(clock));
        // its rounds are run from here, so that they can be counted
        builder.Services.Remove(builder.Services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(TimerWorker)));
        // standard output is for answers
        builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static async Task<string> AnswerAsync(string[] words, WebApplication site, SettableClock clock)
    {
        switch (words[0])
        {
            case "now":
                clock.Now = InstantPattern.ExtendedIso.Parse(words[1]).Value;
                return "ok";
            case "fire":
                var (fire, worker, watch) = (site.Services.GetRequiredService<FireDueTimers>(), Guid.CreateVersion7(), Stopwatch.StartNew());
                var fired = 0;
                while (await fire.RunAsync(worker, TimerWorker.MostAtOnce, TimerWorker.Parallel, CancellationToken.None) is > 0 and var n) { fired += n; }
                return string.Create(CultureInfo.InvariantCulture, $"{fired} {watch.Elapsed.TotalMilliseconds}");
            default:
                throw new InvalidOperationException($"\"{words[0]}\" is not understood.");
        }
    }
}
