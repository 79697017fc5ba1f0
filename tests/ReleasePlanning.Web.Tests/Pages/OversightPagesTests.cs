using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Pages;

public sealed class OversightPagesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Theory]
    [InlineData("simon.belanger", "/en/audit", "Audit log", "an auditor reads the log")]
    [InlineData("simon.belanger", "/fr/audit?plan=RP-&from=2026-01-01", "Journal d’audit", "filters in the address, in French")]
    [InlineData("simon.belanger", "/fr/overdue?sort=-age&seen=no&role=finance", "En retard", "an auditor sees every plan")]
    [InlineData("priya.kowalski", "/en/workflows/release-plan", "release-plan", "an administrator looks at a diagram")]
    [InlineData("priya.kowalski", "/fr/incidents", "Incidents", "an administrator sees what is stuck")]
    public async Task A_page_of_oversight_opens(string who, string path, string shows, string because)
    {
        using var client = await site.SignInAsync(who);
        using var answer = await client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, because);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(shows, Case.Sensitive, because);
    }

    [Fact]
    public async Task The_log_is_closed_to_who_is_no_auditor()
    {
        using var amara = await site.SignInAsync("amara.osei");
        using var answer = await amara.GetAsync("/en/audit");
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_chain_is_checked_from_the_page()
    {
        using var auditor = await site.SignInAsync("simon.belanger");
        var page = await auditor.GetStringAsync("/en/audit");
        var token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using var answer = await auditor.PostAsync("/en/audit", new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "verify", ["__RequestVerificationToken"] = token }));
        (await answer.Content.ReadAsStringAsync()).ShouldContain("The chain is whole");
    }

    [Fact]
    public async Task The_board_exports_what_it_lists()
    {
        var before = site.Clock.Now;
        try
        {
            site.Clock.Now = before + NodaTime.Duration.FromDays(90);
            var now = site.Clock.Now;
            var late = await site.ReadAsync(db => db.Set<WorkItem>().CountAsync(w => w.State == WorkItemState.Open && w.DueAt < now));
            using var auditor = await site.SignInAsync("simon.belanger");
            var lines = (await auditor.GetStringAsync("/en/overdue.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            late.ShouldBeGreaterThan(0);
            lines.Length.ShouldBe(late + 1, "one line each and the headings");
        }
        finally { site.Clock.Now = before; }
    }
}
