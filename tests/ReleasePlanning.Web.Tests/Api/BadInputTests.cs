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
