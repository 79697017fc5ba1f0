using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>What an administrator asks for: from which version to which, and what differs from the suggestion.</summary>
/// <param name="Changes">Element ids of the old version with those of the new one, laid over the suggested mapping; an empty target takes a mapping away.</param>
/// <param name="TimersByEvent">Choices for single timers, by their element id in the old version.</param>
public sealed record MigrationRequest(string ProcessId, int From, int To, IReadOnlyDictionary<string, string> Changes, TimerChoice Timers, IReadOnlyDictionary<string, TimerChoice> TimersByEvent)
{
    public static MigrationRequest Between(string processId, int from, int to) =>
        new(processId, from, to, ImmutableDictionary<string, string>.Empty, TimerChoice.Keep, ImmutableDictionary<string, TimerChoice>.Empty);
}

/// <summary>A plan that can be used, or, with <see cref="MigrationPlan.Problems"/>, one that cannot yet.</summary>
public sealed record PlannedMigration(WorkflowDefinition From, WorkflowDefinition To, MigrationSuggestion Suggestion, MigrationPlan Plan, TimerPolicy Timers);

/// <summary>Makes and checks the plan of a migration; changes nothing.</summary>
public sealed class PlanMigration(ReleasePlanningDb db, WorkflowCatalogue catalogue)
{
    public async Task<Outcome<PlannedMigration>> RunAsync(MigrationRequest asked, Actor actor, CancellationToken ct)
    {
        if (actor != Actor.Service && !actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<PlannedMigration>("workflow.administrators-only"); }
        var from = await FindAsync(asked.ProcessId, asked.From, ct);
        var to = await FindAsync(asked.ProcessId, asked.To, ct);
        if (from is null) { return Outcome.Refused<PlannedMigration>("from", "migration.no-version", asked.ProcessId, asked.From); }
        if (to is null) { return Outcome.Refused<PlannedMigration>("to", "migration.no-version", asked.ProcessId, asked.To); }
        if (from.Id == to.Id) { return Outcome.Refused<PlannedMigration>("to", "migration.same-version"); }

        var suggestion = MigrationPlan.Suggest(await catalogue.ModelAsync(db, from.Id, ct), await catalogue.ModelAsync(db, to.Id, ct));
        var plan = asked.Changes.Count == 0 ? suggestion.Plan : new MigrationPlan(suggestion.Plan.From, suggestion.Plan.To, Changed(suggestion.Plan.Mappings, asked.Changes));
        var timers = new TimerPolicy(asked.Timers) { ByEvent = asked.TimersByEvent.ToImmutableDictionary() };
        var planned = new PlannedMigration(from, to, suggestion, plan, timers);
        return plan.Problems.IsEmpty
            ? Outcome.Done(planned)
            : new(OutcomeKind.Refused, planned, [.. plan.Problems.Select(p => Problem.With(p.ElementId, "workflow.finding", p.English, p.French))]);
    }

    private static ImmutableSortedDictionary<string, string> Changed(ImmutableSortedDictionary<string, string> suggested, IReadOnlyDictionary<string, string> changes)
    {
        var mappings = suggested.ToBuilder();
        foreach (var (source, target) in changes)
        {
            if (string.IsNullOrEmpty(target)) { mappings.Remove(source); } else { mappings[source] = target; }
        }
        return mappings.ToImmutable();
    }

    private Task<WorkflowDefinition?> FindAsync(string process, int version, CancellationToken ct) =>
        db.Set<WorkflowDefinition>().AsNoTracking().FirstOrDefaultAsync(d => d.ProcessId == process && d.Version == version, ct);
}
