using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Execution;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>The cases D9 to D13 on timers.</summary>
public sealed class TimerCases
{
    [Fact]
    public void D9_a_timer_in_the_flow_fires_when_it_is_due_and_not_before() =>
        Scenario.Play(Draw.Process(d => d.Start().CatchTimer("wait", "PT50M").End().Path("start wait end")), s => s
            .Start().Timers(1).Advance("PT49M59S").Timers(1).Running(1).Advance("PT6S").Timers(0).Ended());

    [Fact]
    public void D10_the_first_of_three_timers_ends_the_task_and_the_other_timers_with_it() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work", "after1", "after2", "after3").End()
            .OnTimer("t1", "work", "PT1H").OnTimer("t2", "work", "PT2H").OnTimer("t3", "work", "PT3H")
            .Path("start work end").Path("t1 after1 end").Path("t2 after2 end").Path("t3 after3 end")), s => s
            .Start().Timers(3).Advance("PT1H5S").Timers(0).Open("after1").Advance("P1D").Open("after1").Complete("after1").Ended());

    [Fact]
    public void D11_a_cycle_reminds_until_its_task_is_done() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work", "reminder").End().End("told").OnTimer("every", "work", "R/PT1H", false, "Cycle").Path("start work end").Path("every reminder told")), s => s
            .Start().Timers(1).Advance("PT1H").Open("work", "reminder").Timers(1).Advance("PT1H").Open("work", "reminder", "reminder")
            .Complete("work").Timers(0).Advance("PT5H").Open("reminder", "reminder").Complete("reminder", "reminder").Ended());

    // The exchange of the armed timers in the transaction that publishes is the host's; here: what a version arms is its own.
    [Fact]
    public void D12_a_new_version_arms_the_start_timer_it_draws_and_the_instance_runs_that_version()
    {
        string Version(string task, string wait) => Draw.Process(d => d.Events("startEvent", "start", Draw.After(wait)).User(task).End().Path($"start {task} end"));
        var now = Scenario.Begin;
        ProcessStarts.Of(ProcessRun.Model(Version("one", "PT10M")), now).ShouldBe([new ProcessStart.ByTimer("start", new TimerDue.At(now + Duration.FromMinutes(10)), null)]);
        ProcessStarts.Of(ProcessRun.Model(Version("two", "PT5M")), now).ShouldBe([new ProcessStart.ByTimer("start", new TimerDue.At(now + Duration.FromMinutes(5)), null)]);

        Scenario.Play(Version("two", "PT5M"), s => s.Timers(1).Running(0).Advance("PT5M").Timers(0).Open("two").Complete("two").Ended());
    }

    [Fact]
    public void D13_a_timer_on_a_sub_process_ends_all_of_it() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").Parallel("fork").User("look", "mend").End("out").Path("in fork look out").Path("fork mend out"))
            .OnTimer("late", "scope", "PT2H").User("escalated").End().Path("start scope end").Path("late escalated end")), s => s
            .Start().Open("look", "mend").Complete("look").Advance("PT2H1S").Open("escalated").Timers(0).Complete("escalated").Ended());

    [Fact]
    public void A_timer_text_may_hold_expressions_between_fixed_parts() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work", "late").End().OnTimer("wait", "work", "R#{count}/PT${hours}H${minutes}M", false, "Cycle").Path("start work end").Path("wait late end")), s => s
            .Start(("count", 2), ("hours", 1), ("minutes", 30)).Timers(1).Advance("PT1H29M").Open("work").Advance("PT1M").Open("late", "work").Advance("PT5H").Open("late", "late", "work").Timers(0));
}
