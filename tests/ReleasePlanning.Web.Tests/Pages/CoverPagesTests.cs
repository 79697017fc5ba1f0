using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Pages;

public sealed class CoverPagesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private static readonly LocalDate Today = SiteFixture.Monday.InUtc().Date;

    [Fact]
    public async Task Somebody_signed_in_before_the_absence_began_acts_for_the_person_away_from_its_first_day_and_not_after_the_last()
    {
        using var intake = await ApiPerson.SignInAsync(site, "etienne.leclerc");
        var (colleague, cover) = await site.ReadAsync(async db =>
        {
            var me = await db.Set<StaffMember>().SingleAsync(s => s.SignIn == "etienne.leclerc");
            var other = new StaffMember { Id = StaffId.New(), SignIn = "other.unit", Name = "Other Unit", Language = "en", Email = "other@example.invalid" };
            var at = await db.Set<StaffRole>().Where(r => r.StaffId == me.Id).Select(r => r.SiteId).FirstAsync();
            db.Add(other);
            db.Add(new StaffRole { StaffId = other.Id, Role = Roles.VictimServices, SiteId = at });
            await db.SaveChangesAsync();
            db.Add(new Absence { Id = Guid.CreateVersion7(), StaffId = other.Id, CoverId = me.Id, FromOn = Today.PlusDays(1), UntilOn = Today.PlusDays(1) });
            await db.SaveChangesAsync();
            return (other.Id, me.Id);
        });
        (await intake.GetAsync("session")).GetProperty("covers").GetArrayLength().ShouldBe(0);
        var before = site.Clock.Now;
        try
        {
            site.Clock.Now = before + Duration.FromDays(1);
            var covers = (await intake.GetAsync("session")).GetProperty("covers");
            covers.GetArrayLength().ShouldBe(1, "the same sign-in, the next day");
            covers[0].GetProperty("for").GetGuid().ShouldBe(colleague.Value);
            site.Clock.Now = before + Duration.FromDays(2);
            (await intake.GetAsync("session")).GetProperty("covers").GetArrayLength().ShouldBe(0, "over");
        }
        finally { site.Clock.Now = before; }
    }

    [Fact]
    public async Task Who_is_recorded_as_having_left_is_signed_out_at_once()
    {
        using var yannick = await ApiPerson.SignInAsync(site, "yannick.landry");
        using var manager = await ApiPerson.SignInAsync(site, "antoine.pelletier");
        await yannick.GetAsync("session");
        var id = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.SignIn == "yannick.landry").Select(s => s.Id).SingleAsync());
        var caseload = await manager.GetAsync($"staff/{id}/caseload");
        var takers = caseload.GetProperty("plans").EnumerateArray().Select(p => new { planId = p.GetProperty("planId").GetGuid(), takerId = p.GetProperty("proposed").GetGuid() }).ToList();

        var left = await manager.ChangeAsync($"staff/{id}/departure", new { leftOn = Today.ToString("uuuu-MM-dd", null), reason = "Retired.", takers });

        left.GetProperty("active").GetBoolean().ShouldBeFalse();
        using var refused = await yannick.SendAsync("absences/preview", new { });
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task An_absence_is_entered_changed_and_ended_through_the_api_with_its_version_and_its_reasons()
    {
        using var wei = await ApiPerson.SignInAsync(site, "wei.okafor");
        var (me, cover) = await site.ReadAsync(async db => ((await db.Set<StaffMember>().SingleAsync(s => s.SignIn == "wei.okafor")).Id.Value, (await db.Set<StaffMember>().SingleAsync(s => s.SignIn == "yuki.farouk")).Id.Value));
        var asked = new { staffId = me, kind = "leave", fromOn = "2026-12-01", untilOn = "2026-12-04", coverId = cover };
        (await wei.ChangeAsync("absences/preview", asked)).GetProperty("problems").GetArrayLength().ShouldBe(0);
        using var wrong = await wei.SendAsync("absences", asked with { coverId = me });
        wrong.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await wrong.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("coverId");
        using var entered = await wei.SendAsync("absences", asked, key: "one-absence");
        using var again = await wei.SendAsync("absences", asked, key: "one-absence");
        entered.StatusCode.ShouldBe(HttpStatusCode.Created);
        var absence = await entered.Content.ReadFromJsonAsync<JsonElement>();
        (await again.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid().ShouldBe(absence.GetProperty("id").GetGuid());
        var (id, version) = (absence.GetProperty("id").GetGuid(), absence.GetProperty("version").GetUInt32());

        var changed = await wei.ChangeAsync($"absences/{id}/change", new { fromOn = "2026-12-02", untilOn = "2026-12-05", coverId = (Guid?)null, reason = (string?)null }, version);
        using var stale = await wei.SendAsync($"absences/{id}/end", new { backOn = (string?)null }, version);
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var ended = await wei.ChangeAsync($"absences/{id}/end", new { backOn = "2026-12-03" }, changed.GetProperty("version").GetUInt32());
        ended.GetProperty("endedOn").GetString().ShouldBe("2026-12-03");
        (await wei.GetAsync("absences")).GetProperty("own").GetArrayLength().ShouldBe(1, "what ended stays in the history");

        using var stranger = await ApiPerson.SignInAsync(site, "chidi.singh");
        using var forbidden = await stranger.SendAsync("absences", asked);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_absence_is_entered_from_the_page_in_one_form_and_shows_in_the_inbox_of_the_cover()
    {
        using var client = await site.SignInAsync("esther.eze");
        var page = await client.GetStringAsync("/en/absences");
        var cover = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.SignIn == "josef.olsen").Select(s => s.Id).SingleAsync());
        using var answer = await client.PostAsync("/en/absences", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = "enter", ["__RequestVerificationToken"] = Token(page), ["kind"] = "Leave", ["fromOn"] = "2026-11-23", ["untilOn"] = "2026-11-25", ["coverId"] = cover.ToString(), ["role"] = "", ["reason"] = "", ["do"] = "enter",
        }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());

        using var josef = await site.SignInAsync("josef.olsen");
        (await josef.GetStringAsync("/en/")).ShouldContain("You stand in for Esther Eze until Wed 25 Nov 2026");
        (await josef.GetStringAsync("/fr/")).ShouldContain("Vous remplacez Esther Eze jusqu’au");
        (await josef.GetStringAsync("/en/team-absences")).ShouldContain("Esther Eze");
        using var csv = await josef.GetAsync("/en/team-absences.csv");
        (await csv.Content.ReadAsStringAsync()).ShouldContain("2026-11-23");
    }

    [Fact]
    public async Task A_caseload_is_moved_from_the_page_and_sent_twice_it_is_moved_once()
    {
        var officer = await site.ReadAsync(db => db.Set<ReleasePlan>().Join(db.Set<StaffMember>(), p => p.ParoleOfficerId, s => s.Id, (p, s) => s).Where(s => s.SignIn != "amara.osei" && s.SignIn != "wei.okafor").OrderBy(s => s.SignIn).FirstAsync());
        var manager = await site.ReadAsync(db => db.Set<StaffMember>().FirstAsync(s => s.Roles.Any(r => r.Role == Roles.ManagerAssessmentInterventions && db.Set<StaffRole>().Any(o => o.StaffId == officer.Id && o.SiteId == r.SiteId))));
        using var client = await site.SignInAsync(manager.SignIn);
        var page = await client.GetStringAsync($"/en/staff/{officer.Id}/caseload");
        var form = new Dictionary<string, string>
        {
            ["_handler"] = "move", ["__RequestVerificationToken"] = Token(page), ["id"] = Regex.Match(page, "name=\"id\" value=\"([^\"]+)\"").Groups[1].Value, ["how"] = "good", ["reason"] = "Called away.",
        };
        foreach (Match select in Regex.Matches(page, "<select[^>]*name=\"(taker-[^\"]+)\".*?</select>", RegexOptions.Singleline)) { form[select.Groups[1].Value] = Regex.Match(select.Value, "<option value=\"([^\"]+)\" selected").Groups[1].Value; }
        form.Keys.Count(k => k.StartsWith("taker-", StringComparison.Ordinal)).ShouldBeGreaterThan(0);

        using var first = await client.PostAsync($"/en/staff/{officer.Id}/caseload", new FormUrlEncodedContent(form));
        using var second = await client.PostAsync($"/en/staff/{officer.Id}/caseload", new FormUrlEncodedContent(form));

        first.StatusCode.ShouldBe(HttpStatusCode.Redirect, await first.Content.ReadAsStringAsync());
        second.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await site.ReadAsync(db => db.Set<WorkItem>().CountAsync(w => w.OwnerId == officer.Id && w.State == WorkItemState.Open))).ShouldBe(0);
        var key = $"caseload:{form["id"]}";
        var told = await site.ReadAsync(db => db.Set<Notification>().Where(n => n.Key == key).Select(n => n.StaffId).ToListAsync());
        told.ShouldNotBeEmpty();
        told.ShouldBeUnique("each taker is told once");
    }

    [Fact]
    public async Task Unassigned_work_is_taken_with_one_press()
    {
        var (step, manager) = await site.ReadAsync(async db =>
        {
            var found = await (from w in db.Set<WorkItem>()
                               join p in db.Set<ReleasePlan>() on w.PlanId equals p.Id
                               where w.State == WorkItemState.Open && w.SiteId == p.ReleasingSiteId && db.Set<Site>().Any(s => s.Id == w.SiteId && s.Code == "red-willow")
                               orderby w.Id
                               select w).FirstAsync();
            found.OwnerId = null;
            await db.SaveChangesAsync();
            return (found.Id, await db.Set<StaffMember>().SingleAsync(s => s.SignIn == "farah.chen"));
        });
        using var client = await site.SignInAsync("farah.chen");
        var page = await client.GetStringAsync("/en/unassigned");
        page.ShouldContain("Unassigned work");
        using var answer = await client.PostAsync("/en/unassigned", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_handler"] = $"give-{step}", ["__RequestVerificationToken"] = Token(page), ["to"] = manager.Id.ToString(), ["version"] = "",
        }));
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        (await site.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == step))).OwnerId.ShouldBe(manager.Id);
        using var api = await ApiPerson.SignInAsync(site, "farah.chen");
        (await api.GetAsync("work-items/unassigned")).GetProperty("items").EnumerateArray().ShouldNotContain(i => i.GetProperty("id").GetGuid() == step.Value);
        (await api.ChangeAsync("sites/red-willow/unassigned-after", new { hours = 6 })).GetProperty("hours").GetInt32().ShouldBe(6);
    }

    private static string Token(string page) => Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
}
