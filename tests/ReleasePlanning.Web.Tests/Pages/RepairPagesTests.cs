using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>Repair by plain forms, as a browser without scripts sends them.</summary>
public sealed class RepairPagesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";

    [Fact]
    public async Task A_token_is_chosen_its_move_looked_at_and_then_done()
    {
        using var client = await site.SignInAsync(Administrator);
        var (run, token) = await RunAsync("travel", before: "PlanTravel");
        var chosen = await client.GetStringAsync($"/en/runs/{run}?token={token}");
        chosen.ShouldContain("<option value=\"PlanTravel\"");
        chosen.ShouldNotContain("<option value=\"TravelStart\"");

        var looked = await PostAsync(client, $"/en/runs/{run}?token={token}", chosen, "move", ("token", token), ("to", "PlanTravel"), ("do", "preview"));
        looked.ShouldContain(Texts.Of("page.run.move.preview", Texts.English));
        looked.ShouldContain(Texts.Of("effect.OpenWorkItem", Texts.English));
        (await StateAsync(run)).Tokens.ShouldContain(t => t.Id == long.Parse(token, CultureInfo.InvariantCulture), "looking changes nothing");
        var refused = await PostAsync(client, $"/en/runs/{run}?token={token}", looked, "move", ("token", token), ("to", "PlanTravel"), ("do", "move"));
        refused.ShouldContain("f-move-reason-error");
        var done = await PostAsync(client, $"/en/runs/{run}?token={token}", looked, "move", ("token", token), ("to", "PlanTravel"), ("do", "move"), ("reason", "It should have begun."));

        done.ShouldContain(Texts.Of("page.run.done.moved", Texts.English));
        (await StateAsync(run)).Tokens.Select(t => t.ElementId).ShouldContain("PlanTravel");
        (await site.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.Act == "workflow.token-moved"))).ShouldBe(1);
    }

    [Fact]
    public async Task A_variable_is_changed_in_French_and_a_page_that_is_out_of_date_is_refused_with_what_was_typed()
    {
        using var client = await site.SignInAsync(Administrator);
        var (run, _) = await RunAsync("release-plan");
        var page = await client.GetStringAsync($"/fr/runs/{run}");
        var seen = Regex.Match(page, "name=\"seen\" value=\"([^\"]+)\"").Groups[1].Value;
        seen.ShouldNotBeEmpty();

        var done = await PostAsync(client, $"/fr/runs/{run}", page, "variable", ("seen", seen), ("name", "note"), ("value", "\"à revoir\""), ("reason", "Précision."));
        WebUtility.HtmlDecode(done).ShouldContain(Texts.Of("page.run.done.changed", Texts.French));
        (await StateAsync(run)).Variables["note"].ShouldBe("à revoir");
        var late = WebUtility.HtmlDecode(await PostAsync(client, $"/fr/runs/{run}", page, "variable", ("seen", seen), ("name", "note"), ("value", "\"autre\""), ("reason", "Trop tard.")));

        late.ShouldContain(Texts.Of("repair.moved-on", Texts.French));
        late.ShouldContain("Trop tard.");
        (await StateAsync(run)).Variables["note"].ShouldBe("à revoir");
    }

    [Fact]
    public async Task A_message_and_a_signal_are_sent_from_the_page_and_incidents_are_exported_as_listed()
    {
        using var client = await site.SignInAsync(Administrator);
        var page = await client.GetStringAsync("/en/waiting?q=release-facts-changed");
        var messageId = Regex.Match(page, "name=\"messageId\" value=\"([^\"]+)\"").Groups[1].Value;

        (await PostAsync(client, "/en/waiting", page, "message", ("messageId", messageId), ("name", "not-yet"), ("ttl", "soon"))).ShouldContain("f-ttl-error");
        WebUtility.HtmlDecode(await PostAsync(client, "/en/waiting", page, "message", ("messageId", messageId), ("name", "not-yet"), ("ttl", "P1D"))).ShouldContain(Texts.Of("page.waiting.kept", Texts.English, "not-yet"));
        WebUtility.HtmlDecode(await PostAsync(client, "/en/waiting", page, "signal", ("name", "drill"), ("reason", "A drill."))).ShouldContain(Texts.Of("page.waiting.signalled", Texts.English, "drill", 0));
        (await site.ReadAsync(db => db.Set<WorkflowMessage>().SingleAsync(m => m.MessageId == messageId))).State.ShouldBe(MessageState.Waiting);

        var open = await site.ReadAsync(db => db.Set<WorkflowIncident>().CountAsync(i => i.ResolvedAt == null));
        var lines = (await client.GetStringAsync("/en/incidents.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(open + 1, "one line each and the headings");
    }

    /// <param name="before">A step it has not come to.</param>
    private Task<(Guid Id, string Token)> RunAsync(string process, string before = "") => site.ReadAsync(async db =>
    {
        var runs = await db.Set<WorkflowInstance>().Where(i => i.ProcessId == process && i.Status == InstanceStatus.Running).OrderBy(i => i.StartedAt).ThenBy(i => i.Id).ToListAsync();
        var (id, tokens) = runs.Select(r => (r.Id.Value, ProcessStateJson.Read(r.State).Tokens)).First(r => r.Tokens.All(t => t.ElementId != before));
        return (id, tokens[0].Id.ToString(CultureInfo.InvariantCulture));
    });

    private Task<ProcessState> StateAsync(Guid run) => site.ReadAsync(async db => ProcessStateJson.Read(await db.Set<WorkflowInstance>().Where(i => i.Id == new WorkflowInstanceId(run)).Select(i => i.State).SingleAsync()));

    private static async Task<string> PostAsync(HttpClient client, string address, string page, string form, params (string Name, string Value)[] fields)
    {
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        var all = fields.Append(("_handler", form)).Append(("__RequestVerificationToken", token)).ToDictionary(f => f.Item1, f => f.Item2);
        using var answer = await client.PostAsync(address, new FormUrlEncodedContent(all));
        // after what was done, the page it leads to
        if (answer.StatusCode is HttpStatusCode.Found or HttpStatusCode.SeeOther) { return await client.GetStringAsync(answer.Headers.Location); }
        return await answer.Content.ReadAsStringAsync();
    }
}
