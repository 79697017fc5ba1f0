using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Api;

/// <summary>Looking for beds and asking houses, for programs: good answers, bad input by field, and nothing for who need not know.</summary>
public sealed class ReferralApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Officer = "amara.osei", Administrator = "priya.kowalski", Intake = "shauna.nowak";

    [Fact]
    public async Task A_search_by_hand_answers_best_first_with_reasons_and_the_others_with_what_failed()
    {
        using var api = await ApiClient.SignInAsync(site, Officer);

        var found = await api.GetAsync("/beds/search?arriveOn=2027-01-11&nights=30&destination=Winnipeg&gender=M&language=en&releaseType=DP");

        (found.GetProperty("arriveOn").GetString(), found.GetProperty("departOn").GetString()).ShouldBe(("2027-01-11", "2027-02-10"));
        var (suitable, failing) = (found.GetProperty("suitable").EnumerateArray().ToList(), found.GetProperty("failing").EnumerateArray().ToList());
        suitable.Select(h => h.GetProperty("points").GetDecimal()).ShouldBe(suitable.Select(h => h.GetProperty("points").GetDecimal()).OrderDescending());
        suitable.ShouldAllBe(h => h.GetProperty("for").GetArrayLength() > 0 && h.GetProperty("firstPossibleOn").GetString() == "2027-01-11" && h.GetProperty("factors").GetArrayLength() == 6);
        suitable.ShouldNotBeEmpty();
        failing.ShouldNotBeEmpty("houses for women do not take men");
        failing.ShouldAllBe(h => h.GetProperty("against").GetArrayLength() > 0);
        // the same in a body
        var posted = await api.PostAsync("/beds/search", new { arriveOn = "2027-01-11", nights = 30, destination = "Winnipeg", gender = "M", language = "en", releaseType = "DP" });
        posted.Body.GetProperty("suitable").EnumerateArray().Select(h => h.GetProperty("code").GetString()).ShouldBe(suitable.Select(h => h.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("arriveOn=tomorrow", "arriveOn", "bed-search.date")]
    [InlineData("arriveOn=2020-01-01", "arriveOn", "bed-search.past")]
    [InlineData("arriveOn=2999-01-01", "arriveOn", "bed-search.too-far")]
    [InlineData("nights=0", "nights", "bed-search.nights")]
    [InlineData("nights=many", "nights", "bed-search.number")]
    [InlineData("nights=99999999999", "nights", "bed-search.number")]
    [InlineData("gender=Q", "gender", "bed-search.gender")]
    [InlineData("releaseType=holiday", "releaseType", "bed-search.release-type")]
    [InlineData("needs=wheelchair,wings", "needs", "bed-search.unknown-need")]
    [InlineData("withinKm=0", "withinKm", "bed-search.within")]
    [InlineData("region=Nowhere", "region", "bed-search.region")]
    [InlineData("near=95,0", "near", "bed-search.near")]
    [InlineData("plan=P-1", "plan", "bed-search.plan")]
    public async Task A_search_that_makes_no_sense_says_which_field_and_what_would(string query, string field, string code)
    {
        using var api = await ApiClient.SignInAsync(site, Officer);
        (await api.SendAsync("GET", "/beds/search?" + query, null)).ShouldBeProblem(422).ShouldContain((field, code));
    }

    [Fact]
    public async Task Who_need_not_know_a_plan_cannot_look_for_its_person_and_houses_cannot_look_at_all()
    {
        var (plan, officerOfPlan) = await PlanAsync();
        using var officer = await ApiClient.SignInAsync(site, officerOfPlan);
        using var intake = await ApiClient.SignInAsync(site, Intake);

        (await officer.SendAsync("GET", "/beds/search?plan=" + plan.Id, null)).Status.ShouldBe(200);
        var elsewhere = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId != plan.ReleasingSiteId)
            && !s.Roles.Any(r => r.SiteId == plan.ReleasingSiteId)).OrderBy(s => s.SignIn).FirstAsync());
        using var stranger = await ApiClient.SignInAsync(site, elsewhere.SignIn);
        (await stranger.SendAsync("GET", "/beds/search?plan=" + plan.Id, null)).ShouldBeProblem(404);
        (await intake.SendAsync("GET", "/beds/search?nights=30", null)).ShouldBeProblem(403);
    }

    [Fact]
    public async Task A_list_is_added_to_put_in_order_and_shortened_and_each_refusal_names_its_field()
    {
        var (plan, officerOfPlan) = await PlanAsync();
        var houses = await site.ReadAsync(async db =>
        {
            await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id).ExecuteDeleteAsync();
            var found = await db.Set<Site>().Where(s => s.Kind == SiteKind.CommunityResidentialFacility).OrderBy(s => s.Code).Take(4).ToListAsync();
            db.AddRange(found.Take(3).Select((h, i) => new BedReferral
            {
                Id = Guid.CreateVersion7(), PlanId = plan.Id, ResidenceId = h.Id, Round = 1, Rank = i + 1, State = i == 0 ? ReferralState.Declined : ReferralState.Ranked, SentAt = i == 0 ? site.Clock.Now : null,
                DeclineCode = i == 0 ? "proximity" : null,
            }));
            await db.SaveChangesAsync();
            return found;
        });
        using var api = await ApiClient.SignInAsync(site, officerOfPlan);
        var path = $"/plans/{plan.Id}/referrals";

        (await api.PostAsync(path, new { house = houses[0].Id.Value })).ShouldBeProblem(422).ShouldContain(("house", "referrals.house-in-round"));
        (await api.PostAsync(path, new { house = Guid.CreateVersion7() })).ShouldBeProblem(422).ShouldContain(("house", "stays.no-such-facility"));
        (await api.PostAsync(path, new { house = houses[3].Id.Value, reason = new string('x', 2001) })).ShouldBeProblem(422).ShouldContain(("reason", "form.too-long"));
        var added = await api.PostAsync(path, new { house = houses[3].Id.Value, reason = "The brother lives next door." });
        added.Status.ShouldBe(201, added.Text);
        added.Body.GetProperty("rank").GetInt32().ShouldBe(4);
        var id = added.Body.GetProperty("id").GetString();

        (await api.PostAsync($"/referrals/{id}/move", new { place = 1 })).Status.ShouldBe(428, "without what was read");
        (await api.PostAsync($"/referrals/{id}/move", new { place = 9 }, added.Tag)).ShouldBeProblem(422).ShouldContain(("place", "referrals.place"));
        var moved = await api.PostAsync($"/referrals/{id}/move", new { place = 1 }, added.Tag);
        moved.Status.ShouldBe(200, moved.Text);
        moved.Body.GetProperty("rank").GetInt32().ShouldBe(2);
        (await api.PostAsync($"/referrals/{id}/move", new { place = 2 }, added.Tag)).Status.ShouldBe(412, "read before it was moved");
        (await api.PostAsync($"/referrals/{id}/withdraw", new { }, moved.Tag)).Status.ShouldBe(200);
        (await api.PostAsync($"/referrals/{Guid.CreateVersion7()}/move", new { place = 1 }, moved.Tag)).ShouldBeProblem(404);
        var states = (await api.GetAsync(path)).EnumerateArray().ToDictionary(r => r.GetProperty("referral").GetProperty("id").GetString()!, r => r.GetProperty("referral").GetProperty("state").GetString());
        states[id!].ShouldBe("withdrawn");

        using var admin = await ApiClient.SignInAsync(site, Administrator);
        (await admin.PostAsync(path, new { house = houses[3].Id.Value })).ShouldBeProblem(403);
        using var intake = await ApiClient.SignInAsync(site, Intake);
        (await intake.SendAsync("GET", path, null)).ShouldBeProblem(403);
    }

    /// <summary>A plan that needs a residence and does not ask for houses now, and its officer.</summary>
    private Task<(ReleasePlan Plan, string Officer)> PlanAsync() => site.ReadAsync(async db =>
    {
        var plan = await db.Set<ReleasePlan>().Where(p => p.Status == PlanStatus.Active && !db.Set<WorkItem>().Any(w => w.PlanId == p.Id && w.State == WorkItemState.Open && w.Form == RankReferrals.FormKey))
            .OrderBy(p => p.Number).FirstAsync();
        await db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.NeedsResidence, true));
        return (plan, (await db.Set<StaffMember>().SingleAsync(s => s.Id == plan.ParoleOfficerId)).SignIn);
    });
}
