using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class TaskTests
{
    [Theory]
    [InlineData("task", "undefined")]
    [InlineData("manualTask", "done outside any system")]
    public void A_task_nothing_is_bound_to_passes(string kind, string reason) => ProcessRun.Play(
        Draw.Process(d => d.Start().Task("pass", kind).End().Path("start pass end")),
        run => run.Start().State.Ended.ShouldBeTrue(reason));

    [Fact]
    public void A_script_assigns_variables_from_a_context() => ProcessRun.Play(
        Draw.Process(d => d.Start().Script("count", "{ n: n + 1, seen: true }").User("look").End().Path("start count look end")),
        run =>
        {
            run.Start(("n", 4));
            run.State.Variables["n"].ShouldBe(5m);
            run.State.Variables["seen"].ShouldBe(true);
        });

    [Fact]
    public void A_service_task_runs_and_its_result_is_merged() => ProcessRun.Play(
        Draw.Process(d => d.Start().Service("call").User("look").End().Path("start call look end")),
        run => run.Start(("kept", 1)).Return("call", ("found", "bed")).State.Variables.Keys.Order().ShouldBe(["found", "kept"]));

    [Fact]
    public void A_receive_task_waits_for_its_message() => ProcessRun.Play(
        Draw.Process(d => d.Start().Receive("wait", "go").End().Path("start wait end")),
        run =>
        {
            run.Start().Subscriptions.ShouldBe("wait");
            run.Message("wait").State.Ended.ShouldBeTrue();
            run.IsAllClosed.ShouldBeTrue();
        });

    [Fact]
    public void Messages_are_thrown_by_send_task_throw_event_and_end_event() => ProcessRun.Play(
        Draw.Process(d => d.Start().Send("send", "one").Throw("throw", "two", "planId").MessageEnd("end", "three").Path("start send throw end")),
        run => run.Start(("planId", 17)).Thrown.Select(t => $"{t.MessageName} {t.CorrelationKey}").ShouldBe(["one ", "two 17", "three "]));

    [Theory]
    [InlineData("planId", 42, "42")]
    [InlineData("= \"plan-\" + string(planId)", 42, "plan-42")]
    [InlineData("planId", "P-7", "P-7")]
    public void A_message_key_is_worked_out_when_the_wait_begins(string key, object planId, string expected) => ProcessRun.Play(
        Draw.Process(d => d.Start().CatchMessage("wait", "go", key).End().Path("start wait end")),
        run =>
        {
            run.Start(("planId", planId)).OpenedFor("wait").ShouldBe(new Effect.Subscribe(2, "wait", "go", expected));
            run.Take(new Trigger.VariablesChanged(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("planId", "other")));
            run.Message("wait").State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void A_called_process_is_given_all_variables_and_gives_its_own_back() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("before", "after").Call("child", "bed-space").End().Path("start before child after end")),
        run =>
        {
            run.Start(("person", "A. Roy")).Complete("before", null, ("days", 3));
            var started = run.OpenedFor("child").ShouldBeOfType<Effect.StartChild>();
            started.CalledElement.ShouldBe("bed-space");
            started.Variables.Keys.Order().ShouldBe(["days", "outcome", "person"]);
            run.EndChild("child", ("bed", "B-4")).WorkItems.ShouldBe("after");
            run.State.Variables["bed"].ShouldBe("B-4");
        });

    [Fact]
    public void What_a_process_was_started_with_is_not_given_back_because_it_may_have_changed_since() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("inside").Throw("tell", "news").End().Path("start inside tell end")),
        run =>
        {
            run.Start(("policeNotified", false), ("bed", null)).Complete("inside", "done", ("bed", "B-4"));
            run.Last!.Effects.OfType<Effect.End>().Single().Variables.Keys.Order().ShouldBe(["bed", "outcome"]);
            run.Thrown.ShouldHaveSingleItem().Variables.Keys.Order().ShouldBe(["bed", "outcome"]);
        });

    [Fact]
    public void What_a_process_sets_in_its_very_first_step_is_given_back() => ProcessRun.Play(
        Draw.Process(d => d.Start().Script("set", "{ bed: \"B-4\" }").End().Path("start set end")),
        run => run.Start(("bed", null)).Last!.Effects.OfType<Effect.End>().Single().Variables["bed"].ShouldBe("B-4"));

    [Fact]
    public void A_timer_on_a_call_cancels_the_called_process() => ProcessRun.Play(
        Draw.Process(d => d.Start().Call("child", "travel").OnTimer("late", "child", "P1D").User("chase").End().Path("start child end").Path("late chase end")),
        run =>
        {
            run.Start().Children.ShouldBe("child");
            run.Wait(Duration.FromDays(2)).Children.ShouldBe("");
            run.WorkItems.ShouldBe("chase");
        });

    [Fact]
    public void Parent_and_child_run_as_two_instances() => ProcessRun.Play(
        Draw.Process(d => d.Start().Call("call", "child").User("last").End().Path("start call last end")),
        parent =>
        {
            parent.Start(("n", 1));
            var given = parent.OpenedFor("call").ShouldBeOfType<Effect.StartChild>().Variables;
            var child = new ProcessRun(ProcessRun.Model(Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "child")), true);
            child.Take(new Trigger.Start(given)).WorkItems.ShouldBe("inside");
            child.Complete("inside", "fine");
            var back = child.Last!.Effects.OfType<Effect.End>().Single().Variables;
            parent.EndChild("call", [.. back.Select(v => (v.Key, v.Value))]).WorkItems.ShouldBe("last");
            parent.State.Variables["n"].ShouldBe(1m);
            parent.State.Variables["outcome"].ShouldBe("fine");
        });
}
