using System.Text.Json;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Writes a timer of the diagram as a row of this transaction: armed with the step, or not at all.</summary>
public sealed class ArmTimer(ReleasePlanningDb db, PlanPlaces places)
{
    public async Task RunAsync(EffectContext on, Effect.ArmTimer e, CancellationToken ct)
    {
        var plan = on.Plan.Plan;
        var rule = (e.When as TimerDue.ByRule)?.Rule;
        var due = e.When switch
        {
            TimerDue.At at => MicrosecondClock.Truncate(at.Due),
            TimerDue.ByRule by => await DueByRuleAsync(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        db.Add(new WorkflowTimer
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, Purpose = TimerPurpose.Diagram, InstanceId = on.Instance.Id, TokenId = e.TokenId,
            ElementId = e.ElementId, DueRule = rule?.ToString(), DueAt = due, Repeat = e.Repeat is null ? null : RepeatJson.Write(e.Repeat),
        });

        async Task<NodaTime.Instant> DueByRuleAsync()
        {
            var site = await places.SiteAsync(plan, "releasing", ct);
            var isWaiting = on.Model.Nodes[e.ElementId] is IntermediateCatchEvent;
            return StepDue.OfTimer(plan, rule!, isWaiting, on.Now, site, await places.DaysAsync(site, ct));
        }
    }
}

/// <summary>The repetition of a cycle timer, as kept in its row.</summary>
public static class RepeatJson
{
    private sealed record Row(string Every, long First, int Fired, int? Remaining);

    public static string Write(TimerRepeat r) => JsonSerializer.Serialize(new Row(r.Every, r.First.ToUnixTimeTicks(), r.Fired, r.Remaining), JsonSerializerOptions.Default);

    public static TimerRepeat Read(string json)
    {
        var row = JsonSerializer.Deserialize<Row>(json, JsonSerializerOptions.Default)!;
        return new TimerRepeat(row.Every, NodaTime.Instant.FromUnixTimeTicks(row.First), row.Fired, row.Remaining);
    }
}
