using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class TimerTests
{
    [Fact]
    public void A_timer_catch_waits_for_its_time() => ProcessRun.Play(
        Draw.Process(d => d.Start().CatchTimer("wait", "PT50M").End().Path("start wait end")),
        run =>
        {
            run.Start().Timers.ShouldBe("wait");
            run.Wait(Duration.FromMinutes(49)).State.Ended.ShouldBeFalse();
            run.Wait(Duration.FromSeconds(65)).State.Ended.ShouldBeTrue();
        });

    [Theory]
    [InlineData("Duration", "PT1H", "2027-01-04T10:00:00Z", "an hour from arming")]
    [InlineData("Duration", "P1M", "2027-02-04T09:00:00Z", "calendar parts are counted in UTC")]
    [InlineData("Duration", "P1DT2H", "2027-01-05T11:00:00Z", "days and hours together")]
    [InlineData("Date", "2027-03-01T08:00:00-05:00", "2027-03-01T13:00:00Z", "the offset counts")]
    [InlineData("Date", "2027-03-01T08:00Z", "2027-03-01T08:00:00Z", "seconds may be left out")]
    [InlineData("Date", "= due", "2027-06-01T12:00:00Z", "the text in a variable")]
    [InlineData("Date", "${due}", "2027-06-01T12:00:00Z", "the same, spelled in JUEL")]
    [InlineData("Duration", "= lead", "2027-01-04T12:00:00Z", "a duration value")]
    [InlineData("Cycle", "R/PT1H", "2027-01-04T10:00:00Z", "a repetition, of which a catch takes the first")]
    public void A_timer_text_gives_a_moment(string kind, string text, string expected, string reason) => ProcessRun.Play(
        Draw.Process(d => d.Start().CatchTimer("wait", text, kind).End().Path("start wait end")),
        run =>
        {
            run.Start(("due", "2027-06-01T12:00:00Z"), ("lead", Duration.FromHours(3)));
            run.Due().ShouldHaveSingleItem().At.ToString().ShouldBe(expected, reason);
            run.OpenedFor("wait").ShouldBeOfType<Effect.ArmTimer>().Repeat.ShouldBeNull();
        });

    [Theory]
    [InlineData("Date", "R-5W", "R-5W", "a literal rule")]
    [InlineData("Duration", "S+2h", "S+2h", "a rule that counts from the step reads as a duration too")]
    [InlineData("Date", "= rule", "H-28D", "a rule in a variable")]
    public void A_due_rule_is_left_to_the_host_who_knows_the_anchors(string kind, string text, string expected, string reason) => ProcessRun.Play(
        Draw.Process(d => d.Start().CatchTimer("wait", text, kind).End().Path("start wait end")),
        run =>
        {
            run.Start(("rule", "H-28D"));
            var armed = run.OpenedFor("wait").ShouldBeOfType<Effect.ArmTimer>();
            armed.When.ShouldBeOfType<TimerDue.ByRule>().Rule.ToString().ShouldBe(expected, reason);
            run.Fire("wait").State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void A_repetition_with_an_end_stops_there() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").Task("note").End().OnTimer("tick", "work", "R/PT1H/2027-01-04T12:30:00Z", false, "Cycle").Path("start work end").Path("tick note end")),
        run =>
        {
            run.Start().Wait(Duration.FromDays(1));
            run.Path.Count(p => p is { Kind: PathKind.Entered, ElementId: "note" }).ShouldBe(3);
            run.Timers.ShouldBe("");
        });

    [Fact]
    public void A_late_worker_does_not_shift_the_following_firings() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").Task("note").End().OnTimer("tick", "work", "R/PT1H", false, "Cycle").Path("start work end").Path("tick note end")),
        run =>
        {
            run.Start();
            run.Now += Duration.FromMinutes(85);
            run.Fire("tick").Due().ShouldHaveSingleItem().At.ToString().ShouldBe("2027-01-04T11:00:00Z");
        });
}
