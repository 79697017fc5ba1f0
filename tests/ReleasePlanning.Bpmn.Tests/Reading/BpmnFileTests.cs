using System.Xml.Linq;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Reading;

public sealed class BpmnFileTests
{
    /// <summary>What other tools write: extensions with text, attributes and CDATA, layout, colours, comments, an instruction, a name over two lines.</summary>
    private const string Foreign = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- drawn elsewhere -->
        <?tool keep="this"?>
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:own="urn:somebody" id="defs" targetNamespace="urn:x" exporter="Some Modeler" own:stamp="2026">
          <bpmn:process id="p" isExecutable="true" camunda:historyTimeToLive="180">
            <bpmn:extensionElements>
              <own:thing a="1" own:b="2">text <own:deep><![CDATA[<kept & raw>]]></own:deep></own:thing>
              <camunda:executionListener class="org.example.Listener" event="start" />
            </bpmn:extensionElements>
            <bpmn:startEvent id="s" name="Line one&#xA;line two" />
            <bpmn:sequenceFlow id="f" sourceRef="s" targetRef="e" />
            <bpmn:endEvent id="e" camunda:asyncBefore="true"></bpmn:endEvent>
            <bpmn:textAnnotation id="note"><bpmn:text>5 &lt; 6 &amp; so on</bpmn:text></bpmn:textAnnotation>
          </bpmn:process>
          <bpmndi:BPMNDiagram id="dg">
            <bpmndi:BPMNPlane id="pl" bpmnElement="p">
              <bpmndi:BPMNShape id="sh" bpmnElement="s" own:fill="#eee"><dc:Bounds x="10.5" y="20" width="36" height="36" /></bpmndi:BPMNShape>
              <bpmndi:BPMNEdge id="ed" bpmnElement="f"><di:waypoint x="46" y="38" /><di:waypoint x="90" y="38" /></bpmndi:BPMNEdge>
            </bpmndi:BPMNPlane>
          </bpmndi:BPMNDiagram>
        </bpmn:definitions>
        """;

    [Fact]
    public void What_nobody_changes_is_written_as_it_was_read()
    {
        var written = BpmnFile.Read(Foreign, out var findings)!.Write();
        findings.ShouldBeEmpty();
        written.ShouldBe(Foreign);
    }

    [Fact]
    public void Renaming_changes_the_name_and_nothing_else()
    {
        var file = BpmnFile.Read(Foreign, out _)!;
        file.Rename("s", "en", "Begin").ShouldBeTrue();
        file.Rename("s", "fr", "Début").ShouldBeTrue();
        file.Rename("nobody", "en", "x").ShouldBeFalse();
        file.Names.Single(n => n.Key == "s").Value.ShouldBe(new Model.Names("Begin", "Début"));

        var before = XDocument.Parse(Foreign);
        var after = XDocument.Parse(file.Write());
        foreach (var document in new[] { before, after })
            document.Descendants().Single(e => (string?)e.Attribute("id") == "s").RemoveAttributes();
        XNode.DeepEquals(after, before).ShouldBeTrue();
    }

    [Fact]
    public void Every_shipped_diagram_survives_reading_and_writing()
    {
        foreach (var shipped in Directory.EnumerateFiles(ShippedDiagramTests.Folder(), "*.bpmn"))
        {
            var xml = File.ReadAllText(shipped);
            var again = BpmnFile.Read(xml, out _)!.Write();
            XNode.DeepEquals(XDocument.Parse(again), XDocument.Parse(xml)).ShouldBeTrue(shipped);
            BpmnFile.Read(again, out _)!.Write().ShouldBe(again);
        }
    }

    [Fact]
    public void What_may_not_be_read_says_why()
    {
        BpmnFile.Read("<!DOCTYPE a><a/>", out var findings).ShouldBeNull();
        findings.ShouldHaveSingleItem().Code.ShouldBe("dtd");
    }
}
