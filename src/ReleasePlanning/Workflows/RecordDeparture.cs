using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <param name="LeftOn">The first day they no longer work here; today or earlier. Who leaves later is covered by an absence until then.</param>
/// <param name="Takers">Who takes which open plan; empty only where nothing is open.</param>
public sealed record DepartureRequest(StaffId StaffId, LocalDate? LeftOn, string Reason, IReadOnlyDictionary<ReleasePlanId, StaffId> Takers);

/// <summary>Somebody left. Their open work goes to others in the same act or nothing is recorded; from then on nothing is addressed to them, which the database
/// holds, and they sign in no more.</summary>
public sealed class RecordDeparture(ReleasePlanningDb db, GiveAway give, IClock clock)
{
    public async Task<Outcome<StaffMember>> RunAsync(DepartureRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Caseload.LockPersonAsync(db, request.StaffId, ct);
        if (await StaffFile.ReadAsync(db, request.StaffId, ct) is not { } file) { return Outcome.NotFound<StaffMember>(); }
        if (CaseloadAccess.MayMove(file, actor) is { Value: false } no) { return Outcome.Forbidden<StaffMember>(no.Why.Code, [.. no.Why.Args]); }
        if (actor.StaffId == request.StaffId) { return Outcome.Forbidden<StaffMember>("departure.own"); }
        // recorded twice is recorded
        if (!file.Member.Active) { return Outcome.Done(file.Member); }
        var now = clock.GetCurrentInstant();
        var today = file.Today(now);
        if (request.LeftOn is not { } leftOn) { return Outcome.Refused<StaffMember>("leftOn", "form.required"); }
        if (leftOn > today) { return Outcome.Refused<StaffMember>("leftOn", "departure.not-yet", today); }
        if (request.Reason.Length > EnterAbsence.LongestReason) { return Outcome.Refused<StaffMember>("reason", "form.too-long", EnterAbsence.LongestReason); }

        // plans first, the person last: whoever gives them work meanwhile either came before and is seen here, or is refused
        var caseload = await Caseload.LockAsync(db, request.StaffId, ct);
        if (caseload.Count > 0 && request.Takers.Count == 0) { return Outcome.Refused<StaffMember>("takers", "departure.open-work", file.Member.Name, caseload.Count, caseload.Sum(p => p.Steps.Length)); }
        var problems = await give.ProblemsAsync(file, caseload, request.Takers, ct);
        if (problems.Count > 0) { return Outcome.Refused<StaffMember>(problems); }
        var takers = request.Takers.Values.ToHashSet();
        var names = await db.Set<StaffMember>().Where(s => takers.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        give.ForGood(file, caseload, request.Takers, names, request.Reason.Trim(), actor, now);
        await give.TellAsync(request.StaffId.Value, file, caseload, request.Takers, null, now, ct);
        // what is given away is saved before the person is closed: the database refuses to close who still has work
        if (await db.SaveAsync(ct) is { } refusedWork) { return Outcome.Conflict<StaffMember>(refusedWork.Reason.Code, [.. refusedWork.Reason.Args]); }

        await db.Database.ExecuteSqlAsync($"select 1 from staff where id = {request.StaffId.Value} for update", ct);
        foreach (var absence in await db.Set<Absence>().Where(a => a.StaffId == request.StaffId && a.EndedOn == null && a.UntilOn >= today).ToListAsync(ct))
        {
            (absence.EndedOn, absence.EndedAt, absence.EndedBy) = (LocalDate.Max(absence.FromOn, today), now, actor.StaffId);
        }
        (file.Member.Active, file.Member.LeftOn) = (false, leftOn);
        db.Add(AuditEntry.OfStaff(actor, now, "staff.departed", new Reason("audit.staff.departed", file.Member.Name, leftOn, caseload.Count, request.Reason.Trim())));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<StaffMember>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(file.Member);
    }
}
