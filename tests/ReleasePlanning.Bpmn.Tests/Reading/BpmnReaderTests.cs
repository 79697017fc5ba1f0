using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Reading;

public sealed class BpmnReaderTests
{
    /// <summary>Written with the BPMN namespace as default, as some tools do, and ours under a prefix of the file's own choosing.</summary>
    private const string Travel = """
        <?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:x="urn:release-planning:bpmn" xmlns:el="https://elsaworkflows.io/schemas/bpmn/v1"
            xmlns:val="https://bpmn.valenceworks.io/schema/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:tns="urn:t" targetNamespace="urn:t">
          <message id="Booked" name="travel-booked" x:correlationKey="planId" />
          <collaboration id="c">
            <participant id="pool" name="Travel" x:nameFr="Déplacement" processRef="travel" />
            <participant id="outside" name="Carrier" processRef="carrier" />
            <messageFlow id="mf" sourceRef="outside" targetRef="pool" />
          </collaboration>
          <process id="carrier" />
          <process id="travel" isExecutable="true">
            <laneSet id="lanes">
              <lane id="coordinator" name="Travel coordinator" x:nameFr="Coordination des déplacements"><flowNodeRef>Plan</flowNodeRef><flowNodeRef> Wait </flowNodeRef></lane>
            </laneSet>
            <startEvent id="Start" />
            <userTask id="Plan" name="Plan" x:nameFr="Planifier" default="ToEnd">
              <documentation>Draft the journey.</documentation>
              <extensionElements>
                <el:activityBinding activityType="ReleasePlanning.WorkItem">
                  <el:input name="role">{"typeName":"String","expression":{"type":"Literal","value":"travel-coordinator"}}</el:input>
                  <el:input name="skippable">{"typeName":"Boolean","expression":{"type":"Literal","value":true}}</el:input>
                  <el:input name="count">{"typeName":"Int32","expression":{"type":"Feel","value":"1 + 1"}}</el:input>
                  <el:input name="plain">"text"</el:input>
                  <el:input name="cases">[1,2]</el:input>
                  <el:input name="empty">{"typeName":"String","expression":{"value":null}}</el:input>
                </el:activityBinding>
              </extensionElements>
            </userTask>
            <boundaryEvent id="Late" attachedToRef="Plan" cancelActivity="false"><timerEventDefinition><timeCycle xsi:type="tFormalExpression"> R3/PT10M </timeCycle></timerEventDefinition></boundaryEvent>
            <subProcess id="Sub"><startEvent id="In" /><receiveTask id="Wait" messageRef="tns:Booked" /><sequenceFlow id="inner" sourceRef="In" targetRef="Wait" /></subProcess>
            <endEvent id="End" />
            <sequenceFlow id="a" sourceRef="Start" targetRef="Plan" />
            <sequenceFlow id="ToSub" sourceRef="Plan" targetRef="Sub" val:conditionOutcome="book"><conditionExpression xsi:type="tFormalExpression" language="https://www.omg.org/spec/DMN/20191111/FEEL/">cost &lt; 100</conditionExpression></sequenceFlow>
            <sequenceFlow id="ToEnd" sourceRef="Plan" targetRef="End" />
            <textAnnotation id="note"><text>Why</text></textAnnotation>
          </process>
        </definitions>
        """;

    private static ProcessModel Read()
    {
        var read = BpmnReader.Read(Travel);
        read.IsRunnable.ShouldBeTrue(string.Join("\n", read.Findings));
        return read.Processes.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_process_below_a_collaboration_takes_its_name_from_its_pool()
    {
        var model = Read();
        (model.Id, model.IsExecutable).ShouldBe(("travel", true));
        model.Names.In("en").ShouldBe("Travel");
        model.Names.In("fr-CA").ShouldBe("Déplacement");
        BpmnReader.Read(Travel).Findings.ShouldHaveSingleItem().ElementId.ShouldBe("carrier", "an empty pool is said to be left out");
    }

    [Fact]
    public void Flows_are_attached_to_their_nodes_in_document_order()
    {
        var plan = Read().Nodes["Plan"];
        plan.Incoming.ShouldBe(["a"]);
        plan.Outgoing.ShouldBe(["ToSub", "ToEnd"]);
        plan.DefaultFlow.ShouldBe("ToEnd");
        Read().Flows["ToSub"].ShouldBe(new SequenceFlow("ToSub", new(null, null), "Plan", "Sub", "cost < 100", "book"));
    }

    [Fact]
    public void Nodes_know_their_scope_names_and_documentation()
    {
        var model = Read();
        model.Nodes["Wait"].ParentId.ShouldBe("Sub");
        model.Nodes["Plan"].ParentId.ShouldBeNull();
        model.Nodes["Plan"].Names.ShouldBe(new Names("Plan", "Planifier"));
        model.Nodes["Plan"].Documentation.ShouldBe("Draft the journey.");
        model.NodesIn("Sub").Select(n => n.Id).Order().ShouldBe(["In", "Wait"]);
        model.Lanes.ShouldHaveSingleItem().NodeIds.ShouldBe(["Plan", "Wait"]);
    }

    [Fact]
    public void A_binding_keeps_literals_as_text_and_expressions_as_written()
    {
        var binding = ((TaskNode)Read().Nodes["Plan"]).Binding.ShouldNotBeNull();
        binding.ActivityType.ShouldBe("ReleasePlanning.WorkItem");
        binding.Text("role").ShouldBe("travel-coordinator");
        binding.Text("skippable").ShouldBe("true");
        binding.Inputs["count"].ShouldBe(new BindingInput("count", "Int32", "Feel", "1 + 1"));
        binding.Text("plain").ShouldBe("text");
        binding.Text("cases").ShouldBe("[1,2]");
        binding.Text("empty").ShouldBeNull();
        binding.Text("absent").ShouldBeNull();
    }

    [Fact]
    public void Events_carry_their_definitions()
    {
        var model = Read();
        var late = model.BoundaryEventsOf("Plan").ShouldHaveSingleItem();
        late.CancelActivity.ShouldBeFalse();
        late.Definition.ShouldBe(new TimerEvent(TimerKind.Cycle, "R3/PT10M"));
        ((TaskNode)model.Nodes["Wait"]).Message.ShouldBe(new MessageEvent("travel-booked", "planId"));
    }

    [Fact]
    public void A_flow_without_an_id_is_known_by_its_ends()
    {
        var model = BpmnReader.Read(Draw.Process(d => d.Start().Task("t").End().Path("start t end"))
            .Replace("id='start-t'", "", StringComparison.Ordinal)).Processes.ShouldHaveSingleItem();
        model.Flows.Keys.Order(StringComparer.Ordinal).ShouldBe(["start->t", "t-end"]);
        model.Nodes["t"].Incoming.ShouldBe(["start->t"]);
    }

    [Fact]
    public void To_be_played_through_tasks_need_no_binding_and_messages_to_the_outside_no_declaration()
    {
        var xml = Draw.Process(d => d.Start().Task("ask", "userTask").Task("send", "sendTask").Task("receive", "receiveTask")
            .Xml("<b:intermediateThrowEvent id='tell'><b:messageEventDefinition/></b:intermediateThrowEvent>").End().Path("start ask send receive tell end"), attributes: "");
        BpmnReader.Read(xml).IsRunnable.ShouldBeFalse();
        BpmnReader.Read(xml, ReadFor.Simulation).Findings.ShouldBeEmpty();
    }
}
