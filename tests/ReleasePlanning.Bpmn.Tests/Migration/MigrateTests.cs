using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Execution;

namespace ReleasePlanning.Bpmn.Tests.Migration;

/// <summary>One instance of one diagram goes on in another.</summary>
public sealed class MigrateTests
{
    private static string Xml(Action<Draw> draw) => Draw.Process(draw);

    private static MigrationPlan Plan(string from, string to, params string[] more)
    {
        var suggested = MigrationPlan.Suggest(ProcessRun.Model(from), ProcessRun.Model(to)).Plan;
        var plan = new MigrationPlan(suggested.From, suggested.To, suggested.Mappings.SetItems(more.Select(m => m.Split('=')).Select(m => KeyValuePair.Create(m[0], m[1]))));
        plan.Problems.ShouldBeEmpty();
        return plan;
    }

    private static string Refused(MigrationPlan plan, ProcessRun run)
    {
        var problems = plan.Validate(run.State);
        Should.Throw<InterpreterException>(() => run.Migrate(plan)).Message.ShouldBe(problems[0].English);
        problems.ShouldAllBe(p => p.French != p.English);
        return string.Join(" ", problems.Select(p => $"{p.ElementId}:{p.Code["migration.".Length..]}"));
    }

    private static Instant DueOf(ProcessRun run, string element) => run.Due().Single(t => t.Element == element).At;

    private static readonly string Plain = Xml(d => d.Start().User("a", "b").End().Path("start a b end"));
    private static readonly string Timed = Xml(d => d.Start().User("a", "b").End().OnTimer("late", "a", "PT4H").Path("start a b end").Path("late end"));

