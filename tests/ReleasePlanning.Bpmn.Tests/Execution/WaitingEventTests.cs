using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

/// <summary>Event-based gateways, signals, conditions, links, inclusive joins and moved tokens.</summary>
public sealed class WaitingEventTests
{
    private static readonly string FirstOf = Draw.Process(d => d.Start().FirstOf("first").CatchTimer("late", "PT1H").CatchMessage("answer", "answer")
        .Events("intermediateCatchEvent", "call", Draw.Signal("call")).Events("intermediateCatchEvent", "seen", Draw.When("seen = true")).Receive("letter", "letter")
        .User("afterLate", "afterAnswer", "afterCall", "afterSeen", "afterLetter").End()
        .Path("start first late afterLate end").Path("first answer afterAnswer end").Path("first call afterCall end").Path("first seen afterSeen end").Path("first letter afterLetter end"));

    [Theory]
    [InlineData("late")]
    [InlineData("answer")]
    [InlineData("call")]
    [InlineData("seen")]
    [InlineData("letter")]
    public void The_first_event_decides_and_the_others_are_no_longer_waited_for(string which) => ProcessRun.Play(FirstOf, run =>
    {
        run.Start();
        (run.Timers, run.Subscriptions).ShouldBe(("late", "answer letter"));
        _ = which switch { "late" => run.Fire("late"), "call" => run.Signal("call"), "seen" => run.Set("seen", true), _ => run.Message(which) };
        run.WorkItems.ShouldBe($"after{char.ToUpperInvariant(which[0])}{which[1..]}");
        run.State.Waits.Count().ShouldBe(1);
        run.Path.Where(p => p.Kind == PathKind.FlowTaken).Select(p => p.ElementId).ShouldContain($"first-{which}");
    });

    [Fact]
    public void A_signal_is_thrown_and_reaches_all_that_wait() => ProcessRun.Play(Draw.Process(d => d.Start().Parallel("fork").User("work").On("told", "work", Draw.Signal("alert"), interrupts: false)
        .Events("intermediateCatchEvent", "heard", Draw.Signal("alert")).Events("intermediateThrowEvent", "shout", Draw.Signal("alert")).User("more", "then").End()
        .Path("start fork work end").Path("told more end").Path("fork heard then end")), run =>
        run.Start().Signal("alert").WorkItems.ShouldBe("more then work"));

    [Fact]
    public void A_thrown_signal_is_told_to_the_host() => ProcessRun.Play(Draw.Process(d => d.Start().Events("intermediateThrowEvent", "shout", Draw.Signal("alert")).Events("endEvent", "end", Draw.Signal("done")).Path("start shout end")), run =>
        run.Start().Signals.ShouldBe(["alert", "done"]));

    [Fact]
    public void A_link_goes_on_at_its_catch() => ProcessRun.Play(Draw.Process(d => d.Start().Events("intermediateThrowEvent", "go", Draw.Link("there"))
        .Events("intermediateCatchEvent", "come", Draw.Link("there")).User("after").End().Path("start go").Path("come after end")), run => run.Start().WorkItems.ShouldBe("after"));

    [Fact]
    public void A_condition_that_already_holds_is_not_waited_for() => ProcessRun.Play(Draw.Process(d => d.Start().Events("intermediateCatchEvent", "ready", Draw.When("ready = true")).User("after").End().Path("start ready after end")), run =>
    {
        run.Start(("ready", true)).WorkItems.ShouldBe("after");
    });

