using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class BoundedStateTests
{
    [Fact]
    public void A_thousand_rounds_of_a_loop_leave_the_state_as_small_as_two() => ProcessRun.Play(
        Draw.Process(d => d.Start().Exclusive("again").End().Parallel("fork", "join").User("a", "b")
            .Sub("scope", s => s.Start("in").User("inside").End("out").OnTimer("late", "inside", "PT1H", false).End("noted").Path("in inside out").Path("late noted"))
            .OnMessage("told", "scope", "x", false).Task("note").Exclusive("more", "more-end")
            .Path("start again fork a join scope more end").Path("fork b join").Path("told note end").Flow("more", "again", "outcome = \"again\"")),
        run =>
        {
            run.Start();
            var lengths = new List<int>();
            for (var i = 0; i < 1000; i++)
            {
                run.Complete("a").Complete("b").Fire("late").Message("told").Complete("inside", "again");
                lengths.Add(ProcessStateJson.Write(run.State).Length);
            }
            // Token ids grow by digits, nothing else does.
            (lengths[^1] - lengths[1]).ShouldBeLessThan(20);
            run.State.Tokens.Count.ShouldBe(2);
            run.Complete("a").Complete("b").Complete("inside").State.Ended.ShouldBeTrue();
            run.IsAllClosed.ShouldBeTrue();
        });

    [Fact]
    public void A_thousand_firings_of_a_repeating_timer_leave_one_repetition_behind() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").Task("note").End().OnTimer("tick", "work", "R/PT1M", false, "Cycle").Path("start work end").Path("tick note end")),
        run =>
        {
            run.Start().Wait(Duration.FromMinutes(1000));
            run.State.Tokens.ShouldHaveSingleItem().Waits.Length.ShouldBe(2);
            run.State.Waits.Single(w => w.Wait.Kind == WaitKind.Timer).Wait.Repeat!.Fired.ShouldBe(1001);
        });
}
