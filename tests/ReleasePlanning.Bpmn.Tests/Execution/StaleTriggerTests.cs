using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class StaleTriggerTests
{
    private static readonly ImmutableDictionary<string, object?> Nothing = ImmutableDictionary<string, object?>.Empty;

    private static readonly string TwoSteps = Draw.Process(d => d.Start().User("first", "second").End().OnTimer("late", "first", "PT1H").Path("start first second end").Path("late end"));

    public static TheoryData<Trigger, string> Stale() => new()
    {
        { new Trigger.WorkItemCompleted(2, null, Nothing), "the first step was completed before: a second click on it must not complete the next one" },
        { new Trigger.TimerFired(2, "late"), "its timer was disarmed with it" },
        { new Trigger.MessageArrived(3, "late", Nothing), "nothing waits for a message" },
        { new Trigger.ServiceTaskReturned(3, Nothing), "a person, not a service task, holds this token" },
        { new Trigger.ChildEnded(3, Nothing), "nor is it a call" },
        { new Trigger.Retry(3), "it has no incident" },
        { new Trigger.WorkItemCompleted(99, null, Nothing), "no such token" },
        { new Trigger.Start(Nothing), "already started" }
    };

    [Theory]
    [MemberData(nameof(Stale))]
    public void A_trigger_for_what_is_no_longer_there_is_refused_and_changes_nothing(Trigger trigger, string reason) => ProcessRun.Play(TwoSteps, run =>
    {
        run.Start().Complete("first");
        var before = ProcessStateJson.Write(run.State);
        Should.Throw<InterpreterException>(() => run.Take(trigger), reason);
        ProcessStateJson.Write(run.State).ShouldBe(before);
        run.WorkItems.ShouldBe("second");
    });

    [Fact]
    public void An_ended_process_takes_nothing_more() => ProcessRun.Play(TwoSteps, run =>
    {
        run.Start().Complete("first").Complete("second").State.Ended.ShouldBeTrue();
        Should.Throw<InterpreterException>(() => run.Take(new Trigger.Cancel("late")));
    });

    [Fact]
    public void A_process_not_started_takes_nothing_but_its_start() => ProcessRun.Play(TwoSteps, run =>
        Should.Throw<InterpreterException>(() => run.Take(new Trigger.Cancel("early"))));

    [Fact]
    public void A_late_answer_of_an_interrupted_service_task_is_stale() => ProcessRun.Play(
        Draw.Process(d => d.Start().Service("call").OnMessage("stop", "call", "stop").User("after").End().Path("start call end").Path("stop after end")),
        run =>
        {
            run.Start().Message("stop");
            Should.Throw<InterpreterException>(() => run.Take(new Trigger.ServiceTaskReturned(2, Nothing)));
        });

    [Fact]
    public void A_token_at_an_element_the_diagram_no_longer_has_is_refused_by_name()
    {
        var started = Interpreter.Take(ProcessRun.Model(TwoSteps), ProcessState.New, new Trigger.Start(Nothing), NodaTime.Instant.FromUnixTimeSeconds(0)).State;
        var changed = ProcessRun.Model(Draw.Process(d => d.Start().User("renamed").End().Path("start renamed end")));
        Should.Throw<InterpreterException>(() => Interpreter.Take(changed, started, new Trigger.WorkItemCompleted(2, null, Nothing), NodaTime.Instant.FromUnixTimeSeconds(0)))
            .ElementId.ShouldBe("first");
    }
}