    [Theory]
    [InlineData(true, "after")]
    [InlineData(false, "after work")]
    public void A_condition_on_the_border_is_looked_at_whenever_a_variable_changes(bool interrupts, string open) => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").On("when", "work", Draw.When("level > 3"), interrupts).User("after").End().Path("start work end").Path("when after end")), run =>
            run.Start(("level", 1)).Set("level", 4).WorkItems.ShouldBe(open));

    private static string Inclusive(Action<Draw> more) => Draw.Process(d =>
    {
        d.Start().Inclusive("split", "join").User("a", "b", "after").End().Path("start split").Flow("split", "a", "a = true").Flow("split", "b", "b = true").Path("a join after end");
        more(d);
    });

    [Theory]
    [InlineData(true, true, "a b")]
    [InlineData(true, false, "a")]
    [InlineData(false, true, "b")]
    public void An_inclusive_join_waits_for_what_was_sent_and_no_more(bool a, bool b, string open) => ProcessRun.Play(Inclusive(d => d.Path("b join")), run =>
    {
        run.Start(("a", a), ("b", b)).WorkItems.ShouldBe(open);
        foreach (var each in open.Split(' '))
            run.Complete(each);
        run.WorkItems.ShouldBe("after");
    });

    [Fact]
    public void A_branch_that_ends_elsewhere_frees_the_join() => ProcessRun.Play(Inclusive(d => d.Exclusive("which", "which-out").End("out").Path("b which out").Flow("which", "join", "back = true")), run =>
    {
        run.Start(("a", true), ("b", true)).Complete("a").WorkItems.ShouldBe("b", "b could still arrive");
        run.Complete("b").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void A_join_waits_for_a_branch_that_goes_round_once_more() => ProcessRun.Play(Inclusive(d => d.Exclusive("again", "again-join").Path("b again join").Flow("again", "b", "loop = true")), run =>
    {
        run.Start(("a", true), ("b", true), ("loop", true)).Complete("a").Complete("b").WorkItems.ShouldBe("b");
        run.Set("loop", false).Complete("b").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void As_many_tokens_as_flows_in_are_enough_whatever_could_still_come_round() => ProcessRun.Play(
        Draw.Process(d => d.Start().Exclusive("again").Parallel("fork").User("a", "b", "side", "after").Inclusive("join").Exclusive("more", "more-end").End()
            .Path("start again fork a join after more end").Path("fork b join").Path("fork side").Flow("side", "again").Flow("more", "again", "loop = true")), run =>
        {
            run.Start().Complete("a").WorkItems.ShouldBe("b side");
            run.Complete("b").WorkItems.ShouldBe("after side", "the token at the side could come round again, but both flows in have brought theirs");
        });

    [Fact]
    public void A_token_inside_a_sub_process_counts_as_being_there() => ProcessRun.Play(Inclusive(d => d.Sub("s", s => s.Start("in").User("deep").End("out").Path("in deep out")).Path("b s join")), run =>
        run.Start(("a", true), ("b", true)).Complete("b").Complete("a").WorkItems.ShouldBe("deep"));

    private static readonly string Moved = Draw.Process(d => d.Start().User("first").Sub("s", s => s.Start("in").Parallel("fork").User("deep", "beside").End("out").Path("in fork deep out").Path("fork beside out"))
        .OnTimer("late", "s", "PT1H").User("last").Parallel("join").End().Path("start first s last join end").Path("late join"));

    [Fact]
    public void A_token_is_moved_back_and_what_it_had_open_is_closed() => ProcessRun.Play(Moved, run =>
    {
        run.Start().Complete("first").Complete("deep").Complete("beside").WorkItems.ShouldBe("last");
        run.Take(new Trigger.MoveToken(run.State.TokensAt("last").Single().Id, "first")).WorkItems.ShouldBe("first");
    });

    [Fact]
    public void Moving_the_last_token_out_of_a_sub_process_closes_it() => ProcessRun.Play(Moved, run =>
    {
        run.Start().Complete("first").Take(new Trigger.MoveToken(run.State.TokensAt("deep").Single().Id, "last"));
        (run.WorkItems, run.Timers).ShouldBe(("beside last", "late"));
        run.Take(new Trigger.MoveToken(run.State.TokensAt("beside").Single().Id, "last"));
        (run.WorkItems, run.Timers).ShouldBe(("last last", ""));
    });

    [Theory]
    [InlineData("deep", "in a sub-process")]
    [InlineData("join", "come together")]
    [InlineData("start", "by an event")]
    [InlineData("nothing", "no element")]
    public void Where_a_token_cannot_go_is_said(string target, string why) => ProcessRun.Play(Moved, run =>
        Should.Throw<InterpreterException>(() => run.Start().Take(new Trigger.MoveToken(run.State.TokensAt("first").Single().Id, target))).Message.ShouldContain(why));

    [Fact]
    public void Starts_say_what_they_wait_for()
    {
        var model = ProcessRun.Model(Draw.Process(d => d.Start().Events("startEvent", "byMessage", Draw.Message("m")).Events("startEvent", "byTime", Draw.After("R3/PT1H", "Cycle"))
            .Events("startEvent", "bySignal", Draw.Signal("s")).Events("startEvent", "byCondition", Draw.When("n > 1")).User("work").End()
            .Path("start work end").Path("byMessage work").Path("byTime work").Path("bySignal work").Path("byCondition work")));
        var now = Instant.FromUtc(2027, 1, 4, 9, 0);
        var starts = ProcessStarts.Of(model, now);
        starts.Select(s => s.ElementId).ShouldBe(["byMessage", "byTime", "bySignal", "byCondition"]);
        var timer = (ProcessStart.ByTimer)starts[1];
        timer.When.ShouldBe(new TimerDue.At(now + Duration.FromHours(1)));
        timer.Repeat!.Remaining.ShouldBe(2);
        var none = System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty;
        ProcessStarts.Holds(model, "byCondition", none.Add("n", 2m), now).ShouldBeTrue();
        ProcessStarts.Holds(model, "byCondition", none, now).ShouldBeFalse();
        Interpreter.Take(model, ProcessState.New, new Trigger.Start(none, "byMessage"), now).State.Tokens.Single().ElementId.ShouldBe("work");
    }
}
