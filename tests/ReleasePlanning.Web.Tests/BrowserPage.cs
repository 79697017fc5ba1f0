using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ReleasePlanning.Web.Tests;

/// <summary>A page and everything that went wrong on it: script errors, refused content, requests to somebody else's server.</summary>
public sealed class BrowserPage : IAsyncDisposable
{
    private static readonly string AxeScript = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js"));

    private readonly ConcurrentQueue<string> complaints = new();
    private readonly IBrowserContext context;
    private string? origin;

    internal BrowserPage(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") { complaints.Enqueue($"{message.Type}: {message.Text}"); } };
        page.PageError += (_, error) => complaints.Enqueue($"script error: {error}");
        page.Request += (_, request) => NoteForeign(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Must be empty at the end of every browser test that does not provoke an error itself.</summary>
    public IReadOnlyCollection<string> Complaints => complaints;

    public async Task<IResponse?> GoToAsync(string url)
    {
        origin ??= new Uri(url).GetLeftPart(UriPartial.Authority);
        return await Page.GotoAsync(url);
    }

    /// <summary>What axe finds against WCAG 2.1 A and AA, one line per rule with the places.</summary>
    public async Task<string[]> FindBarriersAsync()
    {
        await Page.EvaluateAsync(AxeScript + "; true");
        return await Page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations'] }))
              .violations.map(v => `${v.impact} ${v.id} (${v.nodes.length}): ${v.nodes.slice(0, 3).map(n => n.target.join(' ')).join(' | ')}`)
            """);
    }

    /// <summary>Saved as <c>screenshots/NAME.png</c> for people to look at; nothing compares it.</summary>
    public Task SaveScreenshotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Checkout.Root, "screenshots", name + ".png"), FullPage = true });

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void NoteForeign(string url)
    {
        if (origin is not null && !url.StartsWith(origin, StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal))
        {
            complaints.Enqueue($"left the site: {url}");
        }
    }
}
