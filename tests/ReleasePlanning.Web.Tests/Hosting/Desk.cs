using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>One person at their own browser, in their language: what they open, fill in and press.</summary>
public sealed class Desk(BrowserPage page, SiteFixture site, string language) : IAsyncDisposable
{
    public IPage Page => page.Page;

    public static async Task<Desk> OpenAsync(Browser browser, SiteFixture site, string name, string language = "en") =>
        new(await browser.SignInAsync(site, name, language), site, language);

    public async Task GoAsync(string path) => await page.GoToAsync($"{site.Address}/{language}/{path}");

    /// <summary>Fills the form of that name and sends it by one of its buttons.</summary>
    public async Task SendAsync(string form, string button, params (string Field, string Value)[] answers)
    {
        var fields = Page.Locator($"form:has(input[name='_handler'][value='{form}'])");
        foreach (var (name, value) in answers)
        {
            await UnfoldAsync(fields.Locator($"[name='{name}']").First);
            await FillAsync(fields.Locator($"[name='{name}']"), value);
        }
        var pressed = fields.Locator(button.Length > 0 ? $"button[value='{button}']" : "button");
        await UnfoldAsync(pressed);
        await pressed.ClickAsync();
    }

    /// <summary>Opens the step, answers it, and sees that it was taken.</summary>
    public async Task AnswerAsync(Guid step, string outcome, params (string Field, string Value)[] answers)
    {
        await GoAsync($"steps/{step}");
        await SendAsync("answer", outcome, answers);
        await SeesAsync(".notice.good");
    }

    public Task SeesAsync(string selector) => Expect(Page.Locator(selector).First).ToBeVisibleAsync();

    public Task ReadsAsync(string text) => Expect(Page.Locator("main")).ToContainTextAsync(text);

    public async Task MeetsNoBarrierAsync() => (await page.FindBarriersAsync()).ShouldBeEmpty();

    /// <summary>A form that is refused answers 422, which the browser reports.</summary>
    public void HasNoComplaint() => page.Complaints.Where(c => !c.Contains("status of 422", StringComparison.Ordinal)).ShouldBeEmpty();

    public ValueTask DisposeAsync() => page.DisposeAsync();

    /// <summary>Opens whatever part of the page it is folded away in, from the outside in.</summary>
    private static async Task UnfoldAsync(ILocator inside)
    {
        var folded = inside.Locator("xpath=ancestor::details[not(@open)]");
        while (await folded.CountAsync() > 0) { await folded.First.Locator("> summary").ClickAsync(); }
    }

    private static async Task FillAsync(ILocator fields, string value)
    {
        var field = fields.First;
        var kind = await field.EvaluateAsync<string>("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()");
        switch (kind)
        {
            case "radio": await fields.And(fields.Page.Locator($"[value='{value}']")).CheckAsync(); break;
            case "checkbox": await field.CheckAsync(); break;
            case "select": await field.SelectOptionAsync(value); break;
            case "file": await field.SetInputFilesAsync(value); break;
            default: await field.FillAsync(value); break;
        }
    }
}
