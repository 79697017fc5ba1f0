using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Execution;

namespace ReleasePlanning.Bpmn.Tests.Migration;

/// <summary>Random processes migrated at random moments.</summary>
public sealed class RandomMigrationTests
{
    private static void ForRandomRuns(int tests, Action<string, int> check) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tests), Prop.ForAll(
            RandomProcessTests.Blocks(3).SelectMany(b => Gen.Choose(0, 1_000_000).Select(seed => (b, seed))).ToArbitrary(),
            given => check(Draw.Process(d => new RandomProcessTests.Drawing(d).Whole(given.b)), given.seed)));

    [Fact]
    public void Migrating_to_the_same_diagram_changes_nothing() => ForRandomRuns(200, (xml, seed) =>
    {
        var plan = MigrationPlan.Suggest(ProcessRun.Model(xml), ProcessRun.Model(xml));
        plan.Unmapped.ShouldBeEmpty();
        plan.Plan.Problems.ShouldBeEmpty();
        ProcessRun.Play(xml, run => RandomProcessTests.Answer(run, seed, before: _ =>
        {
            var migrated = plan.Plan.Apply(run.State, run.Now + Duration.FromHours(1), null, TimerPolicy.Keep);
            migrated.Closed.ShouldBeEmpty();
            migrated.Renames.ShouldBeEmpty();
            migrated.Step.Effects.ShouldBeEmpty();
            migrated.Step.Path.ShouldBeEmpty();
            ProcessStateJson.Write(migrated.Step.State).ShouldBe(ProcessStateJson.Write(run.State));
        }));
    });

    // flow ids change with the element ids, so that branches waiting at joins are found by where they came from
    [Theory]
    [InlineData(TimerChoice.Keep)]
    [InlineData(TimerChoice.Recompute)]
    public void After_migrating_to_the_same_diagram_with_other_ids_it_runs_to_its_end_and_leaves_nothing_open(TimerChoice timers) => ForRandomRuns(200, (xml, seed) =>
    {
        var (from, to) = (ProcessRun.Model(xml), ProcessRun.Model(xml.Replace("_", "_n", StringComparison.Ordinal)));
        var plan = new MigrationPlan(from, to, from.Nodes.Keys.Select(id => KeyValuePair.Create(id, id.Replace("_", "_n", StringComparison.Ordinal))));
        plan.Problems.ShouldBeEmpty();
        ProcessRun.Play(xml, run => RandomProcessTests.Answer(run, seed, before: i =>
        {
            if (i == seed % 5)
                run.Migrate(plan, new(timers));
        }));
    });

    /// <summary>Maps what is left to whatever can take its place, wherever that is.</summary>
    private static MigrationPlan WithMoreByHand(MigrationPlan plan)
    {
        foreach (var source in plan.From.Nodes.Values.Where(n => !plan.Mappings.ContainsKey(n.Id)).OrderBy(n => n.Order).ToList())
        {
            plan = plan.To.Nodes.Values.Where(n => !plan.Mappings.ContainsValue(n.Id)).OrderBy(n => n.Order)
                .Select(n => new MigrationPlan(plan.From, plan.To, plan.Mappings.Add(source.Id, n.Id))).FirstOrDefault(p => p.Problems.IsEmpty) ?? plan;
        }
        return plan;
    }

    // one place of the diagram is drawn anew, and what comes after it has another id: whatever the plan lets through must come to its end
    private static RandomProcessTests.Block Redrawn(RandomProcessTests.Block block, RandomProcessTests.Block with, int place) =>
        block.Inner.Length == 0 || place % 3 == 0
            ? with
            : block with { Inner = [.. block.Inner.Select((inner, i) => i == place % block.Inner.Length ? Redrawn(inner, with, place / 3) : inner)] };

    [Fact]
    public void What_is_not_refused_runs_to_its_end_in_the_other_version_and_leaves_nothing_open()
    {
        var (migrated, refused) = (0, 0);
        var pairs = RandomProcessTests.Blocks(3).SelectMany(a => RandomProcessTests.Blocks(1).SelectMany(b => Gen.Choose(0, 1_000_000).Select(seed => (a, b, seed))));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1_000), Prop.ForAll(pairs.ToArbitrary(), given =>
        {
            var (from, to) = (Draw.Process(d => new RandomProcessTests.Drawing(d).Whole(given.a)), Draw.Process(d => new RandomProcessTests.Drawing(d).Whole(Redrawn(given.a, given.b, given.seed))));
            var plan = WithMoreByHand(MigrationPlan.Suggest(ProcessRun.Model(from), ProcessRun.Model(to)).Plan);
            plan.Problems.ShouldBeEmpty();
            ProcessRun.Play(from, run =>
            {
                var done = false;
                RandomProcessTests.Answer(run, given.seed, before: i =>
                {
                    if (done || i < given.seed % 5)
                        return;
                    if (!plan.Validate(run.State).IsEmpty)
                    {
                        refused++;
                        return;
                    }
                    run.Migrate(plan, given.seed % 2 == 0 ? TimerPolicy.Keep : TimerPolicy.Recompute);
                    (done, migrated) = (true, migrated + 1);
                });
            });
        }));
        migrated.ShouldBeGreaterThan(100);
        refused.ShouldBeGreaterThan(100);
    }
}
