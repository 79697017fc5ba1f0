using NodaTime;
using ReleasePlanning.Benchmarks.Chaos;

namespace ReleasePlanning.Web.Tests.Background;

/// <summary>The chaos run of the benchmarks, small: two real processes, killed, and a PostgreSQL that stops in the middle.</summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_escalation_comes_exactly_once_and_none_early_whoever_is_killed()
    {
        var run = await Chaos.RunAsync(new ChaosOptions(600, 2, 2, Duration.FromHours(8), Killed: 3, Crashes: 1, Seed: 4), output.WriteLine);

        using var said = new StringWriter();
        ChaosReport.Write(run, "", "", said);
        output.WriteLine(said.ToString());
        run.Steps.ShouldBe(600);
        run.Killed.ShouldBeGreaterThan(0);
        run.Crashes.ShouldBe(1);
        run.Found.IsClean.ShouldBeTrue(said.ToString());
        run.Found.Raised.ShouldBeGreaterThan(600, "rungs came one by one, not all in one at the end");
    }
}
