using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

public sealed class PlanApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    /// <summary>Somebody who leaves by law in a while and has no open plan, and the sign-in of an officer at their institution.</summary>
    private Task<(string Officer, Dictionary<string, object?> Request)> SomebodyAsync() => site.ReadAsync(async db =>
    {
        var soon = site.Clock.Now.InUtc().Date.PlusDays(20);
        var person = await db.Set<Person>().Where(p => p.SentenceKind == SentenceKind.Determinate && p.StatutoryReleaseOn > soon
            && db.Set<Site>().Any(s => s.Id == p.InstitutionId && s.Region == Region.Prairie)
            && !db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id && (r.Status == PlanStatus.Active || r.Status == PlanStatus.Released))).OrderBy(p => p.Fps).FirstAsync();
        var officer = await db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == person.InstitutionId)).OrderBy(s => s.SignIn).FirstAsync();
        var office = await db.Set<Site>().Where(s => s.Kind == SiteKind.ParoleOffice && s.Region == Region.Prairie).OrderBy(s => s.Code).FirstAsync();
        return (officer.SignIn, new Dictionary<string, object?>
        {
            ["personId"] = person.Id.Value, ["releaseType"] = "statutoryRelease", ["paroleOfficeId"] = office.Id.Value, ["destinationCommunity"] = office.City,
            ["destinationAddress"] = "12 Fictional Street", ["needsResidence"] = false,
        });
    });

    private async Task<(ApiClient Api, string Id, string Tag)> LaunchedAsync()
    {
        var (officer, request) = await SomebodyAsync();
        var api = await ApiClient.SignInAsync(site, officer);
        var launched = await api.PostAsync("/plans", request);
        launched.Status.ShouldBe(201, launched.Text);
        var id = launched.Body.GetProperty("id").GetString()!;
        return (api, id, (await api.SendAsync("GET", "/plans/" + id, null)).Tag!);
    }

    [Fact]
    public async Task A_plan_is_previewed_launched_read_and_its_first_step_answered()
    {
        var (officer, request) = await SomebodyAsync();
        using var api = await ApiClient.SignInAsync(site, officer);
        var preview = await api.PostAsync("/plans/preview", request);
        preview.Status.ShouldBe(200, preview.Text);
        preview.Body.GetProperty("whyReleaseOn").GetProperty("text").GetString().ShouldNotBeNullOrWhiteSpace();
        preview.Body.GetProperty("firstSteps").GetArrayLength().ShouldBeGreaterThan(0);

        var launched = await api.PostAsync("/plans", request);
        launched.Status.ShouldBe(201, launched.Text);
        var id = launched.Body.GetProperty("id").GetString();
        var plan = await api.GetAsync("/plans/" + id);
        plan.GetProperty("steps").GetArrayLength().ShouldBe(preview.Body.GetProperty("firstSteps").GetArrayLength());
        plan.GetProperty("toCome").GetArrayLength().ShouldBeGreaterThan(0);
        plan.GetProperty("releaseOn").GetString().ShouldBe(preview.Body.GetProperty("releaseOn").GetString());

        var inbox = await api.GetAsync("/work-items?q=" + plan.GetProperty("number").GetString());
        var mine = inbox.GetProperty("items").EnumerateArray().First().GetProperty("id").GetString();
        var read = await api.SendAsync("GET", "/work-items/" + mine, null);
        var answers = new Dictionary<string, object>();
        var outcome = read.Body.GetProperty("outcomes")[0].GetProperty("code").GetString()!;
        foreach (var field in read.Body.GetProperty("fields").EnumerateArray().Where(f => f.GetProperty("neededFor").EnumerateArray().Any(o => o.GetString() == outcome)))
        {
            answers[field.GetProperty("name").GetString()!] = Fill(field, site.Clock.Now);
        }
        var done = await api.PostAsync($"/work-items/{mine}/complete", new { outcome, answers }, read.Tag);
        done.Status.ShouldBe(200, done.Text);
        done.Body.GetProperty("state").GetString().ShouldBe("completed");

        var history = await api.GetAsync($"/plans/{id}/history");
        history.GetProperty("items").EnumerateArray().Select(h => h.GetProperty("act").GetString()).ShouldContain("step.completed");
    }

    private static object Fill(JsonElement field, Instant now) => field.GetProperty("kind").GetString() switch
    {
        "yesNo" or "confirm" => true,
        "date" => now.InUtc().Date.ToString("uuuu-MM-dd", null),
        "dateTime" => now.InUtc().LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm", null),
        "choice" or "site" => field.GetProperty("options")[0].GetProperty("code").GetString()!,
        "amount" => 80.5,
        _ => "As discussed.",
    };

    [Fact]
    public async Task A_change_says_which_version_it_has_seen()
    {
        var (api, id, tag) = await LaunchedAsync();
        using var client = api;

        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = "Transferred." })).ShouldBeProblem(428, "no If-Match");
        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = "Transferred." }, "\"1\"")).ShouldBeProblem(412, "an old version");
        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = "Transferred." }, "\"not-ours\"")).ShouldBeProblem(412, "a tag that was never ours");
        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = " " }, tag)).ShouldBeProblem(422, "no reason").ShouldContain(("reason", "form.required"));
        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = "Transferred." }, tag)).Status.ShouldBe(200);
        (await api.PostAsync($"/plans/{id}/withdraw", new { reason = "Transferred." }, tag)).ShouldBeProblem(409, "withdrawn already");
    }

    [Fact]
    public async Task The_same_change_sent_twice_with_a_key_is_done_once()
    {
        var (officer, request) = await SomebodyAsync();
        using var api = await ApiClient.SignInAsync(site, officer);
        var key = Guid.NewGuid().ToString();

        var first = await api.PostAsync("/plans", request, key: key);
        var second = await api.PostAsync("/plans", request, key: key);
        first.Status.ShouldBe(201, first.Text);
        (second.Status, second.Text, second.Replayed).ShouldBe((201, first.Text, true));
        request["destinationAddress"] = "14 Fictional Street";
        (await api.PostAsync("/plans", request, key: key)).ShouldBeProblem(409, "another body under the same key");
        (await api.PostAsync("/plans", request)).ShouldBeProblem(409, "the person has an open plan").Single().Code.ShouldBe("launch.has-open-plan");
    }

    [Fact]
    public async Task Who_has_no_part_in_a_plan_neither_reads_nor_launches_nor_changes_it()
    {
        var (api, id, tag) = await LaunchedAsync();
        using var client = api;
        var (_, request) = await SomebodyAsync();
        using var elsewhere = await ApiClient.SignInAsync(site, "chidi.singh");

        (await elsewhere.SendAsync("GET", "/plans/" + id, null)).ShouldBeProblem(403, "another region's institution");
        (await elsewhere.PostAsync("/plans", request)).ShouldBeProblem(403, "not their institution").Single().Code.ShouldBe("launch.not-your-institution");
        (await elsewhere.PostAsync($"/plans/{id}/withdraw", new { reason = "Because." }, tag)).ShouldBeProblem(403, "not theirs to change");
        (await elsewhere.GetAsync("/plans")).GetProperty("items").EnumerateArray().Select(p => p.GetProperty("id").GetString()).ShouldNotContain(id);
        using var stranger = new ApiClient(site.NewClient());
        (await stranger.SendAsync("GET", "/plans/" + id, null)).ShouldBeProblem(401, "nobody signed in");
    }

    [Fact]
    public async Task Moving_the_release_day_shows_what_moves_before_it_moves()
    {
        var (api, id, tag) = await LaunchedAsync();
        using var client = api;
        var plan = await api.GetAsync("/plans/" + id);
        var entitled = plan.GetProperty("entitlementOn").GetString()!;

        (await api.PostAsync($"/plans/{id}/move-preview", new { releaseOn = entitled, reason = "Asked." })).ShouldBeProblem(422, "never on the entitlement day").ShouldContain(e => e.Field == "releaseOn");
        var early = DateOnly.Parse(plan.GetProperty("releaseOn").GetString()!, null).AddDays(-1);
        while (early.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) { early = early.AddDays(-1); }
        var asked = new { releaseOn = early.ToString("yyyy-MM-dd", null), reason = "Bus on that day only.", earlyApproval = "The warden, 20 November." };
        var preview = await api.PostAsync($"/plans/{id}/move-preview", asked);
        preview.Status.ShouldBe(200, preview.Text);
        preview.Body.GetProperty("dates").GetArrayLength().ShouldBeGreaterThan(0);
        (await api.GetAsync("/plans/" + id)).GetProperty("releaseOn").GetString().ShouldBe(plan.GetProperty("releaseOn").GetString(), "a preview changes nothing");

        var moved = await api.PostAsync($"/plans/{id}/move", new { asked.releaseOn, asked.reason, asked.earlyApproval, pastDue = "grace" }, tag);
        moved.Status.ShouldBe(200, moved.Text);
        (await api.GetAsync("/plans/" + id)).GetProperty("releaseOn").GetString().ShouldBe(asked.releaseOn);
    }
}
