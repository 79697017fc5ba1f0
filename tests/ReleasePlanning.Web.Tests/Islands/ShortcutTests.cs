using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Islands;

public sealed class ShortcutTests(Browser browser)
{
    private const string Body = """
        <a href="#inbox" data-shortcut="g i">Inbox</a> <a href="#plans" data-shortcut="g p">Plans</a>
        <label>Search <input type="search" data-shortcut="/"></label>
        <ul><li><a href="#one" data-list-item>One</a></li><li><a href="#two" data-list-item>Two</a></li></ul>
        <button data-shortcut="?" data-opens="help">Keyboard</button>
        <dialog id="help" aria-label="Keyboard"><label><input type="checkbox" data-shortcuts-switch> Use shortcuts</label><form method="dialog"><button>Close</button></form></dialog>
        """;

    [Theory]
    [InlineData("g i", "#inbox", "two keys in a row")]
    [InlineData("g p", "#plans", "the same first key, another second one")]
    [InlineData("g x", "", "a second key that means nothing")]
    [InlineData("i", "", "the second key alone")]
    public async Task Keys_follow_the_link_that_names_them(string keys, string fragment, string reason)
    {
        await using var page = await OpenAsync();

        await PressAsync(page, keys);

        new Uri(page.Page.Url).Fragment.ShouldBe(fragment, reason);
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_slash_goes_to_the_search_and_is_an_ordinary_character_there()
    {
        await using var page = await OpenAsync();

        await PressAsync(page, "/ / g i");

        await Expect(page.Page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await Expect(page.Page.GetByRole(AriaRole.Searchbox)).ToHaveValueAsync("/gi");
        new Uri(page.Page.Url).Fragment.ShouldBeEmpty();
    }

    [Fact]
    public async Task J_and_k_walk_through_a_list_and_stop_at_its_ends()
    {
        await using var page = await OpenAsync();

        await PressAsync(page, "j j j");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Two" })).ToBeFocusedAsync();

        await PressAsync(page, "k k");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "One" })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Somebody_who_dictates_can_turn_them_off_for_good()
    {
        await using var page = await OpenAsync();

        await PressAsync(page, "?");
        await page.Page.GetByLabel("Use shortcuts").UncheckAsync();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.Page.ReloadAsync();
        await PressAsync(page, "g i");

        new Uri(page.Page.Url).Fragment.ShouldBeEmpty();
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Keyboard" }).ClickAsync();
        await Expect(page.Page.GetByLabel("Use shortcuts")).Not.ToBeCheckedAsync();
    }

    [Fact]
    public async Task After_a_refused_form_the_reader_is_at_the_summary_of_errors()
    {
        await using var page = await browser.NewPageAsync();

        await IslandPage.OpenAsync(page, "page", """<div class="error-summary" tabindex="-1"><h2>There is a problem</h2></div>""");

        await Expect(page.Page.Locator(".error-summary")).ToBeFocusedAsync();
    }

    private async Task<BrowserPage> OpenAsync()
    {
        var page = await browser.NewPageAsync();
        await IslandPage.OpenAsync(page, "page", Body);
        return page;
    }

    private static async Task PressAsync(BrowserPage page, string keys)
    {
        foreach (var key in keys.Split(' '))
        {
            await page.Page.Keyboard.PressAsync(key);
        }
    }
}
