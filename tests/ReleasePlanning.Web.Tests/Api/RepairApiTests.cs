using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Api;

/// <summary>Messages, signals, incidents and repair for administrators' programs.</summary>
public sealed class RepairApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";

    [Fact]
    public async Task A_run_is_read_previewed_moved_and_cancelled_each_on_the_state_that_was_seen()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var (id, token) = await ChildAsync("travel");
        var run = await api.GetAsync($"/runs/{id}");
        var seen = run.GetProperty("seen").GetString();
        run.GetProperty("tokens").EnumerateArray().Select(t => t.GetProperty("id").GetInt64()).ShouldContain(token);
        var targets = (await api.GetAsync($"/runs/{id}/tokens/{token}/targets")).EnumerateArray().Select(t => t.GetProperty("elementId").GetString()).ToList();
        targets.ShouldContain("PlanTravel");

        var preview = await api.PostAsync($"/runs/{id}/move-preview", new { tokenId = token, to = "PlanTravel" });
        preview.Status.ShouldBe(200, preview.Text);
        preview.Body.GetProperty("consequences").EnumerateArray().Select(c => c.GetProperty("what").GetString()).ShouldContain("OpenWorkItem");
        (await api.PostAsync($"/runs/{id}/move", new { tokenId = token, to = "PlanTravel", reason = "" })).ShouldBeProblem(422, "no reason").ShouldContain(("reason", "form.required"));
        (await api.PostAsync($"/runs/{id}/move", new { tokenId = token, to = "TravelStart", reason = "x" })).ShouldBeProblem(409, "a start").Single().Code.ShouldBe("workflow.finding");
        var moved = await api.PostAsync($"/runs/{id}/move", new { tokenId = token, to = "PlanTravel", reason = "It should have begun.", seen });
        moved.Status.ShouldBe(200, moved.Text);

        (await api.PostAsync($"/runs/{id}/variables", new { name = "note", value = "late", reason = "x", seen })).ShouldBeProblem(409, "it has moved on").Single().Code.ShouldBe("repair.moved-on");
        var changed = await api.SendAsync("POST", $"/runs/{id}/variables", """{"name":"arrival","value":{"$date":"2026-12-03"},"reason":"Known now."}""");
        changed.Status.ShouldBe(200, changed.Text);
        changed.Body.GetProperty("after").GetString().ShouldBe("""{"$date":"2026-12-03"}""");
        (await api.GetAsync($"/runs/{id}")).GetProperty("variables").GetProperty("arrival").GetProperty("$date").GetString().ShouldBe("2026-12-03");

        (await api.PostAsync($"/runs/{id}/cancel", new { reason = "Another way was found." })).Body.GetProperty("status").GetString().ShouldBe("cancelled");
        (await api.PostAsync($"/runs/{id}/cancel", new { reason = "Again." })).ShouldBeProblem(409, "it is over").Single().Code.ShouldBe("repair.not-running");
        var left = (await api.GetAsync("/incidents?process=release-plan&cause=task")).GetProperty("items").EnumerateArray().Where(i => i.GetProperty("elementId").GetString() == "ArrangeTravel").ToList();
        left.ShouldHaveSingleItem().GetProperty("elementName").GetString().ShouldNotBe("ArrangeTravel");
        var incident = left[0].GetProperty("id").GetString();
        (await api.PostAsync($"/incidents/{incident}/dismiss", new { reason = "Never mind." })).ShouldBeProblem(409, "the plan stands still").Single().Code.ShouldBe("incident.still-stuck");
        (await api.PostAsync($"/incidents/{incident}/retry", new { reason = "Called again." })).Status.ShouldBe(200);
        (await api.PostAsync($"/incidents/{incident}/retry", new { reason = "And again." })).ShouldBeProblem(409, "it is resolved").Single().Code.ShouldBe("incident.already-resolved");
        (await site.ReadAsync(db => db.Set<WorkflowInstance>().CountAsync(i => i.ParentTokenId != null && i.ProcessId == "travel" && i.Status == InstanceStatus.Cancelled))).ShouldBe(1);
    }

    [Fact]
    public async Task A_message_is_answered_alike_when_it_is_sent_twice_and_who_waits_is_listed()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var waiting = (await api.GetAsync("/subscriptions?kind=message&q=release-facts-changed")).GetProperty("items");
        waiting.GetArrayLength().ShouldBeGreaterThan(0);
        var plan = waiting[0].GetProperty("planId").GetString();

        (await api.PostAsync("/messages", new { name = "release-facts-changed", messageId = "m-several" })).ShouldBeProblem(409, "every plan waits for it").Single().Code.ShouldBe("message.several-wait");
        var first = await api.PostAsync("/messages", new { name = "release-facts-changed", messageId = "m-1", plan, variables = new { policeNotified = false, victimServicesAlerted = false } });
        var again = await api.PostAsync("/messages", new { name = "release-facts-changed", messageId = "m-1", plan, variables = new { policeNotified = false, victimServicesAlerted = false } });
        first.Status.ShouldBe(200, first.Text);
        first.Body.GetProperty("state").GetString().ShouldBe("delivered");
        (first.Body.GetProperty("repeated").GetBoolean(), again.Body.GetProperty("repeated").GetBoolean()).ShouldBe((false, true));
        again.Body.GetProperty("runId").GetString().ShouldBe(first.Body.GetProperty("runId").GetString());

        var kept = await api.PostAsync("/messages", new { name = "nobody-yet", messageId = "m-2", key = "K", ttl = "PT4H" });
        kept.Body.GetProperty("state").GetString().ShouldBe("waiting");
        (await api.GetAsync("/messages")).EnumerateArray().Select(m => m.GetProperty("messageId").GetString()).ShouldContain("m-2");
        var signal = await api.PostAsync("/signals", new { name = "nobody-hears", reason = "A drill." });
        signal.Body.GetProperty("plans").GetInt32().ShouldBe(0);
    }

    public static TheoryData<string, string, int, string, string> Bad => new()
    {
        { "/messages", """{"name":"m","messageId":"x","ttl":"four hours"}""", 422, "ttl", "a time in words" },
        { "/messages", """{"name":"m","messageId":"x","ttl":"P1M"}""", 422, "ttl", "a month has no fixed length" },
        { "/messages", """{"name":"m","messageId":"x","ttl":"P9999D"}""", 422, "ttl", "longer than is kept" },
        { "/messages", """{"name":"m","messageId":"x","variables":[1]}""", 422, "variables", "a list" },
        { "/messages", """{"name":"m","messageId":"x","variables":{"d":{"$date":"soon"}}}""", 422, "variables", "no such day" },
        { "/messages", """{"name":"","messageId":""}""", 422, "messageId", "both are needed" },
        { "/messages", """{"name":"m","messageId":"x","plan":"019aa000-0000-7000-8000-000000000000","ttl":"PT1H"}""", 422, "plan", "no such plan" },
        { "/messages", """{"name":"m"}""", 400, "", "no id" },
        { "/signals", """{"name":"s","reason":" "}""", 422, "reason", "why" },
        { "/signals", """{"name":" ","reason":"x"}""", 422, "name", "which" },
        { "/runs/019aa000-0000-7000-8000-000000000000/cancel", """{"reason":"x"}""", 404, "", "no such run" },
        { "/runs/019aa000-0000-7000-8000-000000000000/move-preview", """{"tokenId":1,"to":"x"}""", 404, "", "no such run" },
        { "/incidents/019aa000-0000-7000-8000-000000000000/dismiss", """{"reason":"x"}""", 404, "", "no such incident" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_input_is_said_by_field(string path, string body, int status, string field, string because)
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        (await api.SendAsync("POST", path, body)).ShouldBeProblem(status, because).Select(e => e.Field).ShouldContain(field, because);
    }

    [Theory]
    [InlineData("GET", "/subscriptions")]
    [InlineData("GET", "/messages")]
    [InlineData("POST", "/messages")]
    [InlineData("POST", "/signals")]
    [InlineData("POST", "/runs/019aa000-0000-7000-8000-000000000000/move")]
    public async Task All_of_it_is_the_administrators(string method, string path)
    {
        using var api = await ApiClient.SignInAsync(site, "amara.osei");
        (await api.SendAsync(method, path, method == "POST" ? "{}" : null)).ShouldBeProblem(403);
    }

    private Task<(Guid Id, long Token)> ChildAsync(string process) => site.ReadAsync(async db =>
    {
        var run = await db.Set<WorkflowInstance>().Where(i => i.ProcessId == process && i.Status == InstanceStatus.Running).OrderBy(i => i.StartedAt).FirstAsync();
        return (run.Id.Value, Bpmn.Execution.ProcessStateJson.Read(run.State).Tokens[0].Id);
    });
}
