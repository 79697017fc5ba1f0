using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Simulation;
using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Tests.Simulation;

public sealed class SimulatorTests
{
    private static string Waiting(string id, string key = "") => Draw.Process(d => d.Start().CatchMessage("wait", "reply", key.Length > 0 ? key : null).End().Path("start wait end"), id);

    [Fact]
    public void A_message_goes_to_the_exact_key_before_no_key_and_to_the_oldest_of_several() =>
        Scenario.Play([Waiting("any"), Waiting("keyed", "place")], s => s
            .Start("any").Start("keyed", ("place", "A")).Start("keyed", ("place", "B")).Start("keyed", ("place", "B")).Running(4)
            .Message("reply", "B").Message("reply", "B").Running(2)
            .Message("reply", "B").Running(1).Has("place", "A")
            .Try(on => on.Message("reply", "B")).Refused("with the key B")
            .Message("reply").Ended());

    [Fact]
    public void A_running_receiver_comes_before_a_start_event() => Scenario.Play(
        Draw.Process(d => d.Events("startEvent", "asked", Draw.Message("hello")).Receive("again", "hello").End().Path("asked again end")), s => s
            .Message("hello").Running(1).Waits("hello").Message("hello").Ended().Message("hello", null, ("who", "me")).Running(1).Has("who", "me"));

