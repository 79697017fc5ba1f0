using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <param name="Waits">What is open for it: kind and element.</param>
/// <param name="Number">Which instance of a repeated activity, from 1.</param>
public sealed record TokenView(long Id, string ElementId, Names Names, StuckAt? Stuck, IReadOnlyList<(WaitKind Kind, string ElementId)> Waits, int? Number, bool IsScope)
{
    public string Name(string language) => Names.In(language) ?? ElementId;
}

/// <param name="Json">The value as JSON, days and times as in FEEL JSON.</param>
public sealed record VariableView(string Name, string Json);

public sealed record RelatedRun(WorkflowInstanceId Id, string ProcessId, Names Names, InstanceStatus Status);

/// <summary>One run as whoever repairs it needs to see it.</summary>
/// <param name="Tag">Changes whenever the run moves; an act that gives it is refused when the run has moved on.</param>
public sealed record RunView(
    WorkflowInstance Run, string PlanNumber, int Version, Names Names, string Tag, IReadOnlyList<TokenView> Tokens, IReadOnlyList<VariableView> Variables,
    IReadOnlyList<WorkflowIncident> Incidents, RelatedRun? Caller, IReadOnlyList<RelatedRun> Called);

public sealed record MoveTarget(string ElementId, Names Names)
{
    public string Name(string language) => Names.In(language) ?? ElementId;
}

/// <summary>Reads one run of a process: its tokens, variables and incidents, and where a token could be moved. The reading is written down like that of its plan.</summary>
public sealed class RunQueries(ReleasePlanningDb db, WorkflowCatalogue catalogue, PlanPlaces places, RecordRead recordRead, IClock clock)
{
    public async Task<Outcome<RunView>> GetAsync(WorkflowInstanceId id, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(People.Roles.Administrator)) { return Outcome.Forbidden<RunView>("workflow.administrators-only"); }
        if (await db.Set<WorkflowInstance>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct) is not { } run) { return Outcome.NotFound<RunView>(); }
        var model = await catalogue.ModelAsync(db, run.DefinitionId, ct);
        var state = ProcessStateJson.Read(run.State);
        var number = await db.Set<ReleasePlan>().Where(p => p.Id == run.PlanId).Select(p => p.Number).SingleAsync(ct);
        var version = await db.Set<WorkflowDefinition>().Where(d => d.Id == run.DefinitionId).Select(d => d.Version).SingleAsync(ct);
        var related = await db.Set<WorkflowInstance>().AsNoTracking().Where(i => i.ParentId == id || i.Id == run.ParentId).OrderBy(i => i.StartedAt).ToListAsync(ct);
        var named = new List<RelatedRun>();
        foreach (var one in related) { named.Add(new RelatedRun(one.Id, one.ProcessId, (await catalogue.ModelAsync(db, one.DefinitionId, ct)).Names, one.Status)); }
        await recordRead.RunAsync(run.PlanId, actor, null, ct);
        return Outcome.Done(new RunView(
            run, number, version, model.Names, LockRun.TagOf(run.State),
            [.. state.Tokens.Select(t => new TokenView(
                t.Id, t.ElementId, NamesOf(model, t.ElementId), t.Stuck, [.. t.Waits.Select(w => (w.Kind, w.ElementId))], t.Instance + 1, state.Tokens.Any(inner => inner.ScopeTokenId == t.Id)))],
            [.. state.Variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => new VariableView(v.Key, ChangeVariable.Write(v.Value)))],
            await db.Set<WorkflowIncident>().AsNoTracking().Where(i => i.InstanceId == id && i.ResolvedAt == null).OrderBy(i => i.RaisedAt).ToListAsync(ct),
            named.FirstOrDefault(r => r.Id == run.ParentId), [.. named.Where(r => r.Id != run.ParentId)]));
    }

    /// <summary>Where a token could be moved: what the interpreter accepts, in the order of the diagram.</summary>
    public async Task<IReadOnlyList<MoveTarget>> TargetsAsync(WorkflowInstance run, long token, CancellationToken ct)
    {
        if (run.Status != InstanceStatus.Running) { return []; }
        var model = await catalogue.ModelAsync(db, run.DefinitionId, ct);
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == run.PlanId, ct);
        return [.. MoveToken.Targets(model, ProcessStateJson.Read(run.State), token, clock.GetCurrentInstant(), places.ForConditions(plan)).Select(n => new MoveTarget(n.Id, n.Names))];
    }

    private static Names NamesOf(ProcessModel model, string element) => model.Nodes.TryGetValue(element, out var node) ? node.Names : new Names(element, element);
}
