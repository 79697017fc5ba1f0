using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Islands;

public sealed class LiveDiagramTests(Browser browser)
{
    private const string Diagram = """
        <?xml version="1.0" encoding="UTF-8"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="t">
          <bpmn:process id="p" isExecutable="true">
            <bpmn:startEvent id="Start" /><bpmn:sequenceFlow id="Flow" sourceRef="Start" targetRef="RequestBed" />
            <bpmn:userTask id="RequestBed" name="Request a bed" />
          </bpmn:process>
          <bpmndi:BPMNDiagram id="bd"><bpmndi:BPMNPlane id="bp" bpmnElement="p">
            <bpmndi:BPMNShape id="s1" bpmnElement="Start"><dc:Bounds x="100" y="100" width="36" height="36" /></bpmndi:BPMNShape>
            <bpmndi:BPMNShape id="s2" bpmnElement="RequestBed"><dc:Bounds x="200" y="78" width="100" height="80" /></bpmndi:BPMNShape>
            <bpmndi:BPMNEdge id="e1" bpmnElement="Flow"><di:waypoint x="136" y="118" /><di:waypoint x="200" y="118" /></bpmndi:BPMNEdge>
          </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
        </bpmn:definitions>
        """;

    private const string Host = """
        <div id="viewer" class="rp-viewer" data-xml="/plan.bpmn" data-label="Release plan, live" data-failed="The diagram cannot be shown. The list of steps says the same."></div>
        """;

    private static readonly Dictionary<string, string> Files = new() { ["/plan.bpmn"] = Diagram };

    [Fact]
    public async Task Shows_where_the_work_stands_in_colour_in_words_and_to_a_screen_reader()
    {
        await using var page = await browser.NewPageAsync();

        await OpenAsync(page, """
            [{ "id": "Start", "state": "done", "label": "Start: done" }, { "id": "Flow", "state": "taken" },
             { "id": "RequestBed", "state": "overdue", "badge": "3 days overdue", "tone": "overdue", "tokens": 1, "label": "Request a bed: 3 days overdue" }]
            """);

        await Expect(page.Page.Locator("g.rp-overdue[data-element-id=RequestBed]")).ToHaveAttributeAsync("aria-label", "Request a bed: 3 days overdue");
        await Expect(page.Page.Locator(".rp-badge-overdue")).ToHaveTextAsync("3 days overdue");
        await Expect(page.Page.Locator(".rp-token")).ToHaveTextAsync("1");
        await Expect(page.Page.Locator("g.rp-taken[data-element-id=Flow]")).ToHaveCountAsync(1);
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        page.Complaints.ShouldBeEmpty();
        await page.SaveScreenshotAsync("island-live-diagram");
    }

    [Fact]
    public async Task The_mark_its_licence_asks_for_stays_in_sight()
    {
        await using var page = await browser.NewPageAsync();

        await OpenAsync(page, "[]");

        await Expect(page.Page.Locator(".bjs-powered-by")).ToBeVisibleAsync();
        var onTop = await page.Page.EvaluateAsync<bool>("""
            () => { const mark = document.querySelector('.bjs-powered-by'), box = mark.getBoundingClientRect();
                    return mark.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }
            """);
        onTop.ShouldBeTrue();
    }

    [Fact]
    public async Task A_name_that_looks_like_markup_is_only_text()
    {
        await using var page = await browser.NewPageAsync();

        await OpenAsync(page, """[{ "id": "RequestBed", "state": "active", "badge": "<img src=x onerror=alert(1)>" }]""");

        await Expect(page.Page.Locator(".rp-badge")).ToHaveTextAsync("<img src=x onerror=alert(1)>");
        await Expect(page.Page.Locator(".rp-badge img")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_element_the_diagram_does_not_have_is_passed_over()
    {
        await using var page = await browser.NewPageAsync();

        await OpenAsync(page, """[{ "id": "Gone", "state": "done" }, { "id": "Start", "state": "done" }]""");

        await Expect(page.Page.Locator("g.rp-done")).ToHaveCountAsync(1);
        page.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("no such file", "the address answers 404")]
    [InlineData("not a diagram", "the address answers something else")]
    public async Task Without_a_diagram_there_is_a_sentence(string what, string reason)
    {
        await using var page = await browser.NewPageAsync();
        var files = what == "not a diagram" ? new Dictionary<string, string> { ["/plan.bpmn"] = "<other/>" } : [];

        await IslandPage.OpenAsync(page, "viewer", Host, files);

        await Expect(page.Page.Locator("#viewer p")).ToHaveTextAsync("The diagram cannot be shown. The list of steps says the same.");
        page.Complaints.ShouldNotBeEmpty(reason);
    }

    private static async Task OpenAsync(BrowserPage page, string state)
    {
        await IslandPage.OpenAsync(page, "viewer", $"""{Host}<script type="application/json" id="diagram-state">{state}</script>""", Files);
        await Expect(page.Page.Locator("#viewer[data-ready=true]")).ToBeVisibleAsync();
    }
}
