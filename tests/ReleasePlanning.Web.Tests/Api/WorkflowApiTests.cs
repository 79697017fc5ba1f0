using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

public sealed class WorkflowApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";

    private const string Broken = """
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
          <bpmn:process id="travel" isExecutable="true">
            <bpmn:startEvent id="start"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>
            <bpmn:sequenceFlow id="f" sourceRef="start" targetRef="gone" />
          </bpmn:process>
        </bpmn:definitions>
        """;

    [Fact]
    public async Task A_version_is_listed_read_with_its_steps_and_fetched_in_french()
    {
        using var api = await ApiClient.SignInAsync(site, "amara.osei");
        var all = await api.GetAsync("/workflows");
        all.EnumerateArray().Select(v => v.GetProperty("processId").GetString()).ShouldContain("release-plan");
        var one = await api.GetAsync("/workflows/bed-space");
        one.GetProperty("steps").EnumerateArray().ShouldAllBe(s => s.GetProperty("outcomes").GetArrayLength() > 0);
        var version = one.GetProperty("versions")[0].GetProperty("version").GetInt32();

        var published = await api.SendAsync("GET", $"/workflows/bed-space/{version}.bpmn", null);
        var french = await api.SendAsync("GET", $"/workflows/bed-space/{version}.bpmn?language=fr", null);
        published.Type.ShouldBe("application/xml");
        french.Status.ShouldBe(200);
        french.Text.ShouldNotBe(published.Text);
    }

    [Fact]
    public async Task A_design_that_cannot_run_is_refused_element_by_element()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var check = await api.SendAsync("POST", "/workflows/check", Broken, type: "application/xml");
        check.Status.ShouldBe(200, check.Text);
        check.Body.GetProperty("isRunnable").GetBoolean().ShouldBeFalse();
        check.Body.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("elementId").GetString()).ShouldContain("f");

        var errors = (await api.SendAsync("POST", "/workflows?changeNote=Shorter", Broken, type: "application/xml")).ShouldBeProblem(422, "it cannot run");
        errors.Select(e => e.Field).ShouldContain("f");
        errors.ShouldAllBe(e => e.Code.StartsWith("design.", StringComparison.Ordinal));
        (await api.SendAsync("POST", "/workflows", "{}")).ShouldBeProblem(415, "a file, not JSON");
    }

    [Fact]
    public async Task A_design_is_published_as_the_next_version_with_what_changed()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var before = (await api.GetAsync("/workflows/travel")).GetProperty("versions")[0].GetProperty("version").GetInt32();
        var xml = (await api.SendAsync("GET", $"/workflows/travel/{before}.bpmn", null)).Text.Replace("</bpmn:definitions>", "<!-- again --></bpmn:definitions>", StringComparison.Ordinal);

        (await api.SendAsync("POST", "/workflows", xml, type: "application/xml")).ShouldBeProblem(422, "nobody knows why").ShouldContain(("changeNote", "form.required"));
        var published = await api.SendAsync("POST", "/workflows?changeNote=Said%20again", xml, type: "application/xml");
        published.Status.ShouldBe(201, published.Text);
        published.Body.GetProperty("version").GetInt32().ShouldBe(before + 1);
        published.Body.GetProperty("changeNote").GetString().ShouldBe("Said again");
    }

    [Fact]
    public async Task The_description_gives_every_answer_a_type_and_dates_their_form()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var text = await api.Http.GetStringAsync("/openapi/v1.json");
        var document = System.Text.Json.JsonDocument.Parse(text).RootElement;
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(p => p.Value.EnumerateObject().Select(o => (p.Name, Verb: o.Name, Operation: o.Value))).ToList();
        operations.Count.ShouldBeGreaterThan(25);
        foreach (var (path, verb, operation) in operations)
        {
            operation.TryGetProperty("summary", out _).ShouldBeTrue($"{verb} {path} says what it is for");
            var done = operation.GetProperty("responses").EnumerateObject().Where(r => r.Name.StartsWith('2')).ToList();
            done.ShouldNotBeEmpty($"{verb} {path} can be done");
            done.Select(r => r.Value.TryGetProperty("content", out _)).ShouldAllBe(typed => typed, $"{verb} {path} answers with a type");
        }
        var schemas = document.GetProperty("components").GetProperty("schemas");
        schemas.GetProperty("LocalDate").GetProperty("format").GetString().ShouldBe("date");
        schemas.GetProperty("Instant").GetProperty("format").GetString().ShouldBe("date-time");
        schemas.GetProperty("ReleasePlanId").GetProperty("format").GetString().ShouldBe("uuid");
    }

    [Fact]
    public async Task The_audit_chain_is_whole_and_reading_the_log_is_a_line_of_it()
    {
        using var auditor = await ApiClient.SignInAsync(site, "simon.belanger");
        await auditor.GetAsync("/audit?who=Simon");
        var lines = await auditor.GetAsync("/audit?act=audit.read");
        lines.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        (await auditor.GetAsync("/audit/chain")).GetProperty("isWhole").GetBoolean().ShouldBeTrue();
    }
}
