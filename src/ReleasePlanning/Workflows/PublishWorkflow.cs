using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>What publishing gave: the new version, or the findings that refused it.</summary>
public sealed record Publication(WorkflowDefinition? Definition, ReadResult Check);

/// <summary>Publishes a design as the next immutable version of its process. New plans use it; running plans stay on theirs.</summary>
public sealed class PublishWorkflow(ReleasePlanningDb db, CheckDesign checkDesign, ArmStartTimers armStartTimers, IClock clock)
{
    public async Task<Outcome<Publication>> RunAsync(string xml, string changeNote, Actor actor, CancellationToken ct)
    {
        if (actor != Actor.Service && !actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<Publication>("workflow.administrators-only"); }
        if (string.IsNullOrWhiteSpace(changeNote)) { return Outcome.Refused<Publication>("changeNote", "form.required"); }
        if (changeNote.Length > 500) { return Outcome.Refused<Publication>("changeNote", "form.too-long", 500); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // two publishers of one process take turns, so version numbers have no holes and no doubles
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(41, 1)", ct);
        var check = await checkDesign.RunAsync(xml, ct);
        if (!check.IsRunnable)
        {
            return new Outcome<Publication>(OutcomeKind.Refused, new Publication(null, check),
                [.. check.Findings.Where(f => f.Severity == FindingSeverity.Refused).Select(f => Problem.With(f.ElementId, "workflow.finding", f.English, f.French))]);
        }
        var process = check.Processes[0];
        var sha = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(xml)));
        var newest = await db.Set<WorkflowDefinition>().Where(d => d.ProcessId == process.Id).OrderByDescending(d => d.Version).FirstOrDefaultAsync(ct);
        if (newest?.Sha256 == sha) { return Outcome.Done(new Publication(newest, check)); }

        var now = clock.GetCurrentInstant();
        var definition = new WorkflowDefinition
        {
            Id = WorkflowDefinitionId.New(), ProcessId = process.Id, Version = (newest?.Version ?? 0) + 1, NameEn = process.Names.In("en") ?? process.Id,
            NameFr = process.Names.In("fr") ?? process.Id, Xml = xml, Sha256 = sha, ChangeNote = changeNote.Trim(), PublishedAt = now, PublishedBy = actor.StaffId,
        };
        db.Add(definition);
        db.Add(AuditEntry.OfStaff(actor, now, "workflow.published", new Reason("audit.workflow.published", process.Id, definition.Version, definition.ChangeNote)));
        await db.SaveChangesAsync(ct);
        await armStartTimers.OfVersionAsync(definition, process, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(new Publication(definition, check));
    }
}
