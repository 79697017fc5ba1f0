using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Somebody is back earlier, or does not go at all. The row stays and says when and by whom; what the cover did stays done.</summary>
public sealed class EndAbsence(ReleasePlanningDb db, IClock clock)
{
    /// <param name="backOn">The first day the person is back; today when null.</param>
    public async Task<Outcome<Absence>> RunAsync(Guid id, LocalDate? backOn, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAbsence.OfAsync(db, id, ct) is not { } absence) { return Outcome.NotFound<Absence>(); }
        var file = (await StaffFile.ReadAsync(db, absence.StaffId, ct))!;
        if (file.MayBeChangedBy(actor) is { Value: false } no) { return Outcome.Forbidden<Absence>(no.Why.Code, [.. no.Why.Args]); }
        // ended twice is ended
        if (absence.EndedOn is not null) { return Outcome.Done(absence); }
        if (version is { } v && v != absence.Version) { return Outcome.Conflict<Absence>("changed-meanwhile"); }
        var now = clock.GetCurrentInstant();
        var today = file.Today(now, absence.SiteId);
        if (absence.UntilOn < today) { return Outcome.Conflict<Absence>("absence.over"); }
        var back = LocalDate.Max(backOn ?? today, absence.FromOn);
        if (back < today) { return Outcome.Refused<Absence>("backOn", "absence.back-in-the-past", today); }
        if (back > absence.UntilOn) { return Outcome.Refused<Absence>("backOn", "absence.back-after-the-end", absence.UntilOn); }
        (absence.EndedOn, absence.EndedAt, absence.EndedBy) = (back, now, actor.StaffId);
        db.Add(AuditEntry.OfStaff(actor, now, "absence.ended", new Reason("audit.absence.ended", file.Member.Name, back, absence.UntilOn)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(absence);
    }
}
