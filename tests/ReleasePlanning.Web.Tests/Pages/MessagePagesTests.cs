using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>Messages, choices, calendar and webhooks as people meet them.</summary>
public sealed class MessagePagesTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task A_message_that_comes_while_a_page_is_open_is_counted_there_and_read_on_the_list()
    {
        var (officer, plan) = await AmaraAsync();
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"update notifications set read_at = at where staff_id = {officer.Value}"));
        await using var desk = await Desk.OpenAsync(browser, site, "Amara Osei");
        await desk.GoAsync("plans");
        await Expect(desk.Page.Locator("[data-unread][data-live=true]")).ToHaveCountAsync(1);
        await Expect(desk.Page.Locator("[data-unread] .count")).ToBeHiddenAsync();
        await TellAsync(officer, plan);
        await TellAsync(officer, plan);
        await Expect(desk.Page.Locator("[data-unread] .count")).ToHaveTextAsync("2");

        await desk.GoAsync("notifications?read=no");
        await Expect(desk.Page.Locator("table.records tbody tr")).ToHaveCountAsync(2);
        await desk.Page.Locator("table.records tbody tr").First.GetByRole(Microsoft.Playwright.AriaRole.Button).First.ClickAsync();
        await desk.SeesAsync(".notice.good");
        await Expect(desk.Page.Locator("table.records tbody tr")).ToHaveCountAsync(1);
        await desk.Page.Locator(".list-tools form button").ClickAsync();
        await desk.SeesAsync(".empty");
        await Expect(desk.Page.Locator("[data-unread] .count")).ToBeHiddenAsync();
        desk.HasNoComplaint();
    }

    [Fact]
    public async Task Each_person_sees_and_reads_only_their_own_messages()
    {
        var (officer, plan) = await AmaraAsync();
        var told = await TellAsync(officer, plan);
        using var other = await ApiPerson.SignInAsync(site, "priya.kowalski");

        (await other.GetAsync("notifications")).GetProperty("items").EnumerateArray().ShouldNotContain(m => m.GetProperty("id").GetGuid() == told);
        (await other.SendAsync($"notifications/{told}/read", new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var amara = await ApiPerson.SignInAsync(site, "amara.osei");
        (await amara.GetAsync("notifications?read=no&kind=Decision")).GetProperty("items").EnumerateArray().ShouldContain(m => m.GetProperty("id").GetGuid() == told);
        await amara.ChangeAsync($"notifications/{told}/read", new { });
        (await amara.GetAsync("notifications?read=no")).GetProperty("items").EnumerateArray().ShouldNotContain(m => m.GetProperty("id").GetGuid() == told);
    }

    [Fact]
    public async Task A_choice_of_mail_is_kept_and_one_that_is_none_is_refused_by_name()
    {
        using var amara = await ApiPerson.SignInAsync(site, "amara.osei");
        (await amara.GetAsync("notifications/choice")).GetProperty("mail").GetString().ShouldBe("each");
        (await amara.ChangeAsync("notifications/choice", new { mail = "digest" })).GetProperty("mail").GetString().ShouldBe("digest");
        (await amara.GetAsync("notifications/choice")).GetProperty("mail").GetString().ShouldBe("digest");
        (await amara.SendAsync("notifications/choice", new { mail = "pigeon" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_calendar_reads_its_feed_and_asks_for_changes_only_until_the_address_is_taken_away()
    {
        var (officer, plan) = await AmaraAsync();
        using var amara = await ApiPerson.SignInAsync(site, "amara.osei");
        var address = (await amara.ChangeAsync("notifications/calendar-feed", new { })).GetProperty("address").GetString()!;
        address.ShouldMatch("/feeds/[0-9a-f]{64}.ics$");
        using var program = site.NewClient();

        using var first = await program.GetAsync(address);
        first.Content.Headers.ContentType!.MediaType.ShouldBe("text/calendar");
        var text = await first.Content.ReadAsStringAsync();
        var calendar = Ical.Net.Calendar.Load(text)!;
        var mine = await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.OwnerId == officer && w.State == WorkItemState.Open && w.DueAt != null).ToListAsync());
        mine.ShouldNotBeEmpty();
        foreach (var step in mine)
        {
            var entry = calendar.Events.Where(e => e.Uid == $"{step.Id}@release-planning").ShouldHaveSingleItem();
            entry.Start!.AsUtc.ShouldBe(step.DueAt!.Value.ToDateTimeUtc(), TimeSpan.FromSeconds(1));
            entry.Url!.ToString().ShouldEndWith($"/en/steps/{step.Id}");
        }
        var person = await site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId));
        text.ShouldContain($"{person.GivenNames[0]}.{person.FamilyName[0]}.");
        foreach (var personal in new[] { person.FamilyName, person.Fps, "ictim" }) { text.ShouldNotContain(personal); }

        using var again = new HttpRequestMessage(HttpMethod.Get, address);
        again.Headers.IfNoneMatch.Add(new EntityTagHeaderValue(first.Headers.ETag!.Tag));
        (await program.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        (await program.GetAsync(Regex.Replace(address, "/feeds/.", "/feeds/" + (address.Contains("/feeds/0", StringComparison.Ordinal) ? "1" : "0")))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await amara.ChangeAsync("notifications/calendar-feed/revoke", new { });
        (await program.GetAsync(address)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_feed_ends_when_its_reader_leaves_and_one_that_is_read_too_often_is_told_to_wait()
    {
        var leaver = await site.ReadAsync(db => db.Set<StaffMember>().OrderByDescending(s => s.SignIn).FirstAsync());
        await using var scope = site.Services.CreateAsyncScope();
        var key = (await scope.ServiceProvider.GetRequiredService<MakeCalendarFeed>().RunAsync(new(leaver.Id, leaver.Name, []), default)).Value!;
        using var program = site.NewClient();
        (await program.GetAsync($"/feeds/{key}.ics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Id == leaver.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Active, false)));
        (await program.GetAsync($"/feeds/{key}.ics")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 70; i++) { answers.Add((await program.GetAsync($"/feeds/{key}.ics")).StatusCode); }
        answers.ShouldContain(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task An_administrator_adds_a_webhook_whose_secret_is_shown_once_tests_it_and_drops_a_delivery_with_a_reason()
    {
        await using var desk = await Desk.OpenAsync(browser, site, "Priya Kowalski");
        await desk.GoAsync("webhooks");
        await desk.SendAsync("add", "", ("name", "Board"), ("url", "http://10.0.0.1/hook"));
        await desk.ReadsAsync("https");
        await desk.SendAsync("add", "", ("url", "https://board.example/hook"), ("events", "*"));
        var secret = await desk.Page.Locator(".secret").InnerTextAsync();
        secret.ShouldStartWith("whsec_");
        await desk.MeetsNoBarrierAsync();
        await desk.Page.Locator(".notice.good a").ClickAsync();
        (await desk.Page.ContentAsync()).ShouldNotContain(secret);
        await desk.SendAsync("ping", "");
        await desk.SeesAsync(".notice.good");

        var id = await site.ReadAsync(db => db.Set<Delivery>().Where(d => d.Act == "ping").Select(d => d.Id).SingleAsync());
        await desk.GoAsync("deliveries?channel=Webhook");
        await desk.SendAsync($"decide-{id}", "drop");
        await desk.SeesAsync(".error-summary");
        await desk.SendAsync($"decide-{id}", "drop", ("reason", "Only a test."));
        await desk.SeesAsync(".notice.good");
        var dropped = await site.ReadAsync(db => db.Set<Delivery>().SingleAsync(d => d.Id == id));
        (dropped.State, dropped.DropReason).ShouldBe((DeliveryState.Dropped, "Only a test."));
        desk.HasNoComplaint();
    }

    [Fact]
    public async Task A_webhook_changed_by_somebody_else_meanwhile_is_not_overwritten()
    {
        using var priya = await ApiPerson.SignInAsync(site, "priya.kowalski");
        var added = await priya.ChangeAsync("webhooks", new { name = "One", url = "https://one.example/hook", events = new[] { "plan.escalated" } });
        var path = "webhooks/" + added.GetProperty("webhook").GetProperty("id").GetGuid();
        var changed = new { name = "Two", url = "https://two.example/hook", events = new[] { "plan.moved" } };

        (await priya.SendAsync(path, changed)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        await priya.ChangeAsync(path, changed, version: 1);
        (await priya.SendAsync(path, changed, version: 1)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await priya.SendAsync(path, new { name = "", url = "http://127.0.0.1:1", events = Array.Empty<string>() }, version: 2)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await priya.GetAsync(path)).TryGetProperty("secret", out _).ShouldBeFalse("it is shown once");
        using var amara = await ApiPerson.SignInAsync(site, "amara.osei");
        (await amara.SendAsync(path + "/rotate", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(StaffId Officer, ReleasePlan Plan)> AmaraAsync()
    {
        var officer = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.SignIn == "amara.osei").Select(s => s.Id).SingleAsync());
        return (officer, await site.ReadAsync(db => (from p in db.Set<ReleasePlan>() where db.Set<WorkItem>().Any(w => w.PlanId == p.Id && w.OwnerId == officer && w.DueAt != null) orderby p.Number select p).FirstAsync()));
    }

    private Task<Guid> TellAsync(StaffId to, ReleasePlan plan) => site.ReadAsync(async db =>
    {
        var told = new Notification { Id = Guid.CreateVersion7(), StaffId = to, Key = "test:" + Guid.CreateVersion7(), PlanId = plan.Id, At = site.Clock.Now - Duration.FromSeconds(1), Reason = new Reason("escalation.asked", plan.Number, plan.ReleaseOn) };
        db.Add(told);
        await db.SaveChangesAsync();
        return told.Id;
    });
}
