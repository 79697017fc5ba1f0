using Microsoft.Playwright;

namespace ReleasePlanning.Web.Tests.Islands;

/// <summary>Serves one piece of markup with the bundled scripts, under the content security policy of the site, without a host.</summary>
internal static class IslandPage
{
    public const string Origin = "http://islands.example";

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'self'";

    private static readonly string Bundle = Path.Combine(Checkout.Root, "src", "ReleasePlanning.Web", "wwwroot", "islands");

    public static async Task OpenAsync(BrowserPage page, string island, string body, IReadOnlyDictionary<string, string>? files = null)
    {
        await page.Page.RouteAsync("**/*", route => AnswerAsync(route, island, body, files ?? new Dictionary<string, string>()));
        await page.GoToAsync(Origin + "/");
    }

    private static Task AnswerAsync(IRoute route, string island, string body, IReadOnlyDictionary<string, string> files)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        if (path.StartsWith("/islands/", StringComparison.Ordinal))
        {
            return route.FulfillAsync(new() { Path = Path.Combine(Bundle, path["/islands/".Length..]) });
        }

        return files.TryGetValue(path, out var file)
            ? route.FulfillAsync(new() { ContentType = "application/xml", Body = file })
            : path == "/favicon.ico" || path.EndsWith(".bpmn", StringComparison.Ordinal)
            ? route.FulfillAsync(new() { Status = path == "/favicon.ico" ? 204 : 404 })
            : route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Headers = new Dictionary<string, string> { ["content-security-policy"] = Policy }, Body = Html(island, body) });
    }

    private static string Html(string island, string body) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Island</title>
        <link rel="stylesheet" href="/islands/fonts.css">{(island == "viewer" ? "<link rel=stylesheet href=/islands/viewer.css>" : "")}
        <script type="module" src="/islands/{island}.js"></script></head><body><main><h1>Island</h1>{body}</main></body></html>
        """;
}
