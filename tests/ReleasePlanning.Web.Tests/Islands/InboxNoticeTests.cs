using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Islands;

public sealed class InboxNoticeTests(Browser browser)
{
    // SignalR ends each of its messages with this character
    private const char End = '\u001e';

    private const string Region = """
        <div id="inbox-live" role="status" data-hub="/hubs/inbox" data-message="Du nouveau travail est arrivé." data-refresh="Actualiser"></div>
        """;

    [Fact]
    public async Task New_work_is_announced_once_with_a_way_to_see_it()
    {
        await using var page = await browser.NewPageAsync();
        var server = new TaskCompletionSource<IWebSocketRoute>();
        await page.Page.RouteWebSocketAsync("**/hubs/inbox", socket => socket.OnMessage(frame =>
        {
            if (frame.Text?.Contains("\"protocol\"", StringComparison.Ordinal) == true)
            {
                socket.Send("{}" + End);
                server.TrySetResult(socket);
            }
        }));

        await IslandPage.OpenAsync(page, "inbox", Region);
        await Expect(page.Page.Locator("#inbox-live[data-live=true]")).ToHaveCountAsync(1);
        await Expect(page.Page.Locator("#inbox-live")).ToBeEmptyAsync();
        var socket = await server.Task;
        socket.Send("""{"type":1,"target":"inbox","arguments":[]}""" + End + """{"type":1,"target":"inbox","arguments":[]}""" + End);

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Du nouveau travail est arrivé. Actualiser");
        await Expect(page.Page.GetByRole(AriaRole.Link, new() { Name = "Actualiser" })).ToHaveAttributeAsync("href", IslandPage.Origin + "/");
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_page_without_the_region_opens_no_connection()
    {
        await using var page = await browser.NewPageAsync();
        var opened = false;
        page.Page.WebSocket += (_, _) => opened = true;

        await IslandPage.OpenAsync(page, "inbox", "<p>Nothing live here</p>");
        await page.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        opened.ShouldBeFalse();
        page.Complaints.ShouldBeEmpty();
    }
}
