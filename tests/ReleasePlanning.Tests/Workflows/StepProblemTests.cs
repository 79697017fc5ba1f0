using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;
using static ReleasePlanning.Tests.Givens.OwnDiagrams;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>What a person may say went wrong with a step, and steps that are done several times.</summary>
public sealed class StepProblemTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const string Declared = """<b:error id="E1" errorCode="no-record"/><b:escalation id="X1" escalationCode="needs-help"/>""";

    private const string OnBorder = """
        <b:boundaryEvent id="NoRecord" name="No record found" attachedToRef="Check"><b:errorEventDefinition errorRef="E1"/></b:boundaryEvent>
        <b:boundaryEvent id="Help" name="Needs help" attachedToRef="Check" cancelActivity="false"><b:escalationEventDefinition escalationRef="X1"/></b:boundaryEvent>
        """;

    private readonly Acting acting = new(region);

    [Fact]
    public async Task An_error_ends_the_step_and_an_escalation_leaves_it_open_with_its_timers()
    {
        await acting.PublishAsync(File("checks", Start + Step("Check") + OnBorder + Step("Search") + Step("Assist") + End + """<b:endEvent id="e2"/><b:endEvent id="e3"/>"""
            + Path("start Check end") + Path("NoRecord Search e2") + Path("Help Assist e3"), Declared));
        var run = await acting.StartAsync(await acting.APlanAsync(), "checks");
        var step = (await acting.StepsOfAsync(run.Id)).Single();

        (await ReportAsync(step, "needs-help", "Two files for one number.")).Problems.ShouldBeEmpty();
        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Assist", "Check"]);
        (await RungsAsync(step)).ShouldBe(1, "it is still to be done in time");
        var open = (await acting.StepsOfAsync(run.Id)).Single(s => s.Id == step.Id);
        (await ReportAsync(open, "no-record", "Nothing in the archive.")).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Assist", "Search"]);
        var closed = (await acting.StepsOfAsync(run.Id)).Single(s => s.Id == step.Id);
        (closed.State, closed.ClosedBy).ShouldBe((WorkItemState.Cancelled, step.OwnerId));
        (await RungsAsync(step)).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkItemNote>().CountAsync(n => n.WorkItemId == step.Id))).ShouldBe(2);
        (await ReportAsync(closed, "no-record", "Again.")).Problems.Single().Reason.Code.ShouldBe("step.already-closed");
    }

    [Fact]
    public async Task Only_what_the_diagram_has_an_answer_for_is_offered_also_across_a_call()
    {
        await acting.PublishAsync(File("looks", Start + Step("Look") + End + Path("start Look end")));
        await acting.PublishAsync(File("calls-looks", Start + """<b:callActivity id="Check" calledElement="looks"/>""" + OnBorder + Step("Search") + Step("Assist") + End + """<b:endEvent id="e2"/><b:endEvent id="e3"/>"""
            + Path("start Check end") + Path("NoRecord Search e2") + Path("Help Assist e3"), Declared));
        var run = await acting.StartAsync(await acting.APlanAsync(), "calls-looks");
        var step = (await acting.StepsOfAsync((await acting.CalledByAsync(run.Id)).Single().Id)).Single();
        var offered = await acting.WithAsync<ReportProblem, IReadOnlyList<StepProblem>>(r => r.OfferedAsync(step, default));
        offered.Select(p => (p.Code, p.EndsStep, p.NameEn)).ShouldBe([("no-record", true, "No record found"), ("needs-help", false, "Needs help")]);

        (await ReportAsync(step, "made-up", "x")).Problems.Single().Reason.ShouldBe(new Reason("step.unknown-problem", "no-record, needs-help"));
        (await ReportAsync(step, "no-record", " ")).Problems.Single().Field.ShouldBe("description");
        (await ReportAsync(step, "no-record", "Gone.")).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Search"]);
        (await acting.CalledByAsync(run.Id)).Single().Status.ShouldBe(InstanceStatus.Cancelled);
    }

    [Fact]
    public async Task A_step_done_several_times_is_several_work_items_that_say_which_they_are()
    {
        await acting.PublishAsync(File("asks-three", Start + Step("Ask", """<b:multiInstanceLoopCharacteristics><b:loopCardinality>3</b:loopCardinality></b:multiInstanceLoopCharacteristics>""")
            + Step("After") + End + Path("start Ask After end")));
        var run = await acting.StartAsync(await acting.APlanAsync(), "asks-three");
        var steps = await acting.StepsOfAsync(run.Id);
        steps.Select(s => s.TitleEn).ShouldBe(["Ask (1 of 3)", "Ask (2 of 3)", "Ask (3 of 3)"]);
        steps.Select(s => s.TitleFr).ShouldBe(["Ask (1 sur 3)", "Ask (2 sur 3)", "Ask (3 sur 3)"]);
        foreach (var step in steps) { (await RungsAsync(step)).ShouldBe(1); }
        (await StandingAsync(run)).ShouldContain(e => e.ElementId == "Ask" && e.Tokens == 3 && e.Standing == ElementStanding.Active);

        foreach (var step in steps.Take(2)) { (await acting.CompleteAsync(region, step)).Problems.ShouldBeEmpty(); }
        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Ask"]);
        (await StandingAsync(run)).ShouldContain(e => e.ElementId == "Ask" && e.Tokens == 1 && e.Item!.Id == steps[2].Id);
        (await acting.CompleteAsync(region, steps[2])).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["After"]);
    }

    private async Task<Outcome<WorkItem>> ReportAsync(WorkItem step, string code, string description)
    {
        var owner = await acting.ActorAsync(step.OwnerId!.Value);
        return await acting.WithAsync<ReportProblem, Outcome<WorkItem>>(r => r.RunAsync(step.Id, code, description, step.Version, owner, default));
    }

    private async Task<IReadOnlyList<DiagramElement>> StandingAsync(WorkflowInstance run)
    {
        var now = await acting.RunOfAsync(run.Id);
        return await acting.WithAsync<WorkflowQueries, IReadOnlyList<DiagramElement>>(q => q.StandingAsync(now, "en", default));
    }

    private Task<int> RungsAsync(WorkItem step) => acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.WorkItemId == step.Id));
}
