using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

public sealed class BadInputTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Nowhere = "019aa000-0000-7000-8000-000000000000";
    private const string Launch = """{"personId":"019aa000-0000-7000-8000-000000000000","releaseType":"statutoryRelease","paroleOfficeId":"019aa000-0000-7000-8000-000000000000","destinationCommunity":"Regina","destinationAddress":"","needsResidence":false}""";

    public static TheoryData<string, string, string?, int, string?, string> Requests => new()
    {
        { "POST", "/plans", "{", 400, "", "JSON that ends in the middle" },
        { "POST", "/plans", "[]", 400, null, "a list where an object is asked" },
        { "POST", "/plans", "", 400, null, "no body at all" },
        { "POST", "/plans", "null", 400, null, "nothing, said as JSON" },
        { "POST", "/plans", "{}", 400, null, "an object without what is needed" },
        { "POST", "/plans", Launch.Replace("\"needsResidence\"", "\"x\":1,\"needsResidence\"", StringComparison.Ordinal), 400, "x", "a field nobody knows" },
        { "POST", "/plans", Launch.Replace("statutoryRelease", "holiday", StringComparison.Ordinal), 400, "releaseType", "a release type that does not exist" },
        { "POST", "/plans", Launch.Replace("\"statutoryRelease\"", "3", StringComparison.Ordinal), 400, "releaseType", "a number for a word" },
        { "POST", "/plans", Launch.Replace(Nowhere, "abc", StringComparison.Ordinal), 400, "personId", "an id that is none" },
        { "POST", "/plans", Launch.Replace("\"needsResidence\":false", "\"needsResidence\":false,\"hearingOn\":\"2026-02-30\"", StringComparison.Ordinal), 400, "hearingOn", "the thirtieth of February" },
        { "POST", "/plans", Launch, 404, "", "nobody by that id" },
        { "GET", "/plans/" + Nowhere, null, 404, "", "no such plan" },
        { "GET", "/plans/abc", null, 404, null, "an address that is none" },
        { "GET", "/plans/" + Nowhere + "/history", null, 404, "", "no such plan" },
        { "POST", "/plans/" + Nowhere + "/move-preview", """{"releaseOn":"2026-12-03","reason":"x"}""", 404, "", "no such plan" },
        { "GET", "/work-items/" + Nowhere, null, 404, "", "no such step" },
        { "POST", "/work-items/" + Nowhere + "/complete", """{"outcome":"done"}""", 428, "", "no version said" },
        { "POST", "/work-items/" + Nowhere + "/complete", """{"outcome":"done","answers":{"note":{"a":1}}}""", 422, "note", "an answer that is an object" },
        { "POST", "/work-items/" + Nowhere + "/notes", """{"text":"x"}""", 404, "", "no such step" },
        { "POST", "/escalations/" + Nowhere + "/acknowledge", "{}", 404, "", "no such escalation" },
        { "GET", "/workflows/nothing", null, 404, "", "no such process" },
        { "GET", "/workflows/release-plan/999.bpmn", null, 404, "", "no such version" },
        { "GET", "/workflows/release-plan/99999999999999999999.bpmn", null, 404, null, "a version that is no number" },
        { "POST", "/workflows/check", "<a/>", 403, null, "checking is the administrators'" },
        { "GET", "/incidents", null, 403, null, "incidents are the administrators'" },
        { "GET", "/audit", null, 403, null, "the log is the auditors'" },
        { "DELETE", "/plans", null, 405, null, "nothing is ever deleted" },
        { "POST", "/notifications/read-all", """{"until":"-9998-01-01T00:00:00Z"}""", 400, "until", "a moment before the first year" },
        { "POST", "/work-items/" + Nowhere + "/due", """{"on":"-0001-01-01","reason":"x"}""", 400, "on", "a day before the first year" },
        { "GET", "/beds/search?arriveOn=tomorrow", null, 422, "arriveOn", "no day" },
        { "POST", "/beds/search", """{"nights":"many"}""", 400, "nights", "a word for a number" },
        { "POST", "/beds/search", """{"needs":["wings"]}""", 422, "needs", "a need nobody knows" },
        { "POST", "/plans/" + Nowhere + "/referrals", "{}", 400, "", "no house said" },
        { "POST", "/plans/" + Nowhere + "/referrals", """{"house":"abc"}""", 400, "house", "an id that is none" },
        { "POST", "/plans/" + Nowhere + "/referrals", "{\"house\":\"" + Nowhere + "\"}", 404, "", "no such plan" },
        { "POST", "/referrals/" + Nowhere + "/move", """{"place":1}""", 428, "", "no version said" },
        { "POST", "/referrals/" + Nowhere + "/move", """{"place":"first"}""", 400, "place", "a word for a number" },
        { "GET", "/nothing", null, 404, null, "no such address" },
        { "GET", "/people?page=0&within=abc&at=nowhere&sort=;drop", null, 200, null, "filters that cannot be read are left out" },
        { "GET", "/work-items?page=-3&within=99999999999&sort=%00", null, 200, null, "filters that cannot be read are left out" },
        { "GET", "/plans?status=99&type=zz&q=%25%27%22%5C", null, 200, null, "characters that mean something to a database" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Bad_input_is_answered_with_problem_details_and_never_with_a_failure(string method, string path, string? body, int status, string? field, string because)
    {
        using var api = await ApiClient.SignInAsync(site, "amara.osei");
        var answer = await api.SendAsync(method, path, body, type: body?.StartsWith('<') == true ? "application/xml" : "application/json");
        if (status == 200) { answer.Status.ShouldBe(200, because + " " + answer.Text); return; }
        var errors = answer.ShouldBeProblem(status, because);
        if (field is not null) { errors.Select(e => e.Field).ShouldContain(field, because); }
    }

    [Theory]
    [InlineData("POST", "/webhooks", """{"name":"a\u0000b","url":"https://example.com/hook","events":["*"]}""", 400, "", "a character that no column holds")]
    [InlineData("GET", "/escalations?role=%00", null, 400, "", "the same in an address")]
    [InlineData("POST", "/webhooks", """{"name":"x","url":"https://example.com/hook","events":[null]}""", 422, "events", "nothing in a list of words")]
    public async Task Bad_input_of_who_may_do_more_is_answered_as_well(string method, string path, string? body, int status, string field, string because)
    {
        using var api = await ApiClient.SignInAsync(site, path.StartsWith("/webhooks", StringComparison.Ordinal) ? "priya.kowalski" : "farah.chen");
        (await api.SendAsync(method, path, body)).ShouldBeProblem(status, because).Select(e => e.Field).ShouldContain(field, because);
    }

    private const string Facility = """{"subtype":"Hostel","operator":"","street":"","postalCode":"","latitude":null,"longitude":null,"contactName":"","phone":"","email":"","languages":["en"],"genders":["M"],"releaseTypes":[],"takes":[],"programmes":[],"catchment":[],"near":[],"longestStayDays":null,"turnaroundDays":0,"answerWithinDays":10,"holdDays":10,"opensOn":null,"closesOn":null,"notes":""}""";
    private const string Booking = """{"facility":"019aa000-0000-7000-8000-000000000000","person":"019aa000-0000-7000-8000-000000000000","arriveOn":"2026-12-03","departOn":"2026-12-20"}""";

    public static TheoryData<string, string, string?, string?, int, string?, string> Beds => new()
    {
        { "GET", "/facilities/" + Nowhere, null, null, 404, "", "no such house" },
        { "GET", "/facilities/{house}/days?from=2026-02-30", null, null, 422, "from", "the thirtieth of February" },
        { "GET", "/facilities/{house}/days?days=-1", null, null, 422, "days", "fewer nights than one" },
        { "GET", "/facilities?region=9&subtype=castle&free=perhaps&page=0", null, null, 200, null, "filters that cannot be read are left out" },
        { "PUT", "/facilities/{house}", Facility, null, 428, "", "no version said" },
        { "PUT", "/facilities/{house}", "{}", "\"1\"", 400, null, "a house without what is needed" },
        { "PUT", "/facilities/{house}", Facility.Replace("Hostel", "Castle", StringComparison.Ordinal), "\"1\"", 400, "subtype", "a kind of house that does not exist" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"languages\":[\"en\"]", "\"languages\":null", StringComparison.Ordinal), "\"1\"", 400, null, "nothing where a list is asked" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"near\":[]", "\"near\":[null]", StringComparison.Ordinal), "{version}", 422, "near", "nothing in a list of words" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"latitude\":null", "\"latitude\":1e400", StringComparison.Ordinal), "{version}", 422, "latitude", "a number no place has" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"notes\":\"\"", "\"notes\":\"a\\u0000b\"", StringComparison.Ordinal), "{version}", 422, "notes", "a character that no column holds" },
        { "POST", "/facilities/{house}/contracts", """{"fromOn":"2027-01-01","untilOn":"2026-01-01","guaranteedBeds":-1,"extraBeds":5000,"perDiem":0.001}""", "{version}", 422, "untilOn", "a contract that ends before it begins" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"en\"", "null", StringComparison.Ordinal), "{version}", 422, "languages", "nothing where a language is asked" },
        { "PUT", "/facilities/{house}", Facility.Replace("\"catchment\":[]", "\"catchment\":[null]", StringComparison.Ordinal), "{version}", 422, "catchment", "nothing where a community is asked" },
        { "POST", "/facilities/{house}/beds", """{"label":"98","room":"","floor":"","features":[null],"opensOn":null}""", "{version}", 422, "features", "nothing where a feature is asked" },
        { "POST", "/facilities/{house}/beds", """{"label":"","room":"","floor":"","features":[],"opensOn":null}""", "{version}", 422, "label", "a bed without a name" },
        { "PUT", "/facilities/{house}/beds/" + Nowhere, """{"label":"7","room":"","floor":"","features":[],"opensOn":null}""", "{version}", 404, "", "no such bed" },
        { "POST", "/facilities/{house}/beds/" + Nowhere + "/close", """{"closesOn":"2027-01-01"}""", "{version}", 404, "", "no such bed" },
        { "POST", "/facilities/{house}/beds/{bed}/close", """{"closesOn":"2020-01-01"}""", "{version}", 422, "closesOn", "a day that is over" },
        { "POST", "/facilities/{house}/beds/{bed}/close", """{"closesOn":"soon"}""", "{version}", 400, "closesOn", "not a day" },
        { "POST", "/facilities/{house}/beds/{bed}/out-of-service", """{"fromOn":"2027-01-09","untilOn":"2027-01-02","reasonCode":"repair","note":""}""", "{version}", 422, "untilOn", "a spell that ends before it begins" },
        { "POST", "/facilities/{house}/beds/{bed}/out-of-service", """{"fromOn":"2027-01-01","untilOn":null,"reasonCode":"because","note":""}""", "{version}", 422, "reasonCode", "not one of the reasons" },
        { "POST", "/facilities/{house}/beds/{bed}/out-of-service/preview", """{"fromOn":"2027-01-01","untilOn":null,"reasonCode":"other","note":""}""", null, 422, "note", "other, without words" },
        { "POST", "/facilities/{house}/beds/" + Nowhere + "/out-of-service/preview", """{"fromOn":"2027-01-01","untilOn":null,"reasonCode":"repair","note":""}""", null, 404, "", "no such bed" },
        { "POST", "/facilities/" + Nowhere + "/beds/" + Nowhere + "/out-of-service/preview", """{"fromOn":"2027-01-01","untilOn":null,"reasonCode":"repair","note":""}""", null, 404, "", "no such house" },
        { "POST", "/facilities/{house}/out-of-service/" + Nowhere + "/cancel", """{"note":""}""", "{version}", 404, "", "no such spell" },
        { "GET", "/stays?list=nowhere&house=abc&state=asleep&sort=;drop&page=-2&q=%25%27", null, null, 200, null, "filters that cannot be read are left out" },
        { "GET", "/stays/" + Nowhere, null, null, 404, "", "no such stay" },
        { "POST", "/stays", "{}", null, 400, null, "a booking without what is needed" },
        { "POST", "/stays", Booking, null, 422, "person", "nobody by that id" },
        { "POST", "/stays", Booking.Replace("2026-12-20", "2026-12-03", StringComparison.Ordinal), null, 422, "departOn", "no night at all" },
        { "POST", "/stays", Booking.Replace("2026-12-20", "2026-13-03", StringComparison.Ordinal), null, 400, "departOn", "a thirteenth month" },
        { "POST", "/stays", Booking.Replace("\"person\"", "\"plan\"", StringComparison.Ordinal), null, 422, "plan", "no such plan" },
        { "POST", "/stays", Booking.Replace("\"2026-12-20\"", "\"2026-12-20\",\"needs\":[null]", StringComparison.Ordinal).Replace(Nowhere + "\",\"person", "{facility}\",\"person", StringComparison.Ordinal).Replace(Nowhere, "{person}", StringComparison.Ordinal), null, 422, "needs", "nothing in a list of needs" },
        { "POST", "/stays/" + Nowhere + "/confirm", "{}", null, 428, "", "no version said" },
        { "POST", "/stays/" + Nowhere + "/confirm", "{}", "\"1\"", 404, "", "no such stay" },
        { "POST", "/stays/" + Nowhere + "/arrive", """{"at":"yesterday"}""", "\"1\"", 400, "at", "not a moment" },
        { "POST", "/stays/" + Nowhere + "/move-nights", """{"arriveOn":"2026-12-09","departOn":"2026-12-02"}""", "\"1\"", 422, "departOn", "nights that end before they begin" },
        { "POST", "/stays/" + Nowhere + "/dance", "{}", "\"1\"", 405, null, "nothing one can do with a stay" },
    };

    [Theory]
    [MemberData(nameof(Beds))]
    public async Task Bad_input_about_houses_and_stays_says_the_field(string method, string path, string? body, string? version, int status, string? field, string because)
    {
        using var api = await ApiClient.SignInAsync(site, "priya.kowalski");
        var bed = await site.ReadAsync(db => (from b in db.Set<Bed>() join s in db.Set<Site>() on b.ResidenceId equals s.Id where s.Code == "river-bend-hostel" orderby b.Label select b).FirstAsync());
        var tag = version == "{version}" ? (await api.SendAsync("GET", $"/facilities/{bed.ResidenceId}", null)).Tag : version;
        var person = await site.ReadAsync(db => db.Set<Person>().OrderBy(p => p.Fps).Select(p => p.Id).FirstAsync());
        body = body?.Replace("{facility}", bed.ResidenceId.ToString(), StringComparison.Ordinal).Replace("{person}", person.ToString(), StringComparison.Ordinal);

        var answer = await api.SendAsync(method, path.Replace("{house}", bed.ResidenceId.ToString(), StringComparison.Ordinal).Replace("{bed}", bed.Id.ToString(), StringComparison.Ordinal), body, tag);

        if (status == 200) { answer.Status.ShouldBe(200, because + " " + answer.Text); return; }
        var errors = answer.ShouldBeProblem(status, because);
        if (field is not null) { errors.Select(e => e.Field).ShouldContain(field, because); }
    }

    [Fact]
    public async Task A_change_without_the_token_is_refused_even_from_somebody_signed_in()
    {
        using var api = new ApiClient(await site.SignInAsync("amara.osei"));
        (await api.SendAsync("POST", "/plans", Launch)).ShouldBeProblem(400, "another page could have sent it").Single().Code.ShouldBe("page.problem.token");
    }

    [Fact]
    public async Task Problems_are_told_in_the_callers_language()
    {
        using var api = await ApiClient.SignInAsync(site, "amara.osei");
        api.Http.DefaultRequestHeaders.Add("Accept-Language", "fr-CA");
        var answer = await api.SendAsync("GET", "/plans/" + Nowhere, null);
        answer.Body.GetProperty("title").GetString().ShouldBe("Introuvable.");
    }
}
