using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class SubProcessTests
{
    private static readonly string Timed = Draw.Process(d => d.Start().User("fixEscalated").End()
        .Sub("scope", s => s.Start("in").User("inside").End("out").Path("in inside out"))
        .OnTimer("late", "scope", "PT2H").Path("start scope end").Path("late fixEscalated end"));

    [Fact]
    public void A_sub_process_is_done_when_its_last_token_ends() => ProcessRun.Play(Timed, run =>
    {
        run.Start().WorkItems.ShouldBe("inside");
        run.Complete("inside").State.Ended.ShouldBeTrue();
        run.Timers.ShouldBe("");
    });

    [Fact]
    public void A_timer_on_a_sub_process_ends_all_that_is_inside() => ProcessRun.Play(Timed, run =>
        run.Start().Wait(Duration.FromSeconds(7201)).WorkItems.ShouldBe("fixEscalated"));

    private static readonly string Nested = Draw.Process(d => d.Start().User("after").End()
        .Sub("outer", o => o.Start("oi").End("oo").Parallel("fork").User("beside").OnTimer("besideLate", "beside", "PT8H").End("bl").Path("besideLate bl")
            .Sub("inner", i => i.Start("ii").User("deep").End("io").OnMessage("deepTold", "deep", "x", false).End("dt").Path("ii deep io").Path("deepTold dt"))
            .OnTimer("innerLate", "inner", "PT5H").End("il").Path("innerLate il")
            .Path("oi fork inner oo").Path("fork beside oo"))
        .OnMessage("stop", "outer", "stop").Path("start outer end").Path("stop after end"));

    [Fact]
    public void Interruption_closes_the_inner_before_the_outer() => ProcessRun.Play(Nested, run =>
    {
        run.Start().Message("stop");
        run.Last!.Effects.Select(e => e switch
        {
            Effect.Unsubscribe u => $"unsubscribe {u.ElementId}",
            Effect.CloseWorkItem c => $"close {c.ElementId}",
            Effect.DisarmTimer t => $"disarm {t.ElementId}",
            Effect.OpenWorkItem o => $"open {o.ElementId}",
            _ => e.ToString()
        }).ShouldBe(["unsubscribe stop", "unsubscribe deepTold", "close deep", "disarm innerLate", "disarm besideLate", "close beside", "open after"]);
        run.WorkItems.ShouldBe("after");
    });

    [Fact]
    public void Cancelling_ends_everything_and_then_the_process() => ProcessRun.Play(Nested, run =>
    {
        run.Start().Take(new Trigger.Cancel("withdrawn")).IsAllClosed.ShouldBeTrue();
        run.State.Ended.ShouldBeTrue();
        run.State.Tokens.ShouldBeEmpty();
        run.Last!.Effects[^1].ShouldBeOfType<Effect.End>();
        run.Last.Path[^1].Kind.ShouldBe(PathKind.Ended);
        run.Last.Path.Count(p => p.Kind == PathKind.Interrupted).ShouldBe(4);
    });

    [Fact]
    public void Terminate_ends_the_parallel_branches_of_its_scope_and_the_process_with_them() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork").User("preTerminate", "other").Terminate("stop").End().Path("start fork preTerminate stop").Path("fork other end")),
        run =>
        {
            run.Start().WorkItems.ShouldBe("other preTerminate");
            run.Complete("preTerminate").IsAllClosed.ShouldBeTrue();
            run.State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void Terminate_inside_a_sub_process_leaves_the_outside_running() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork").User("outside", "next").End()
            .Sub("scope", s => s.Start("in").Parallel("f").User("quits", "killed").Terminate("stop").End("out").Path("in f quits stop").Path("f killed out"))
            .Path("start fork scope next end").Path("fork outside end")),
        run => run.Start().Complete("quits").WorkItems.ShouldBe("next outside"));

    [Fact]
    public void A_token_under_way_in_a_terminated_scope_never_arrives() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork").Terminate("stop").User("never").End().Path("start fork stop").Path("fork never end")),
        run =>
        {
            run.Start().State.Ended.ShouldBeTrue();
            run.Path.ShouldNotContain(p => p.ElementId == "never");
        });
}
