using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <param name="Open">What is still to be mended, or what was resolved.</param>
/// <param name="Plan">Part of a plan's number.</param>
/// <param name="RaisedBefore">Only what has stood still since before this.</param>
/// <param name="Sort">age (oldest first), plan, process or cause; with "-" the other way round.</param>
public sealed record IncidentFilter(bool Open = true, string Plan = "", string? Process = null, IncidentCause? Cause = null, Instant? RaisedBefore = null, string Sort = "");

/// <param name="NameEn">What the diagram calls the element; its id where it has no name or there is no run.</param>
public sealed record IncidentRow(WorkflowIncident Incident, string PlanNumber, string? ProcessId, string NameEn, string NameFr, string? ResolvedBy)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>Reads what could not go on by itself.</summary>
public sealed class IncidentQueries(ReleasePlanningDb db, WorkflowCatalogue catalogue)
{
    public async Task<Paged<IncidentRow>> ListAsync(IncidentFilter filter, int page, int size, CancellationToken ct)
    {
        var found = from incident in db.Set<WorkflowIncident>().AsNoTracking()
                    where filter.Open == (incident.ResolvedAt == null)
                    join plan in db.Set<ReleasePlan>() on incident.PlanId equals plan.Id
                    join run in db.Set<WorkflowInstance>() on incident.InstanceId equals (WorkflowInstanceId?)run.Id into runs
                    from run in runs.DefaultIfEmpty()
                    select new { incident, plan.Number, Process = (string?)run.ProcessId, Definition = (WorkflowDefinitionId?)run.DefinitionId };
        if (filter.Plan.Length > 0) { var number = Predicates.Anywhere(filter.Plan); found = found.Where(i => EF.Functions.ILike(i.Number, number)); }
        if (filter.Process is { } process) { found = found.Where(i => i.Process == process); }
        if (filter.Cause is { } cause) { found = found.Where(i => i.incident.Cause == cause); }
        if (filter.RaisedBefore is { } before) { found = found.Where(i => i.incident.RaisedAt < before); }
        var total = await found.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "plan" => found.OrderBy(i => i.Number),
            "-plan" => found.OrderByDescending(i => i.Number),
            "process" => found.OrderBy(i => i.Process),
            "-process" => found.OrderByDescending(i => i.Process),
            "cause" => found.OrderBy(i => i.incident.Cause),
            "-cause" => found.OrderByDescending(i => i.incident.Cause),
            "age" => found.OrderBy(i => i.incident.RaisedAt),
            _ => found.OrderByDescending(i => i.incident.ResolvedAt ?? i.incident.RaisedAt),
        };
        var rows = await sorted.ThenBy(i => i.incident.RaisedAt).ThenBy(i => i.incident.Id).Skip((page - 1) * size).Take(size)
            .Select(i => new { i.incident, i.Number, i.Process, i.Definition, By = db.Set<StaffMember>().Where(s => s.Id == i.incident.ResolvedBy).Select(s => s.Name).FirstOrDefault() }).ToListAsync(ct);
        var named = new List<IncidentRow>();
        foreach (var r in rows)
        {
            var names = r.Definition is { } definition ? (await catalogue.ModelAsync(db, definition, ct)).Nodes.GetValueOrDefault(r.incident.ElementId)?.Names : null;
            named.Add(new IncidentRow(r.incident, r.Number, r.Process, names?.In("en") ?? r.incident.ElementId, names?.In("fr") ?? r.incident.ElementId, r.By));
        }
        return new(named, total);
    }

    /// <summary>The processes incidents were ever raised in, for a filter.</summary>
    public async Task<IReadOnlyList<string>> ProcessesAsync(CancellationToken ct) => await (
        from incident in db.Set<WorkflowIncident>()
        join run in db.Set<WorkflowInstance>() on incident.InstanceId equals (WorkflowInstanceId?)run.Id
        select run.ProcessId).Distinct().OrderBy(p => p).ToListAsync(ct);
}
