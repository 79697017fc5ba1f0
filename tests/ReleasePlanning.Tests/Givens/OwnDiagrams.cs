using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Diagrams a test draws for itself, published and run beside the shipped ones of a plan.</summary>
public static class OwnDiagrams
{
    public static string File(string process, string inside, string declared = "") => $"""
        <b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:e="https://elsaworkflows.io/schemas/bpmn/v1" xmlns:rp="urn:release-planning:bpmn" id="file">
          <b:process id="{process}" isExecutable="true">{inside}</b:process>{declared}
        </b:definitions>
        """;

    /// <summary>A step of the releasing institution's parole officer with a form that asks next to nothing.</summary>
    public static string Step(string id, string inside = "", string due = "R-5W") => $$"""
        <b:userTask id="{{id}}" name="{{id}}"><b:extensionElements><e:activityBinding activityType="ReleasePlanning.WorkItem">
          {{Input("role", Roles.InstitutionalParoleOfficer)}}{{Input("form", "quality-control")}}{{Input("due", due)}}{{Input("outcomes", "done,returned")}}
        </e:activityBinding></b:extensionElements>{{inside}}</b:userTask>
        """;

    public static string Path(string nodes)
    {
        var ids = nodes.Split(' ');
        return string.Concat(ids.Zip(ids.Skip(1), (from, to) => $"""<b:sequenceFlow id="{from}-{to}" sourceRef="{from}" targetRef="{to}"/>"""));
    }

    public static string Start => """<b:startEvent id="start"/>""";
    public static string End => """<b:endEvent id="end"/>""";

    public static async Task<Actor> AdministratorAsync(this Acting acting) => await acting.ActorAsync(await acting.ReadAsync(db =>
        db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.Administrator)).OrderBy(s => s.SignIn).Select(s => s.Id).FirstAsync()));

    public static async Task PublishAsync(this Acting acting, string xml)
    {
        var admin = await acting.AdministratorAsync();
        var outcome = await acting.WithAsync<PublishWorkflow, Outcome<Publication>>(a => a.RunAsync(xml, "Drawn for a test.", admin, default));
        outcome.Problems.ShouldBeEmpty();
    }

    /// <summary>Starts a published process for a plan, beside what the plan already runs.</summary>
    public static Task<WorkflowInstance> StartAsync(this Acting acting, ReleasePlan plan, string process, params (string Name, object? Value)[] variables) =>
        acting.WithAsync<IServiceProvider, WorkflowInstance>(async services =>
        {
            var db = services.GetRequiredService<ReleasePlanningDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var locked = (await db.LockPlanAsync(plan.Id, default))!;
            var given = variables.ToImmutableDictionary(v => v.Name, v => v.Value);
            var instance = await services.GetRequiredService<StartWorkflow>().RunAsync(locked, process, given, Actor.Service, acting.Clock.Now, default);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return instance;
        });

    public static Task<WorkflowInstance> RunOfAsync(this Acting acting, WorkflowInstanceId id) => acting.ReadAsync(db => db.Set<WorkflowInstance>().SingleAsync(i => i.Id == id));

    public static Task<ProcessState> StateAsync(this Acting acting, WorkflowInstanceId id) =>
        acting.ReadAsync(async db => ProcessStateJson.Read(await db.Set<WorkflowInstance>().Where(i => i.Id == id).Select(i => i.State).SingleAsync()));

    /// <summary>Where the tokens of a run are, each element once, in the order of the alphabet.</summary>
    public static async Task<IReadOnlyList<string>> StandsAtAsync(this Acting acting, WorkflowInstanceId id) =>
        [.. (await acting.StateAsync(id)).Tokens.Select(t => t.ElementId).Distinct().Order(StringComparer.Ordinal)];

    public static Task<List<WorkItem>> StepsOfAsync(this Acting acting, WorkflowInstanceId id) =>
        acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.InstanceId == id).OrderBy(w => w.TokenId).ToListAsync());

    public static Task<List<WorkflowInstance>> CalledByAsync(this Acting acting, WorkflowInstanceId id) =>
        acting.ReadAsync(db => db.Set<WorkflowInstance>().Where(i => i.ParentId == id).OrderBy(i => i.StartedAt).ThenBy(i => i.Id).ToListAsync());

    public static Task<List<WorkflowIncident>> IncidentsOfAsync(this Acting acting, WorkflowInstanceId id) =>
        acting.ReadAsync(db => db.Set<WorkflowIncident>().Where(i => i.InstanceId == id).OrderBy(i => i.RaisedAt).ThenBy(i => i.Id).ToListAsync());

    private static string Input(string name, string value) =>
        $$$"""<e:input name="{{{name}}}">{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"}}</e:input>""";
}
