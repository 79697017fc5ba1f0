using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Writes a note on a step, open or closed. Notes are never changed.</summary>
public sealed class AddNote(ReleasePlanningDb db, IClock clock)
{
    public const int LongestNote = 4000;

    public async Task<Outcome<WorkItemNote>> RunAsync(WorkItemId id, string text, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItemNote>(); }
        if (StepAccess.MayComplete(locked.Item, actor) is { Value: false } no && !actor.IsAt(locked.Plan.Plan.ReleasingSiteId) && !actor.IsAt(locked.Plan.Plan.ParoleOfficeId))
        {
            return Outcome.Forbidden<WorkItemNote>(no.Why.Code, [.. no.Why.Args]);
        }
        if (string.IsNullOrWhiteSpace(text)) { return Outcome.Refused<WorkItemNote>("text", "form.required"); }
        if (text.Length > LongestNote) { return Outcome.Refused<WorkItemNote>("text", "form.too-long", LongestNote); }
        var now = clock.GetCurrentInstant();
        var note = new WorkItemNote
        {
            Id = Guid.CreateVersion7(), PlanId = locked.Item.PlanId, WorkItemId = id, WrittenBy = actor.StaffId!.Value, WrittenAt = now, Text = text.Trim(),
        };
        db.Add(note);
        db.Add(AuditEntry.OfPlan(note.PlanId, actor, now, "step.noted", new Reason("audit.step.noted", locked.Item.TitleEn, locked.Item.TitleFr), id));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(note);
    }
}
