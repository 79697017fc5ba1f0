using Microsoft.Playwright;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>What a test looks at on any page.</summary>
public static class Looking
{
    /// <summary>Waits until the page's diagram, where it has one, is drawn.</summary>
    public static async Task DiagramShownAsync(this BrowserPage page)
    {
        if (await page.Page.Locator("#diagram-viewer").CountAsync() > 0) { await page.Page.Locator("#diagram-viewer .djs-element").First.WaitForAsync(); }
    }

    /// <summary>Presses the button with that text.</summary>
    public static Task PressAsync(this BrowserPage page, string button) => page.Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();

    /// <summary>What makes the page scroll sideways at its present width; empty when it does not.</summary>
    public static Task<string[]> FindTooWideAsync(this BrowserPage page) => page.Page.EvaluateAsync<string[]>("""
        () => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return [];
          return [`${document.documentElement.scrollWidth} > ${width}`, ...[...document.body.querySelectorAll('*')]
            .filter(e => e.getBoundingClientRect().right > width + 1).slice(0, 6)
            .map(e => `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} ${Math.round(e.getBoundingClientRect().right)}: ${(e.textContent ?? '').trim().slice(0, 40)}`)];
        }
        """);
}
