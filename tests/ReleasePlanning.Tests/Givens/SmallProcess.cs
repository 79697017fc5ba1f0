using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Processes of a few elements, drawn in words, and plans that run nothing else.</summary>
public sealed class SmallProcess(string id)
{
    private readonly System.Text.StringBuilder body = new();
    private readonly SortedSet<string> messages = [];

    public SmallProcess Start() => Add("<b:startEvent id='start'/>");
    public SmallProcess StartAt(string id, string text, string kind) => Add($"<b:startEvent id='{id}' name='{id}' o:nameFr='Le {id}'>{Timer(text, kind)}</b:startEvent>");
    public SmallProcess End(string id = "end") => Add($"<b:endEvent id='{id}'/>");
    public SmallProcess Parallel(string id) => Add($"<b:parallelGateway id='{id}'/>");
    public SmallProcess Task(string id) => Add($"<b:task id='{id}'/>");
    public SmallProcess Call(string id, string process) => Add($"<b:callActivity id='{id}' calledElement='{process}'/>");
    public SmallProcess Service(string id, string activity) =>
        Add($"<b:serviceTask id='{id}' name='{id}' o:nameFr='Le {id}'><b:extensionElements><e:activityBinding activityType='{activity}'/></b:extensionElements></b:serviceTask>");
    public SmallProcess Wait(string id, string text, string kind = "Duration") => Add($"<b:intermediateCatchEvent id='{id}' name='{id}' o:nameFr='Le {id}'>{Timer(text, kind)}</b:intermediateCatchEvent>");
    public SmallProcess Beside(string id, string host, string text, string kind) =>
        Add($"<b:boundaryEvent id='{id}' name='{id}' o:nameFr='Le {id}' attachedToRef='{host}' cancelActivity='false'>{Timer(text, kind)}</b:boundaryEvent>");
    public SmallProcess Instead(string id, string host, string text) =>
        Add($"<b:boundaryEvent id='{id}' name='{id}' o:nameFr='Le {id}' attachedToRef='{host}'>{Timer(text, "Duration")}</b:boundaryEvent>");

    /// <summary>A step of the plan's parole officer with nothing to fill in but a name.</summary>
    public SmallProcess Step(string id, string? due = null, string role = Roles.InstitutionalParoleOfficer, params (string Name, string Value)[] more) => Add($"""
        <b:userTask id='{id}' name='{id}' o:nameFr='Le {id}'><b:extensionElements><e:activityBinding activityType='{StepBinding.ActivityType}'>
        {Input("role", role)}{Input("form", "destination-consultation")}{(due is null ? "" : Input("due", due))}{string.Concat(more.Select(m => Input(m.Name, m.Value)))}
        </e:activityBinding></b:extensionElements></b:userTask>
        """);

    public SmallProcess Receive(string id, string message)
    {
        messages.Add(message);
        return Add($"<b:receiveTask id='{id}' messageRef='m-{message}'/>");
    }

    /// <summary>Flows along a chain.</summary>
    public SmallProcess Path(string nodes)
    {
        foreach (var (from, to) in nodes.Split(' ').Zip(nodes.Split(' ').Skip(1))) { Add($"<b:sequenceFlow id='{from}-{to}' sourceRef='{from}' targetRef='{to}'/>"); }
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        <b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:e='https://elsaworkflows.io/schemas/bpmn/v1' xmlns:o='urn:release-planning:bpmn' id='file' targetNamespace='urn:release-planning:test'>
          <b:process id='{id}' name='{id}' o:nameFr='Le {id}' isExecutable='true'>{body}</b:process>{string.Concat(messages.Select(m => $"<b:message id='m-{m}' name='{m}'/>"))}
        </b:definitions>
        """);

    private static string Timer(string text, string kind) => $"<b:timerEventDefinition><b:time{kind}>{text}</b:time{kind}></b:timerEventDefinition>";

    private static string Input(string name, string value) => $$$"""<e:input name='{{{name}}}'>{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"}}</e:input>""";

    private SmallProcess Add(string xml)
    {
        body.Append(xml);
        return this;
    }
}

public static class SmallProcesses
{
    public static async Task PublishAsync(this Acting acting, SmallProcess process)
    {
        var published = await acting.WithAsync<PublishWorkflow, Outcome<Publication>>(p => p.RunAsync(process.ToString(), "For a test", Actor.Service, default));
        published.Problems.ShouldBeEmpty();
    }

    /// <summary>A plan that runs one small process and nothing else.</summary>
    public static async Task<ReleasePlanId> RunningAsync(this Acting acting, string process, Duration? untilRelease = null)
    {
        await using var scope = acting.Services.CreateAsyncScope();
        var (db, start) = (scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>(), scope.ServiceProvider.GetRequiredService<StartWorkflow>());
        await using var transaction = await db.Database.BeginTransactionAsync();
        var taken = db.Set<ReleasePlan>().Select(p => p.PersonId);
        var person = await db.Set<Person>().Where(p => !taken.Contains(p.Id)).OrderByDescending(p => p.Fps).FirstAsync();
        var office = await db.Set<Site>().Where(s => s.Kind == SiteKind.ParoleOffice).OrderBy(s => s.Code).FirstAsync();
        var officer = await db.Set<StaffRole>().Where(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == person.InstitutionId).OrderBy(r => r.StaffId).FirstAsync();
        var on = (acting.Clock.Now + (untilRelease ?? Duration.FromDays(60))).InUtc().Date;
        var plan = db.AddPlan(new ReleasePlan
        {
            Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = ReleaseType.StatutoryRelease, ReleasingSiteId = person.InstitutionId, ParoleOfficeId = office.Id,
            DestinationCommunity = office.City, NeedsResidence = false, ResidencyCondition = false, EntitlementOn = on, ReleaseOn = on.PlusDays(-1),
            ReleaseReason = new Reason("audit.plan.withdrawn", ""), ParoleOfficerId = officer.StaffId, LaunchedAt = acting.Clock.Now, LaunchedBy = officer.StaffId,
        });
        await db.SaveChangesAsync();
        await start.RunAsync(plan, process, ImmutableDictionary<string, object?>.Empty, Actor.Service, acting.Clock.Now, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return plan.Plan.Id;
    }

    /// <summary>How often a plan's instances entered an element.</summary>
    public static async Task<int> EnteredAsync(this Acting acting, ReleasePlanId plan, string element)
    {
        var paths = await acting.ReadAsync(db => db.Set<WorkflowHistory>().Where(h => h.PlanId == plan).Select(h => h.Path).ToListAsync());
        return paths.Sum(p => p.Count(e => e == $"{PathKind.Entered}:{element}"));
    }

    public static Task<List<WorkflowTimer>> TimersAsync(this Acting acting, ReleasePlanId plan) =>
        acting.ReadAsync(db => db.Set<WorkflowTimer>().AsNoTracking().Where(t => t.PlanId == plan).OrderBy(t => t.DueAt).ToListAsync());
}
