using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Other days, another cover. What has begun keeps its first day, because people acted on it.</summary>
public sealed class ChangeAbsence(ReleasePlanningDb db, EnterAbsence enter, IClock clock)
{
    public async Task<Outcome<Absence>> RunAsync(Guid id, LocalDate? fromOn, LocalDate? untilOn, StaffId? coverId, string? reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAbsence.OfAsync(db, id, ct) is not { } absence) { return Outcome.NotFound<Absence>(); }
        var file = (await StaffFile.ReadAsync(db, absence.StaffId, ct))!;
        if (file.MayBeChangedBy(actor) is { Value: false } no) { return Outcome.Forbidden<Absence>(no.Why.Code, [.. no.Why.Args]); }
        if (version is { } v && v != absence.Version) { return Outcome.Conflict<Absence>("changed-meanwhile"); }
        var now = clock.GetCurrentInstant();
        var today = file.Today(now, absence.SiteId);
        if (absence.EndedOn is not null || absence.UntilOn < today) { return Outcome.Conflict<Absence>("absence.over"); }
        if (absence.FromOn <= today && fromOn is { } other && other != absence.FromOn) { return Outcome.Refused<Absence>("fromOn", "absence.has-begun", absence.FromOn); }
        var request = new AbsenceRequest(absence.StaffId, absence.Kind, fromOn ?? absence.FromOn, untilOn ?? absence.UntilOn, coverId ?? absence.CoverId, absence.Role, absence.SiteId, reason ?? absence.Reason);
        // the first day of what has begun may lie as far back as it likes
        var problems = (await enter.ProblemsAsync(request, file, now, ct)).Where(p => p.Field != "fromOn" || request.FromOn != absence.FromOn).ToList();
        if (problems.Count > 0) { return Outcome.Refused<Absence>(problems); }

        (absence.FromOn, absence.UntilOn, absence.CoverId, absence.Reason) = (request.FromOn!.Value, request.UntilOn!.Value, request.CoverId!.Value, request.Reason!.Trim());
        var cover = await db.Set<StaffMember>().Where(s => s.Id == absence.CoverId).Select(s => s.Name).SingleAsync(ct);
        db.Add(AuditEntry.OfStaff(actor, now, "absence.changed", new Reason("audit.absence.changed", file.Member.Name, absence.FromOn, absence.UntilOn, cover)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Absence>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(absence);
    }
}
