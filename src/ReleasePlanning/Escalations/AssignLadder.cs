using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Gives steps of a role, of a kind, or of a kind done by a role another ladder than their diagram names. It counts for steps that open from then on.</summary>
public sealed class AssignLadder(ReleasePlanningDb db, StepForms forms, IClock clock)
{
    public async Task<Outcome<LadderAssignment>> RunAsync(string? role, string? form, string ladder, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<LadderAssignment>("ladder.administrators-only"); }
        (role, form) = (string.IsNullOrWhiteSpace(role) ? null : role.Trim(), string.IsNullOrWhiteSpace(form) ? null : form.Trim());
        var problems = new List<Problem>();
        if (role is null && form is null) { problems.Add(Problem.With("role", "ladder.assign-to-whom")); }
        if (role is not null && !Roles.All.Contains(role)) { problems.Add(Problem.With("role", "ladder.unknown-role", role)); }
        if (form is not null && forms.Find(form) is null) { problems.Add(Problem.With("form", "ladder.unknown-kind", form)); }
        if (!await db.Set<LadderVersion>().AnyAsync(v => v.Ladder == ladder, ct)) { problems.Add(Problem.With("ladder", "ladder.unknown", ladder)); }
        if (problems.Count > 0) { return Outcome.Refused<LadderAssignment>(problems); }
        var now = clock.GetCurrentInstant();
        var assignment = new LadderAssignment { Id = Guid.CreateVersion7(), Role = role, Form = form, Ladder = ladder, EnteredBy = actor.StaffId!.Value, EnteredAt = now };
        db.Add(assignment);
        db.Add(AuditEntry.OfStaff(actor, now, "ladder.assigned", new Reason("audit.ladder.assigned", ladder, role ?? "*", form ?? "*")));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<LadderAssignment>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(assignment);
    }
}

/// <summary>Takes an assignment back: steps that open from then on follow what their diagram names, or a less specific assignment.</summary>
public sealed class UnassignLadder(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<LadderAssignment>> RunAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<LadderAssignment>("ladder.administrators-only"); }
        if (await db.Set<LadderAssignment>().SingleOrDefaultAsync(a => a.Id == id, ct) is not { } assignment) { return Outcome.NotFound<LadderAssignment>(); }
        db.Remove(assignment);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "ladder.unassigned", new Reason("audit.ladder.unassigned", assignment.Ladder, assignment.Role ?? "*", assignment.Form ?? "*")));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<LadderAssignment>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(assignment);
    }
}
