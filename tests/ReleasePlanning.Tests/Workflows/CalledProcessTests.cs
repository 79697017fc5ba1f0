using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;
using static ReleasePlanning.Tests.Givens.OwnDiagrams;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>Errors, escalations and variables that cross a call, with every row they leave behind.</summary>
public sealed class CalledProcessTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const string Errors = """<b:error id="E1" errorCode="E1"/>""";
    private const string Escalations = """<b:escalation id="X1" escalationCode="X1"/>""";

    private readonly Acting acting = new(region);

    [Fact]
    public async Task An_error_the_called_process_does_not_catch_ends_it_and_takes_the_callers_way_out()
    {
        await acting.PublishAsync(File("failing", Start + Step("Work") + """<b:endEvent id="end"><b:errorEventDefinition errorRef="E1"/></b:endEvent>""" + Path("start Work end"), Errors));
        await acting.PublishAsync(File("calls-failing", Start + """<b:callActivity id="Call" calledElement="failing"/><b:boundaryEvent id="Failed" attachedToRef="Call"><b:errorEventDefinition errorRef="E1"/></b:boundaryEvent>"""
            + Step("Mend") + End + """<b:endEvent id="mended"/>""" + Path("start Call end") + Path("Failed Mend mended"), Errors));
        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-failing");
        var child = (await acting.CalledByAsync(run.Id)).Single();

        await CompleteAsync((await acting.StepsOfAsync(child.Id)).Single());

        (await acting.RunOfAsync(child.Id)).Status.ShouldBe(InstanceStatus.Cancelled);
        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Mend"]);
        (await acting.IncidentsOfAsync(run.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_nobody_catches_for_is_an_incident_of_the_caller_and_is_tried_again_with_a_new_process()
    {
        await acting.PublishAsync(File("failing-2", Start + Step("Work") + """<b:endEvent id="end"><b:errorEventDefinition errorRef="E1"/></b:endEvent>""" + Path("start Work end"), Errors));
        await acting.PublishAsync(File("calls-failing-2", Start + """<b:callActivity id="Call" calledElement="failing-2"/>""" + End + Path("start Call end")));
        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-failing-2");
        var first = (await acting.CalledByAsync(run.Id)).Single();
        await CompleteAsync((await acting.StepsOfAsync(first.Id)).Single());
        var incident = (await acting.IncidentsOfAsync(run.Id)).ShouldHaveSingleItem();
        incident.Cause.ShouldBe(IncidentCause.Task);
        incident.ElementId.ShouldBe("Call");

        var admin = await acting.AdministratorAsync();
        var again = await acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(incident.Id, "The code was corrected.", admin, default));

        again.Problems.ShouldBeEmpty();
        var called = await acting.CalledByAsync(run.Id);
        called.Select(c => c.Status).ShouldBe([InstanceStatus.Cancelled, InstanceStatus.Running], ignoreOrder: true);
        called.Select(c => c.ParentTokenId).Distinct().ShouldHaveSingleItem();
        (await acting.StepsOfAsync(called.Single(c => c.Status == InstanceStatus.Running).Id)).Single().State.ShouldBe(WorkItemState.Open);
    }

    [Fact]
    public async Task An_escalation_reaches_the_caller_while_the_called_process_goes_on()
    {
        await acting.PublishAsync(File("escalating", Start + """<b:intermediateThrowEvent id="Up"><b:escalationEventDefinition escalationRef="X1"/></b:intermediateThrowEvent>"""
            + Step("Work") + End + Path("start Up Work end"), Escalations));
        await acting.PublishAsync(File("calls-escalating", Start + """<b:callActivity id="Call" calledElement="escalating"/><b:boundaryEvent id="Heard" attachedToRef="Call" cancelActivity="false"><b:escalationEventDefinition escalationRef="X1"/></b:boundaryEvent>"""
            + Step("Look") + End + """<b:endEvent id="looked"/>""" + Path("start Call end") + Path("Heard Look looked"), Escalations));

        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-escalating");

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Call", "Look"]);
        (await acting.CalledByAsync(run.Id)).Single().Status.ShouldBe(InstanceStatus.Running);
    }

    [Fact]
    public async Task Outputs_choose_from_everything_the_called_process_holds()
    {
        await acting.PublishAsync(File("doubling", Start + Step("Work") + End + Path("start Work end")));
        await acting.PublishAsync(File("calls-doubling", Start + """
            <b:callActivity id="Call" calledElement="doubling"><b:extensionElements xmlns:z="http://camunda.org/schema/zeebe/1.0"><z:ioMapping><z:input source="=nights" target="n"/><z:output source="=n * 2" target="twice"/></z:ioMapping></b:extensionElements></b:callActivity>
            """ + Step("After") + End + Path("start Call After end")));
        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-doubling", ("nights", 21m));
        var child = (await acting.CalledByAsync(run.Id)).Single();

        await CompleteAsync((await acting.StepsOfAsync(child.Id)).Single());

        (await acting.StateAsync(run.Id)).Variables["twice"].ShouldBe(42m);
    }

    [Fact]
    public async Task Cancelling_a_called_process_leaves_its_caller_an_incident_and_cancelling_the_caller_resolves_it()
    {
        await acting.PublishAsync(File("called-3", Start + Step("Work") + End + Path("start Work end")));
        await acting.PublishAsync(File("calls-3", Start + """<b:callActivity id="Call" calledElement="called-3"/>""" + End + Path("start Call end")));
        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-3");
        var child = (await acting.CalledByAsync(run.Id)).Single();
        var admin = await acting.AdministratorAsync();

        (await CancelAsync(child.Id)).Problems.ShouldBeEmpty();
        (await acting.StepsOfAsync(child.Id)).Single().State.ShouldBe(WorkItemState.Cancelled);
        (await acting.IncidentsOfAsync(run.Id)).ShouldHaveSingleItem().ResolvedAt.ShouldBeNull();
        (await CancelAsync(child.Id)).Problems.Single().Reason.Code.ShouldBe("repair.not-running");
        (await CancelAsync(run.Id)).Problems.ShouldBeEmpty();

        (await acting.IncidentsOfAsync(run.Id)).Single().ResolvedAt.ShouldNotBeNull("with its cause");
        (await acting.RunOfAsync(run.Id)).Status.ShouldBe(InstanceStatus.Cancelled);
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.InstanceId == run.Id || t.InstanceId == child.Id))).ShouldBe(0);

        Task<Outcome<WorkflowInstance>> CancelAsync(WorkflowInstanceId id) => acting.WithAsync<CancelRun, Outcome<WorkflowInstance>>(c => c.RunAsync(id, "Started by mistake.", null, admin, default));
    }

    private async Task CompleteAsync(WorkItem item) => (await acting.CompleteAsync(region, item)).Problems.ShouldBeEmpty();
}
