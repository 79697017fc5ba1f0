using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ReleasePlanning.Web.Tests.Browser))]

namespace ReleasePlanning.Web.Tests;

/// <summary>One Chromium for the whole run, started by the first test that needs it. Each page has a context of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places =
        [Environment.GetEnvironmentVariable("RP_CHROMIUM") ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // nothing waits this long on a machine with time; on a busy one a page that comes late is no failure
    private const int Patience = 60_000;

    private readonly Lazy<Task<IBrowser>> chromium;
    private IPlaywright? playwright;

    public Browser() => chromium = new(LaunchAsync);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A fresh page, without cookies, that notes whatever the reader would not see but a developer should.</summary>
    public async Task<BrowserPage> NewPageAsync(BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.ViewportSize ??= new() { Width = 1366, Height = 900 };
        options.Locale ??= "en-CA";
        var context = await (await chromium.Value).NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return new BrowserPage(context, await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium.IsValueCreated && chromium.Value.IsCompletedSuccessfully)
        {
            await (await chromium.Value).CloseAsync();
        }

        playwright?.Dispose();
    }

    private async Task<IBrowser> LaunchAsync()
    {
        var program = Places.FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium here. Install one (on Debian: apt-get install chromium) or set RP_CHROMIUM to it.");
        Assertions.SetDefaultExpectTimeout(Patience);
        playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = program,
            Headless = true,
            // without its sandbox because tests also run as root; it only ever opens our own pages
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
