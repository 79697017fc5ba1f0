using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;
using static ReleasePlanning.Tests.Givens.OwnDiagrams;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>What an administrator does about a process that stands still: each act with its reason, before and after, and never on what has moved on.</summary>
public sealed class RepairTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private readonly Acting acting = new(region);
    private Actor admin = default!;

    public async ValueTask InitializeAsync()
    {
        admin = await acting.AdministratorAsync();
        // after the first step there is a way out for 1 and for 2 only
        await acting.PublishAsync(File("chooses", Start + Step("Ask") + """<b:exclusiveGateway id="Which"/>""" + Step("One") + Step("Two", due: "R-2W") + End + Path("start Ask Which")
            + """<b:sequenceFlow id="f1" sourceRef="Which" targetRef="One"><b:conditionExpression>n = 1</b:conditionExpression></b:sequenceFlow>"""
            + """<b:sequenceFlow id="f2" sourceRef="Which" targetRef="Two"><b:conditionExpression>n = 2</b:conditionExpression></b:sequenceFlow>""" + Path("One end") + Path("Two end")));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_variable_is_changed_with_before_and_after_and_the_incident_tried_again()
    {
        var (run, incident) = await StuckAsync();
        incident.Cause.ShouldBe(IncidentCause.Diagram);

        var changed = await ChangeAsync(run, "n", "2");
        changed.Value.ShouldBe(new ChangedVariable("n", "7", "2"));
        (await RetryAsync(incident.Id)).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(run)).ShouldBe(["Two"]);
        var lines = await AuditAsync(run);
        lines.Single(a => a.Act == "workflow.variable-changed").Detail.ShouldBe(new Reason("audit.workflow.variable-changed", "n", "7", "2", "It was typed wrongly."));
        lines.Select(a => a.Act).ShouldContain("incident.retried");
    }

    [Fact]
    public async Task A_token_is_moved_to_what_the_interpreter_accepts_and_its_incident_goes_with_it()
    {
        var (run, incident) = await StuckAsync();
        var token = (await acting.StateAsync(run)).Tokens.Single().Id;
        var instance = await acting.RunOfAsync(run);
        var targets = await acting.WithAsync<RunQueries, IReadOnlyList<MoveTarget>>(q => q.TargetsAsync(instance, token, default));
        targets.Select(t => t.ElementId).ShouldBe(["Ask", "One", "Two", "end"]);

        var preview = await acting.WithAsync<IServiceProvider, Outcome<TokenMove>>(s => Get<MoveToken>(s).PreviewAsync(run, token, "One", Get<WorkflowCatalogue>(s), default));
        preview.Value!.Consequences.Select(c => (c.What, c.ElementId)).ShouldBe([("OpenWorkItem", "One")]);
        (await acting.StandsAtAsync(run)).ShouldBe(["Which"], "a preview changes nothing");
        (await MoveAsync(run, token, "One")).Problems.ShouldBeEmpty();

        (await acting.StepsOfAsync(run)).Single(s => s.State == WorkItemState.Open).ElementId.ShouldBe("One");
        var resolved = (await acting.IncidentsOfAsync(run)).Single(i => i.Id == incident.Id);
        (resolved.ResolvedAt is not null, resolved.Resolution).ShouldBe((true, null), "its cause has gone");
        (await AuditAsync(run)).Single(a => a.Act == "workflow.token-moved").Detail.Args.ShouldBe(["Which", "One", "It stands at the wrong place."]);
        (await MoveAsync(run, token, "Two")).Kind.ShouldBe(OutcomeKind.Conflict, "that token is no longer there");
        (await MoveAsync(run, (await acting.StateAsync(run)).Tokens.Single().Id, "start")).Problems.Single().Reason.Code.ShouldBe("workflow.finding", "a start is never moved to");
    }

    [Fact]
    public async Task What_was_decided_on_an_older_state_is_refused()
    {
        var run = (await acting.StartAsync(await acting.APlanAsync(), "chooses", ("n", 1m))).Id;
        var seen = (await ViewAsync(run)).Tag;
        (await acting.CompleteAsync(region, (await acting.StepsOfAsync(run)).Single())).Problems.ShouldBeEmpty();

        var late = await acting.WithAsync<ChangeVariable, Outcome<ChangedVariable>>(c => c.RunAsync(run, "n", "2", "Late.", seen, admin, default));

        late.Problems.Single().Reason.Code.ShouldBe("repair.moved-on");
        (await acting.StateAsync(run)).Variables["n"].ShouldBe(1m);
        (await acting.WithAsync<ChangeVariable, Outcome<ChangedVariable>>(async c => await c.RunAsync(run, "n", "2", "Now.", (await ViewAsync(run)).Tag, admin, default))).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("n", "{", "", "reason", "no reason given")]
    [InlineData("n", "{", "Because.", "value", "not JSON")]
    [InlineData("n", "1, \"m\": 2", "Because.", "value", "two values")]
    [InlineData("n", "{\"$date\":\"2026-02-30\"}", "Because.", "value", "no such day")]
    [InlineData("2n", "1", "Because.", "name", "no name of a variable")]
    public async Task What_is_wrong_with_a_change_is_said_by_field(string name, string value, string reason, string field, string because)
    {
        var run = (await acting.StartAsync(await acting.APlanAsync(), "chooses", ("n", 1m))).Id;
        var outcome = await acting.WithAsync<ChangeVariable, Outcome<ChangedVariable>>(c => c.RunAsync(run, name, value, reason, null, admin, default));
        outcome.Kind.ShouldBe(OutcomeKind.Refused, because);
        outcome.Problems.Single().Field.ShouldBe(field, because);
    }

    [Fact]
    public async Task Only_an_administrator_repairs()
    {
        var (run, incident) = await StuckAsync();
        var officer = await acting.ActorAsync("amara.osei");
        var token = (await acting.StateAsync(run)).Tokens.Single().Id;

        OutcomeKind[] answers =
        [
            (await acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(incident.Id, "x", officer, default))).Kind,
            (await acting.WithAsync<DismissIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(incident.Id, "x", officer, default))).Kind,
            (await acting.WithAsync<ChangeVariable, Outcome<ChangedVariable>>(r => r.RunAsync(run, "n", "1", "x", null, officer, default))).Kind,
            (await acting.WithAsync<MoveToken, Outcome<TokenMove>>(r => r.RunAsync(run, token, "One", "x", null, officer, default))).Kind,
            (await acting.WithAsync<CancelRun, Outcome<WorkflowInstance>>(r => r.RunAsync(run, "x", null, officer, default))).Kind,
            (await acting.WithAsync<RunQueries, Outcome<RunView>>(r => r.GetAsync(run, officer, default))).Kind,
        ];

        answers.ShouldAllBe(a => a == OutcomeKind.Forbidden);
        (await acting.StandsAtAsync(run)).ShouldBe(["Which"]);
    }

    [Fact]
    public async Task An_incident_that_still_stops_something_is_not_closed_away()
    {
        var (_, incident) = await StuckAsync();
        var outcome = await acting.WithAsync<DismissIncident, Outcome<WorkflowIncident>>(d => d.RunAsync(incident.Id, "Never mind.", admin, default));
        outcome.Problems.Single().Reason.Code.ShouldBe("incident.still-stuck");
    }

    [Fact]
    public async Task Incidents_are_found_by_plan_process_cause_and_age()
    {
        var (run, incident) = await StuckAsync();
        var number = (await ViewAsync(run)).PlanNumber;

        (await CountAsync(new(Plan: number, Process: "chooses", Cause: IncidentCause.Diagram))).ShouldBe(1);
        (await CountAsync(new(Plan: number, Cause: IncidentCause.Timer))).ShouldBe(0);
        (await CountAsync(new(Plan: number, RaisedBefore: incident.RaisedAt))).ShouldBe(0);
        (await CountAsync(new(Open: false, Plan: number))).ShouldBe(0);
        foreach (var sort in new[] { "age", "plan", "process", "cause", "-age", "-plan", "-process", "-cause", "nonsense" }) { (await CountAsync(new(Sort: sort))).ShouldBeGreaterThan(0, sort); }

        Task<int> CountAsync(IncidentFilter filter) => acting.WithAsync<IncidentQueries, int>(async q => (await q.ListAsync(filter, 1, 25, default)).Total);
    }

    [Fact]
    public async Task Repairs_and_completions_at_once_leave_one_legal_state()
    {
        for (var round = 0; round < 8; round++)
        {
            var run = (await acting.StartAsync(await acting.APlanAsync(), "chooses", ("n", 1m))).Id;
            var step = (await acting.StepsOfAsync(run)).Single();
            var seen = (await ViewAsync(run)).Tag;

            var completing = Task.Run(() => acting.CompleteAsync(region, step));
            var moving = Task.Run(() => acting.WithAsync<MoveToken, Outcome<TokenMove>>(m => m.RunAsync(run, step.TokenId, "Two", "Elsewhere.", seen, admin, default)));
            await Task.WhenAll(completing, moving);

            ((await completing).IsDone ^ (await moving).IsDone).ShouldBeTrue("exactly one of them");
            (await acting.StandsAtAsync(run)).ShouldBe([(await moving).IsDone ? "Two" : "One"]);
            (await acting.StepsOfAsync(run)).Count(s => s.State == WorkItemState.Open).ShouldBe(1);
            var open = (await acting.StepsOfAsync(run)).Single(s => s.State == WorkItemState.Open);
            (await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == open.PlanId && t.WorkItemId == step.Id).CountAsync())).ShouldBe(0, "nothing of the closed step is left");
        }
    }

    [Fact]
    public async Task Two_administrators_at_one_incident_one_is_told_it_is_resolved()
    {
        var (run, incident) = await StuckAsync();
        (await ChangeAsync(run, "n", "1")).Problems.ShouldBeEmpty();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RetryAsync(incident.Id))));

        answers.Count(a => a.IsDone).ShouldBe(1);
        answers.Where(a => !a.IsDone).ShouldAllBe(a => a.Problems.Single().Reason.Code == "incident.already-resolved");
        (await acting.StepsOfAsync(run)).Count(s => s.ElementId == "One").ShouldBe(1);
    }

    private async Task<(WorkflowInstanceId Run, WorkflowIncident Incident)> StuckAsync()
    {
        var run = await acting.StartAsync(await acting.APlanAsync(), "chooses", ("n", 7m));
        (await acting.CompleteAsync(region, (await acting.StepsOfAsync(run.Id)).Single())).Problems.ShouldBeEmpty();
        (await acting.StateAsync(run.Id)).Tokens.Single().Stuck.ShouldBe(StuckAt.Leaving);
        return (run.Id, (await acting.IncidentsOfAsync(run.Id)).Single());
    }

    private async Task<RunView> ViewAsync(WorkflowInstanceId id) => (await acting.WithAsync<RunQueries, Outcome<RunView>>(q => q.GetAsync(id, admin, default))).Value!;

    private Task<Outcome<ChangedVariable>> ChangeAsync(WorkflowInstanceId id, string name, string json) =>
        acting.WithAsync<ChangeVariable, Outcome<ChangedVariable>>(c => c.RunAsync(id, name, json, "It was typed wrongly.", null, admin, default));

    private Task<Outcome<TokenMove>> MoveAsync(WorkflowInstanceId id, long token, string to) =>
        acting.WithAsync<MoveToken, Outcome<TokenMove>>(m => m.RunAsync(id, token, to, "It stands at the wrong place.", null, admin, default));

    private Task<Outcome<WorkflowIncident>> RetryAsync(Guid id) => acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(id, "Mended.", admin, default));

    private Task<List<AuditEntry>> AuditAsync(WorkflowInstanceId id) => acting.ReadAsync(db =>
        (from a in db.Set<AuditEntry>() join i in db.Set<WorkflowInstance>() on a.PlanId equals (ReleasePlanId?)i.PlanId where i.Id == id orderby a.Id select a).ToListAsync());

    private static T Get<T>(IServiceProvider services) where T : notnull => Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<T>(services);
}