    [Fact]
    public void A_step_that_is_open_stays_open_under_its_new_name_and_goes_on_there() => ProcessRun.Play(Plain, run =>
    {
        run.Start().Migrate(Plan(Plain, Xml(d => d.Start().User("alpha", "c", "b").End().Path("start alpha c b end")), "a=alpha")).WorkItems.ShouldBe("alpha");
        run.Last!.Effects.ShouldBeEmpty();
        run.Complete("alpha").WorkItems.ShouldBe("c");
        run.Complete("c").Complete("b").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_step_with_no_counterpart_refuses_the_instance() => ProcessRun.Play(Plain, run =>
        Refused(Plan(Plain, Xml(d => d.Start().User("b").End().Path("start b end"))), run.Start()).ShouldBe("a:not-mapped"));

    [Fact]
    public void A_boundary_timer_that_is_new_is_armed_from_now() => ProcessRun.Play(Plain, run =>
    {
        run.Start().Wait(Duration.FromHours(3)).Migrate(Plan(Plain, Timed));
        DueOf(run, "late").ShouldBe(run.Now + Duration.FromHours(4));
        run.Wait(Duration.FromHours(5)).State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_boundary_timer_that_is_gone_is_disarmed() => ProcessRun.Play(Timed, run =>
    {
        run.Start().Migrate(Plan(Timed, Plain)).Timers.ShouldBe("");
        run.WorkItems.ShouldBe("a");
    });

    [Theory]
    [InlineData(TimerChoice.Keep, 4)]
    [InlineData(TimerChoice.Recompute, 3 + 24)]
    public void A_mapped_timer_keeps_its_due_date_or_is_counted_from_the_new_text(TimerChoice choice, int hours) => ProcessRun.Play(Timed, run =>
    {
        var start = run.Now;
        var to = Xml(d => d.Start().User("a", "b").End().OnTimer("overdue", "a", "P1D").Path("start a b end").Path("overdue end"));
        var policy = TimerPolicy.Keep with { ByEvent = ImmutableDictionary<string, TimerChoice>.Empty.Add("late", choice) };
        run.Start().Wait(Duration.FromHours(3)).Migrate(Plan(Timed, to, "late=overdue"), policy).Timers.ShouldBe("overdue");
        DueOf(run, "overdue").ShouldBe(start + Duration.FromHours(hours));
    });

    [Theory]
    [InlineData(TimerChoice.Keep, "R4/PT1H", 5)] // armed for +2 h; three firings an hour apart: +2, +3, +4
    [InlineData(TimerChoice.Recompute, "R4/PT6H", 19)] // counted anew from +1 h: +7, +13, +19
    [InlineData(TimerChoice.Recompute, "R/PT6H", 19)]
    public void A_cycle_keeps_the_number_of_firings_it_has_left(TimerChoice choice, string text, int until) => ProcessRun.Play(
        Xml(d => d.Start().User("a", "r").End().OnTimer("again", "a", "R4/PT1H", false, "Cycle").End("e").Path("start a end").Path("again r e")), run =>
        {
            run.Start().Wait(Duration.FromHours(1)).WorkItems.ShouldBe("a r");
            var from = Xml(d => d.Start().User("a", "r").End().OnTimer("again", "a", "R4/PT1H", false, "Cycle").End("e").Path("start a end").Path("again r e"));
            var to = Xml(d => d.Start().User("a", "r").End().OnTimer("again", "a", text, false, "Cycle").End("e").Path("start a end").Path("again r e"));
            run.Migrate(Plan(from, to), new(choice)).Wait(Duration.FromHours(until)).WorkItems.ShouldBe("a r r r r");
            run.Timers.ShouldBe("");
        });

    [Fact]
    public void A_reminder_that_has_fired_does_not_fire_again() => ProcessRun.Play(
        Xml(d => d.Start().User("a", "r").End().OnTimer("once", "a", "PT1H", false).End("e").Path("start a end").Path("once r e")), run =>
        {
            run.Start().Wait(Duration.FromHours(2)).WorkItems.ShouldBe("a r");
            var from = Xml(d => d.Start().User("a", "r").End().OnTimer("once", "a", "PT1H", false).End("e").Path("start a end").Path("once r e"));
            run.Migrate(Plan(from, Xml(d => d.Start().User("a", "r").End().OnTimer("once", "a", "PT9H", false).End("e").Path("start a end").Path("once r e"))), TimerPolicy.Recompute)
                .Timers.ShouldBe("");
        });

    [Fact]
    public void A_message_with_another_name_is_waited_for_under_that_name() => ProcessRun.Play(Xml(d => d.Start().Receive("w", "old").End().Path("start w end")), run =>
    {
        var from = Xml(d => d.Start().Receive("w", "old").End().Path("start w end"));
        run.Start().Migrate(Plan(from, Xml(d => d.Start().Receive("w", "new").End().Path("start w end")))).Subscriptions.ShouldBe("w");
        run.OpenedFor("w").ShouldBeOfType<Effect.Subscribe>().MessageName.ShouldBe("new");
        run.Message("w").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_message_with_the_same_name_is_not_touched() => ProcessRun.Play(Xml(d => d.Start().Receive("w", "m").End().Path("start w end")), run =>
    {
        var from = Xml(d => d.Start().Receive("w", "m").End().Path("start w end"));
        var plan = Plan(from, Xml(d => d.Start().Receive("v", "m").End().Path("start v end")), "w=v");
        var migrated = plan.Apply(run.Start().State, run.Now, null, TimerPolicy.Keep);
        (migrated.Closed.Length, migrated.Step.Effects.Length).ShouldBe((0, 0));
        migrated.Renames.ShouldHaveSingleItem().ShouldBe(new Renamed(run.State.Tokens[0].Id, "w", "v"));
    });

    private static string Gate(string first, string second) => Xml(d => d.Start().Xml("<b:eventBasedGateway id='g'/>").CatchMessage(first, first).CatchMessage(second, second).End()
        .Path($"start g {first} end").Path($"g {second} end"));

    [Fact]
    public void An_event_based_gateway_waits_for_the_events_of_the_new_version() => ProcessRun.Play(Gate("yes", "no"), run =>
    {
        run.Start().Migrate(Plan(Gate("yes", "no"), Gate("yes", "perhaps"))).Subscriptions.ShouldBe("perhaps yes");
        run.Message("perhaps").State.Ended.ShouldBeTrue();
    });

    private static string Listening(string element, string condition, bool interrupts = false) =>
        $"<b:subProcess id='es{element}' triggeredByEvent='true'><b:startEvent id='{element}' isInterrupting='{(interrupts ? "true" : "false")}'>{condition}</b:startEvent>"
        + $"<b:userTask id='{element}Task'>{Draw.Binding()}</b:userTask><b:endEvent id='{element}End'/><b:sequenceFlow id='{element}1' sourceRef='{element}' targetRef='{element}Task'/>"
        + $"<b:sequenceFlow id='{element}2' sourceRef='{element}Task' targetRef='{element}End'/></b:subProcess>";

    private const string AfterAnHour = "<b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition>";

    private static readonly string Listens = Xml(d => d.Start().User("a", "b").End().Path("start a b end").Xml(Listening("tick", AfterAnHour)));

    [Fact]
    public void The_event_sub_processes_of_the_new_version_listen_and_those_of_the_old_do_not() => ProcessRun.Play(Plain, run =>
    {
        run.Start().Migrate(Plan(Plain, Listens)).Timers.ShouldBe("tick");
        run.Wait(Duration.FromHours(1)).WorkItems.ShouldBe("a tickTask");
        run.Complete("tickTask").Migrate(Plan(Listens, Plain)).Timers.ShouldBe("");
        run.Complete("a").Complete("b").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_scope_that_has_been_interrupted_listens_to_nothing_new()
    {
        var from = Xml(d => d.Start().User("a", "b").End().Path("start a b end").Xml(Listening("tick", AfterAnHour, interrupts: true)));
        var to = Xml(d => d.Start().User("a", "b").End().Path("start a b end").Xml(Listening("tick", AfterAnHour, interrupts: true)).Xml(Listening("more", AfterAnHour)));
        ProcessRun.Play(from, run => run.Start().Wait(Duration.FromHours(1)).Migrate(Plan(from, to)).Timers.ShouldBe(""));
        ProcessRun.Play(from, run => run.Start().Migrate(Plan(from, to)).Timers.ShouldBe("more tick"));
    }

    [Fact]
    public void A_new_condition_that_holds_already_happens_at_once() => ProcessRun.Play(Plain, run =>
    {
        var to = Xml(d => d.Start().User("a", "b").End().Path("start a b end").Xml(Listening("rich",
            "<b:conditionalEventDefinition><b:condition>=money &gt; 10</b:condition></b:conditionalEventDefinition>")));
        run.Start(("money", 11)).Migrate(Plan(Plain, to)).WorkItems.ShouldBe("a richTask");
    });

    private static readonly string Joined = Xml(d => d.Start().Parallel("fork", "join").User("a", "b", "after").End().Path("start fork a join after end").Path("fork b join"));

    [Fact]
    public void A_branch_that_waits_at_a_join_is_found_by_where_it_came_from() => ProcessRun.Play(Joined, run =>
    {
        var to = Xml(d => d.Start().Parallel("fork", "meet").User("a", "b", "after").End().Path("start fork a meet after end").Path("fork b meet"));
        run.Start().Complete("a").Migrate(Plan(Joined, to, "join=meet")).Complete("b").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void A_join_for_which_everything_has_come_lets_go() => ProcessRun.Play(
        Xml(d => d.Start().Parallel("fork", "join").User("a", "b", "c", "after").End().Path("start fork a join after end").Path("fork b join").Path("fork c join")), run =>
        {
            var from = Xml(d => d.Start().Parallel("fork", "join").User("a", "b", "c", "after").End().Path("start fork a join after end").Path("fork b join").Path("fork c join"));
            // c leads to the end now, and has been forgotten: only a and b are waited for
            var to = Xml(d => d.Start().Parallel("fork", "join").User("a", "b", "c", "after").End().End("e").Path("start fork a join after end").Path("fork b join").Path("fork c e"));
            run.Start().Complete("a").Complete("b").WorkItems.ShouldBe("c");
            run.Migrate(Plan(from, to)).WorkItems.ShouldBe("after c");
        });

    [Fact]
    public void A_join_that_would_wait_for_ever_refuses_the_instance() => ProcessRun.Play(Plain, run =>
    {
        // a and b one after the other; the new version does both at once and waits for both
        var to = Xml(d => d.Start().Parallel("fork", "join").User("a", "b").End().Path("start fork a join end").Path("fork b join"));
        Refused(Plan(Plain, to), run.Start()).ShouldBe("join:join-in-vain");
        Refused(Plan(Plain, to), run.Complete("a")).ShouldBe("join:join-in-vain");
    });

    [Fact]
    public void An_arrival_without_a_flow_in_the_new_version_refuses_the_instance() => ProcessRun.Play(Joined, run =>
        Refused(Plan(Joined, Xml(d => d.Start().Parallel("fork", "join").User("a", "b", "c", "after").End().Path("start fork a c join after end").Path("fork b join"))), run.Start().Complete("a"))
            .ShouldBe("join:arrival-lost"));

    [Fact]
    public void Two_branches_that_become_one_refuse_the_instance() => ProcessRun.Play(Joined, run =>
        Refused(Plan(Joined, Xml(d => d.Start().User("a", "after").End().Path("start a after end")), "b=a"), run.Start()).ShouldBe("b:never-together"));

    private static string Undoable(string booking, bool handler) => Xml(d => d.Start().Task(booking).User("wait").End().Path($"start {booking} wait")
        .Xml("<b:intermediateThrowEvent id='undo'><b:compensateEventDefinition/></b:intermediateThrowEvent>").Path("wait undo end")
        .Xml(handler ? $"<b:boundaryEvent id='onUndo' attachedToRef='{booking}'><b:compensateEventDefinition/></b:boundaryEvent><b:userTask id='giveBack' isForCompensation='true'>{Draw.Binding()}</b:userTask><b:association sourceRef='onUndo' targetRef='giveBack'/>" : ""));

    [Fact]
    public void What_was_done_can_still_be_undone_under_its_new_name() => ProcessRun.Play(Undoable("book", true), run =>
    {
        run.Start().Migrate(Plan(Undoable("book", true), Undoable("reserve", true), "book=reserve")).Complete("wait").WorkItems.ShouldBe("giveBack");
        run.Complete("giveBack").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void What_could_be_undone_and_no_longer_can_refuses_the_instance()
    {
        ProcessRun.Play(Undoable("book", true), run => Refused(Plan(Undoable("book", true), Undoable("book", false)), run.Start()).ShouldBe("book:cannot-undo"));
        ProcessRun.Play(Undoable("book", true), run => Refused(Plan(Undoable("book", true), Undoable("reserve", true)), run.Start()).ShouldBe("book:cannot-undo"));
    }

    private static string Three(string id, string more = "") => Xml(d => d.Start()
        .Xml($"<b:userTask id='{id}'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics><b:loopCardinality>3</b:loopCardinality>{more}</b:multiInstanceLoopCharacteristics></b:userTask>")
        .User("after").End().Path($"start {id} after end"));

    [Fact]
    public void A_repeated_activity_goes_on_where_it_was_by_the_condition_of_the_new_version() => ProcessRun.Play(Three("ask"), run =>
    {
        run.Start().Complete("ask").WorkItems.ShouldBe("ask ask");
        run.Migrate(Plan(Three("ask"), Three("poll", "<b:completionCondition>=nrOfCompletedInstances &gt;= 2</b:completionCondition>"), "ask=poll")).WorkItems.ShouldBe("poll poll");
        run.Complete("poll").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void A_called_process_ends_into_the_new_version() => ProcessRun.Play(Xml(d => d.Start().Call("c", "other").End().Path("start c end")), run =>
    {
        var from = Xml(d => d.Start().Call("c", "other").End().Path("start c end"));
        run.Start().Migrate(Plan(from, Xml(d => d.Start().Call("call", "other").User("check").End().Path("start call check end")), "c=call")).Children.ShouldBe("call");
        run.EndChild("call").WorkItems.ShouldBe("check");
    });

    [Fact]
    public void What_stood_still_is_mended_by_the_new_version_and_tried_again() => ProcessRun.Play(
        Xml(d => d.Start().User("a").CatchTimer("w", "=nothing").End().Path("start a w end")), run =>
        {
            var from = Xml(d => d.Start().User("a").CatchTimer("w", "=nothing").End().Path("start a w end"));
            run.Start().Complete("a").Incidents.ShouldHaveSingleItem();
            run.Migrate(Plan(from, Xml(d => d.Start().User("a").CatchTimer("w", "PT1H").End().Path("start a w end")))).Timers.ShouldBe("");
            run.Retry().Timers.ShouldBe("w");
        });

    [Fact]
    public void What_cannot_be_armed_refuses_the_instance_and_changes_nothing()
    {
        var run = new ProcessRun(ProcessRun.Model(Plain), false).Start();
        var before = ProcessStateJson.Write(run.State);
        var to = Xml(d => d.Start().User("a", "b").End().OnTimer("late", "a", "=nothing").Path("start a b end").Path("late end"));
        var refused = Should.Throw<InterpreterException>(() => run.Migrate(Plan(Plain, to)));
        refused.ElementId.ShouldBe("late");
        refused.MessageFr.ShouldNotBe(refused.Message);
        ProcessStateJson.Write(run.State).ShouldBe(before);
    }

    [Fact]
    public void Only_what_runs_is_migrated()
    {
        var run = new ProcessRun(ProcessRun.Model(Plain), false);
        Plan(Plain, Plain).Validate(run.State).ShouldHaveSingleItem().Code.ShouldBe("migration.not-running");
        run.Start().Complete("a").Complete("b");
        Plan(Plain, Plain).Validate(run.State).ShouldHaveSingleItem().Code.ShouldBe("migration.not-running");
    }

    // The flow that is missing comes only after the join it belongs to has let go: that a loop leads there does not help.
    [Fact]
    public void A_branch_put_beside_others_that_were_never_begun_is_refused_even_where_a_loop_would_begin_them()
    {
        static string Looping(Action<Draw> inner) => Draw.Process(d =>
        {
            d.Start().Exclusive("head").Parallel("fork", "join").User("a", "b").Exclusive("tail", "tail-end").End().Path("start head fork a join tail end").Flow("tail", "head", "again = true");
            inner(d);
        });
        var from = ProcessRun.Model(Looping(d => d.Path("fork b join")));
        var to = ProcessRun.Model(Looping(d => d.Parallel("inner", "innerJoin").User("c").Path("fork inner b innerJoin join").Path("inner c innerJoin")));
        var plan = MigrationPlan.Suggest(from, to).Plan;

        ProcessRun.Play(Looping(d => d.Path("fork b join")), run => plan.Validate(run.Start().State).Select(p => (p.ElementId, p.Code)).ShouldBe([("join", "migration.join-in-vain"), ("innerJoin", "migration.join-in-vain")], ignoreOrder: true));
    }
}
