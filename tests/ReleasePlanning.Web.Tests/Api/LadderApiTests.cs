using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Api;

/// <summary>Ladders, silences and escalations by programs.</summary>
public sealed class LadderApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";
    private static readonly object[] Rungs = [new { offset = "-2W", to = "owner" }, new { offset = "0", to = "area-director@destination", hold = "1W", otherwise = new[] { "district-director@region" } }];

    [Fact]
    public async Task A_ladder_is_drafted_replayed_published_and_never_changed_behind_somebodys_back()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);

        (await SendAsync(api, "PUT", "/ladders/community/draft", new { nameEn = "Community steps", nameFr = "Étapes dans la collectivité", rungs = new object[] { new { offset = "soon", to = "king@moon" } } }))
            .ShouldBeProblem(422, "no moment").ShouldContain(("rungs[0].offset", "ladder.offset"));
        (await SendAsync(api, "PUT", "/ladders/community/draft", new { nameEn = "", nameFr = "Étapes", rungs = new object[] { new { offset = "0", to = "owner" } } }))
            .ShouldBeProblem(422, "no ladder").Select(e => e.Code).ShouldBe(["ladder.nothing-after-due", "form.required"], ignoreOrder: true);
        var drafted = await SendAsync(api, "PUT", "/ladders/community/draft", new { nameEn = "Community steps", nameFr = "Étapes dans la collectivité", rungs = Rungs });
        drafted.Status.ShouldBe(200, drafted.Text);
        (await SendAsync(api, "PUT", "/ladders/community/draft", new { nameEn = "Other", nameFr = "Autre", rungs = Rungs })).ShouldBeProblem(428, "somebody drafted it already");

        var replay = await api.GetAsync("/ladders/community/replay");
        replay.GetProperty("byWeek").GetArrayLength().ShouldBeInRange(13, 14);
        var version = drafted.Body.GetProperty("version").GetUInt32();
        (await SendAsync(api, "POST", "/ladders/community/publish", new { comment = "Shorter." }, version: version + 1)).ShouldBeProblem(412, "it was another draft");
        var published = await SendAsync(api, "POST", "/ladders/community/publish", new { comment = "Shorter.", appliesToOpen = true }, version: version);
        published.Status.ShouldBe(200, published.Text);
        var one = await api.GetAsync("/ladders/community");
        one.GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("version").GetInt32()).ShouldBe([2, 1]);
        one.GetProperty("versions")[0].GetProperty("changes").GetArrayLength().ShouldBe(5, "three rungs are gone, two differ");
        (await SendAsync(api, "GET", "/ladders/nothing", null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Only_administrators_change_ladders_assignments_and_quiet_hours()
    {
        using var officer = await ApiClient.SignInAsync(site, "amara.osei");
        using var admin = await ApiClient.SignInAsync(site, Administrator);

        (await SendAsync(officer, "PUT", "/ladders/community/draft", new { nameEn = "x", nameFr = "x", rungs = Rungs })).Status.ShouldBe(403);
        (await SendAsync(officer, "PUT", "/quiet-hours/red-willow", new { from = "21:00:00", until = "06:00:00", whenClosed = true, mostSnoozeDays = 3 })).Status.ShouldBe(403);
        (await officer.GetAsync("/quiet-hours")).EnumerateArray().ShouldAllBe(s => s.GetProperty("from").GetString() != null);
        var changed = await SendAsync(admin, "PUT", "/quiet-hours/red-willow", new { from = "21:00:00", until = "06:00:00", whenClosed = false, mostSnoozeDays = 3 });
        changed.Status.ShouldBe(200, changed.Text);
        (await SendAsync(admin, "PUT", "/quiet-hours/nowhere", new { from = "21:00:00", until = "06:00:00", whenClosed = false, mostSnoozeDays = 3 })).Status.ShouldBe(404);
        var assigned = await SendAsync(admin, "POST", "/ladder-assignments", new { ladder = "hard-gate", role = Roles.Finance });
        assigned.Status.ShouldBe(201, assigned.Text);
        (await SendAsync(admin, "POST", "/ladder-assignments", new { ladder = "institution", role = Roles.Finance })).ShouldBeProblem(409, "assigned already").ShouldContain(("", "rule.one_ladder_per_role_and_kind_of_step"));
        (await SendAsync(admin, "DELETE", $"/ladder-assignments/{assigned.Body.GetProperty("id").GetGuid()}", null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_step_is_silenced_and_woken_and_a_plan_tells_its_escalations()
    {
        using var api = await ApiClient.SignInAsync(site, "amara.osei");
        var me = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.SignIn == "amara.osei").Select(s => s.Id).SingleAsync());
        var item = await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.OwnerId == me && w.State == WorkItemState.Open && w.DueAt > site.Clock.Now && w.Basis != BasisKind.Law && !w.HardGate).OrderBy(w => w.DueAt).FirstAsync());
        var until = (site.Clock.Now + Duration.FromHours(26)).ToString();

        (await SendAsync(api, "POST", $"/work-items/{item.Id}/snooze", new { until, reason = "" }, version: item.Version)).ShouldBeProblem(422, "why").ShouldContain(("reason", "form.required"));
        (await SendAsync(api, "POST", $"/work-items/{item.Id}/snooze", new { until = "2099-01-01T00:00:00Z", reason = "Court." }, version: item.Version)).ShouldBeProblem(422, "too long").Single().Field.ShouldBe("until");
        var snoozed = await SendAsync(api, "POST", $"/work-items/{item.Id}/snooze", new { until, reason = "Court." }, version: item.Version);
        snoozed.Status.ShouldBe(200, snoozed.Text);
        var woken = await SendAsync(api, "POST", $"/work-items/{item.Id}/end-snooze", new { }, version: snoozed.Body.GetProperty("version").GetUInt32());
        woken.Status.ShouldBe(200, woken.Text);
        woken.Body.GetProperty("snoozedUntil").ValueKind.ShouldBe(JsonValueKind.Null);

        await site.WaitUntilAsync(item.DueAt!.Value + Duration.FromDays(1));
        var told = (await api.GetAsync($"/plans/{item.PlanId}/escalations")).EnumerateArray().Where(e => e.GetProperty("workItemId").ValueKind != JsonValueKind.Null && e.GetProperty("workItemId").GetGuid() == item.Id.Value).ToList();
        var one = told.ShouldHaveSingleItem();
        one.GetProperty("why").GetProperty("text").GetString().ShouldNotBeNull().ShouldContain("Level 3 of 5.");
        one.GetProperty("resolvedBy").GetProperty("code").GetString().ShouldBe("escalation.resolved-by-step");
        one.GetProperty("next").GetProperty("toRole").GetString().ShouldBe(Roles.AssistantWardenInterventions);
        (await SendAsync(api, "POST", $"/escalations/{one.GetProperty("id").GetGuid()}/resolve", new { reason = "Done." })).ShouldBeProblem(409, "it is a step's").ShouldContain(("", "escalation.resolves-with-its-step"));
        (await site.ReadAsync(db => db.Set<Escalation>().CountAsync(e => e.WorkItemId == item.Id && !e.IsReminder))).ShouldBe(1);
    }

    private static Task<ApiAnswer> SendAsync(ApiClient api, string method, string path, object? body, uint? version = null) =>
        api.SendAsync(method, path, body is null ? null : JsonSerializer.Serialize(body), version is { } seen ? $"\"{seen}\"" : null);
}