    [Fact]
    public void A_signal_reaches_all_that_wait_now_and_starts_what_begins_with_it() => Scenario.Play([
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "first", Draw.Signal("go")).Events("intermediateCatchEvent", "second", Draw.Signal("go")).End().Path("start first second end"), "twice"),
        Draw.Process(d => d.Events("startEvent", "begin", Draw.Signal("go")).User("work").End().Path("begin work end"), "started")], s => s
            .Start("twice").Start("twice").Signal("go", ("n", 1)).Running(3).Waits("go", "go").Open("work").Has("n", 1)
            .Signal("go").Open("work", "work").Running(2).StartBySignal("go").Running(3));

    [Fact]
    public void A_signal_does_not_reach_what_begins_to_wait_only_after_it() => Scenario.Play(
        Draw.Process(d => d.Start().Events("intermediateThrowEvent", "ring", Draw.Signal("go")).Events("intermediateCatchEvent", "hear", Draw.Signal("go")).End().Path("start ring hear end")), s => s
            .Start().Waits("go").Signal("go").Ended());

    [Fact]
    public void Timers_fire_by_due_time_and_then_in_the_order_they_were_armed() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").CatchTimer("b", "PT2H").CatchTimer("a", "PT1H").CatchTimer("c", "PT1H").Script("sb", "{ said: said + \"b\" }").Script("sa", "{ said: said + \"a\" }").Script("sc", "{ said: said + \"c\" }").End()
            .Path("start fork b sb end").Path("fork a sa end").Path("fork c sc end")), s => s.Start(("said", "")).Timers(3).Advance("P1D").Has("said", "acb").Ended());

    [Fact]
    public void A_timer_of_no_length_fires_at_the_next_advance_and_not_before() => Scenario.Play(
        Draw.Process(d => d.Start().CatchTimer("now", "PT0S").User("after").End().Path("start now after end")), s => s.Start().Open().Timers(1).Advance("PT0S").Open("after").Timers(0));

    [Fact]
    public void A_date_that_is_past_fires_at_the_next_advance_without_turning_the_clock_back() => Scenario.Play(
        Draw.Process(d => d.Start().CatchTimer("old", "2020-01-01T00:00:00Z", "Date").CatchTimer("hour", "PT1H").User("after").End().Path("start old hour after end")), s => s
            .Start().Advance("PT59M").Open().Timers(1).Advance("PT1M").Open("after"));

    [Fact]
    public void A_date_without_an_offset_is_played_on_the_clock_of_UTC() => Scenario.Play(
        Draw.Process(d => d.Start().CatchTimer("day", "2026-01-06T12:00:00", "Date").CatchTimer("given", "${until}", "Date").User("after").End().Path("start day given after end")), s => s
            .Start(("until", "2026-01-07")).Advance("P1DT2H59M").Open().Advance("PT1M").Timers(1).Advance("PT11H59M").Open().Advance("PT1M").Open("after"));

    [Fact]
    public void A_start_on_a_date_without_an_offset_is_played_on_the_clock_of_UTC() => Scenario.Play(
        Draw.Process(d => d.Events("startEvent", "day", Draw.After("2026-01-05T10:00:00", "Date")).User("work").End().Path("day work end")), s => s
            .Timers(1).Advance("PT59M").Open().Advance("PT1M").Open("work").Timers(0));

    [Fact]
    public void Time_beyond_the_calendar_and_values_nested_too_deep_are_said_and_change_nothing()
    {
        object? deep = 1;
        for (var i = 0; i < 60; i++)
            deep = new[] { deep };
        Scenario.Play(Draw.Process(d => d.Start().User("work").End().Path("start work end")), s => s
            .Start().Try(on => on.Advance(Period.FromYears(9_000))).Refused("beyond the calendar")
            .Try(on => on.Set(ImmutableDictionary<string, object?>.Empty.Add("deep", deep))).Refused("").Open("work").Has("deep", null));
    }

    public static TheoryData<string, bool> Values() => new()
    {
        { "\"2026-02-01\"", true }, { "\"2026-02-02\"", false }, { "{ \"$date\": \"2026-02-01\" }", true }, { "null", false }, { "\"\"", false }
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_temporal_value_is_expected_as_its_ISO_text(string expected, bool holds)
    {
        var file = Draw.Process(d => d.Start().Script("s", "{ day: date(\"2026-02-01\"), at: date and time(\"2026-02-01T10:00:00Z\"), took: duration(\"PT90M\") }").End().Path("start s end"));
        var script = ReadScript.From("""{"steps":[{"start":{}},{"expect":{"variables":{"day":THIS,"at":"2026-02-01T11:00:00+01:00","took":"PT1H30M"}}}]}""".Replace("THIS", expected, StringComparison.Ordinal));
        var lines = new List<string>();
        PlayScript.On(new(BpmnReader.Read(file, ReadFor.Simulation).Processes, PlayScript.Settings(script)), script, "en", lines.Add).ShouldBe(holds, string.Join("\n", lines));
        lines.Count.ShouldBe(2);
    }

    [Fact]
    public void Of_several_processes_the_executable_one_that_no_other_calls_is_started() => Scenario.Play([
        Draw.Process(d => d.Start().User("outside").End().Path("start outside end"), "customer", ""), Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "inner"),
        Draw.Process(d => d.Start().Call("call", "inner").End().Path("start call end"), "outer")], s => s.Start().Running(2).Open("inside"));

    [Fact]
    public void Start_timers_are_armed_from_the_beginning_and_repeat() => Scenario.Play(
        Draw.Process(d => d.Events("startEvent", "daily", Draw.After("R2/P1D", "Cycle")).User("work").End().Path("daily work end")), s => s
            .Timers(1).Running(0).Advance("P1D").Open("work").Timers(1).Advance("P1D").Open("work", "work").Timers(0).Advance("P9D").Running(2));

    [Fact]
    public void A_cron_cycle_starts_where_the_calendar_says() => Scenario.Play(
        Draw.Process(d => d.Events("startEvent", "daily", Draw.After("0 0 8 * * ?", "Cycle")).User("work").End().Path("daily work end")), s => s
            .Timers(1).Advance("PT22H59M").Open().Advance("PT1M").Open("work").Timers(1).Advance("P2D").Open("work", "work", "work"));

    private static readonly string OnCondition = Draw.Process(d => d.Events("startEvent", "high", Draw.When("level > 5")).User("work").End().Path("high work end"));

    [Fact]
    public void A_condition_starts_a_process_that_does_not_run_yet() => Scenario.Play(OnCondition, s => s
        .Set(("level", 3)).Running(0).Set(("level", 7)).Open("work").Set(("level", 8)).Open("work").Has("level", 8).Complete("work").Ended());

    [Fact]
    public void A_plain_start_of_it_needs_the_condition_to_hold() => Scenario.Play(OnCondition, s => s
        .Try(on => on.Start()).Refused("does not hold").Running(0).Start(("level", 6)).Open("work"));

    [Fact]
    public void What_an_unfinished_start_did_elsewhere_is_undone_with_it() => Scenario.Play([
        Draw.Process(d => d.Start().Throw("tell", "reply").Call("call", "inner").End().Path("start tell call end"), "outer"),
        Draw.Process(d => d.Start().Exclusive("which").User("a", "b").End().Path("start which").Flow("which", "a", "n = 1").Flow("which", "b", "n = 2").Path("a end").Path("b end"), "inner"),
        Waiting("any")], s => s
            .Start("any").Try(on => on.Start("outer")).Refused("No condition holds").Running(1).Waits("reply").Start("outer", ("n", 1)).Open("a").Waits());

    [Fact]
    public void A_called_process_that_cannot_begin_is_an_incident_of_its_caller() => Scenario.Play(
        Draw.Process(d => d.Start().User("before").Call("call", "nowhere").End().Path("start before call end")), s => s
            .Start().Complete("before").Incidents(1).Running(1).Try(on => on.Start("other")).Refused("There is no process other"));

    [Fact]
    public void Variables_are_those_of_the_oldest_that_has_them_and_of_what_ended_last() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("scope", i => i.Xml("<b:dataObject id='own' name='own'/>").Start("in").User("work").End("out").Path("in work out")).End().Path("start scope end")), s => s
            .Start(("who", "first")).Start(("who", "second"), ("more", 1)).Has("who", "first").Has("more", 1)
            .CompleteWith("work", ("own", 5)).Has("own", null).Has("who", "second").Complete("work").Ended().Has("who", "second").Has("nobody", null));

    [Fact]
    public void What_is_set_reaches_every_running_instance_and_the_conditions_in_it() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").End().Path("start call end"), "outer"),
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "ready", Draw.When("ready")).End().Path("start ready end"), "inner")], s => s
            .Start().Running(2).Set(("other", true)).Running(2).Set(("ready", true)).Ended());

    [Theory]
    [InlineData("R-5D", "2026-01-26T09:00:00Z")]
    [InlineData("R-5W", "2026-01-26T09:00:00Z")]
    [InlineData("S+2h", "2026-01-05T11:00:00Z")]
    [InlineData("H", "2026-01-05T09:00:00Z")]
    public void Due_rules_count_from_the_anchors_given(string rule, string due)
    {
        var file = Draw.Process(d => d.Start().CatchTimer("wait", rule, "Date").End().Path("start wait end"));
        var at = NodaTime.Text.InstantPattern.ExtendedIso.Parse(due).Value;
        var settings = new SimulationSettings(Scenario.Begin) { Anchors = ImmutableDictionary<DueAnchor, Instant>.Empty.Add(DueAnchor.Release, Instant.FromUtc(2026, 1, 31, 9, 0)) };
        if (rule == "R-5W")
            settings = settings with { Anchors = settings.Anchors.SetItem(DueAnchor.Release, Instant.FromUtc(2026, 2, 2, 9, 0)) };
        Scenario.Play([file], s =>
        {
            var wait = at - Scenario.Begin;
            s.Start().Timers(1);
            if (wait > Duration.Zero)
                s.Try(on => on.Advance(Period.FromSeconds((long)wait.TotalSeconds - 1))).Running(1);
            s.Try(on => on.Advance(Period.FromSeconds(1))).Ended();
        }, settings);
    }

    [Fact]
    public void A_task_is_named_by_name_or_id_and_the_oldest_is_meant() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").Xml("<b:userTask id='t1' name='Same'/><b:userTask id='t2' name='Same'/><b:manualTask id='by-hand'/><b:task id='any'/>").User("after1", "after2").End()
            .Path("start fork t1 after1 end").Path("fork t2 after2 end").Path("fork by-hand any end")), s => s
            .Start().Open("Same", "Same").Complete("Same").Open("Same", "after1").Complete("t2").Open("after1", "after2"));

    [Fact]
    public void Tasks_of_every_kind_that_wait_for_the_outside_are_open() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").User("u").Service("s").Task("r", "businessRuleTask").Task("send", "sendTask").Task("receive", "receiveTask").Receive("message", "m").End()
            .Path("start fork u end").Path("fork s end").Path("fork r end").Path("fork send end").Path("fork receive end").Path("fork message end")), s => s
            .Start().Open("u", "s", "r", "send", "receive").Waits("m").Complete("u", "s", "r", "send", "receive").Message("m").Ended());

    public static TheoryData<string, string> Endless() => new()
    {
        { "a process that calls itself", Draw.Process(d => d.Start().Call("again", "process").End().Path("start again end")) },
        { "a message that starts its own process again", Draw.Process(d => d.Start().Events("startEvent", "told", Draw.Message("m")).Exclusive("x").MessageEnd("tell", "m").Path("start x tell").Path("told x")) },
        { "a signal that starts its own process again", Draw.Process(d => d.Start().Events("startEvent", "told", Draw.Signal("s")).Exclusive("x").Events("endEvent", "tell", Draw.Signal("s")).Path("start x tell").Path("told x")) },
        { "a circle without waiting", Draw.Process(d => d.Start().Exclusive("x").Task("t").Path("start x t x")) },
        { "a timer that never tires", Draw.Process(d => d.Start().User("u").OnTimer("tick", "u", "R/PT0.001S", false, "Cycle").End().End("ticked").Path("start u end").Path("tick ticked")) },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public void What_would_never_end_is_stopped_and_changes_nothing(string which, string file)
    {
        var simulator = new Simulator(BpmnReader.Read(file, ReadFor.Simulation).Processes, new(Scenario.Begin));
        var start = simulator.Start();
        var before = simulator.Save();
        var year = simulator.Advance(Period.FromYears(1));
        (start.Ok && year.Ok).ShouldBeFalse(which);
        (start.WhyNot ?? year.WhyNot)!.English.ShouldNotBeEmpty();
        if (!year.Ok)
            simulator.Save().ShouldBe(before);
        simulator.Instances.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void What_was_not_saved_by_a_simulation_is_not_restored()
    {
        var simulator = new Simulator([], new(Scenario.Begin));
        foreach (var text in new[] { "", "{}", "[]", """{"now":"yesterday"}""", "null" })
            Should.Throw<System.Text.Json.JsonException>(() => simulator.Restore(text), text);
        simulator.Start().WhyNot.ShouldNotBeNull();
    }
}
