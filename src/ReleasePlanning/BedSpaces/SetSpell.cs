using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Takes a bed out of service for some nights, or says something else about a spell that is known: always a further revision, never a rewriting.</summary>
public sealed class SetSpell(ReleasePlanningDb db, LockFacility lockFacility, MakeRoom makeRoom)
{
    /// <param name="spell">Null for a new one.</param>
    public async Task<Outcome<OutOfServiceRevision>> RunAsync(SiteId id, Guid bedId, Guid? spell, SpellEdit edit, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<OutOfServiceRevision>(); }
        var before = await makeRoom.ReadAsync(house, ct);
        var drafted = Draft(before, house, bedId, spell, edit, actor);
        if (drafted is not { IsDone: true, Value: { } revision }) { return drafted; }
        var room = await makeRoom.RunAsync(before, With(before, revision), house, "fromOn", actor, ct);
        if (!room.IsDone) { return room.As<OutOfServiceRevision>(); }
        var numbered = await NumberedAsync(revision, ct);
        db.Add(numbered);
        var label = before.Beds.Single(b => b.Id == bedId).Label;
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.out-of-service", numbered.UntilOn is { } until
            ? new Reason("audit.facility.out-of-service", house.Site.Code, label, numbered.FromOn, until)
            : new Reason("audit.facility.out-of-service-open", house.Site.Code, label, numbered.FromOn)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<OutOfServiceRevision>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(numbered);
    }

    /// <summary>Whom it would meet, before anything is saved.</summary>
    public async Task<Outcome<RoomPlan>> LookAsync(FacilityBeds before, LockedFacility house, Guid bedId, Guid? spell, SpellEdit edit, Actor actor, CancellationToken ct)
    {
        if (FacilityScope.MayEdit(actor, house.Facility.Id) is { Value: false } no) { return Outcome.Forbidden<RoomPlan>(no.Why.Code); }
        var drafted = Draft(before, house, bedId, spell, edit, actor);
        return drafted.IsDone ? Outcome.Done(await makeRoom.LookAsync(before, With(before, drafted.Value!), house.Today, ct)) : drafted.As<RoomPlan>();
    }

    private static Outcome<OutOfServiceRevision> Draft(FacilityBeds before, LockedFacility house, Guid bedId, Guid? spell, SpellEdit edit, Actor actor)
    {
        if (!before.Beds.Any(b => b.Id == bedId)) { return Outcome.NotFound<OutOfServiceRevision>(); }
        if (spell is not null && !before.OutOfService.Any(s => s.SpellId == spell && s.BedId == bedId)) { return Outcome.NotFound<OutOfServiceRevision>(); }
        if (BedRules.Check(edit).ToList() is { Count: > 0 } problems) { return Outcome.Refused<OutOfServiceRevision>(problems); }
        if (edit.UntilOn < house.Today && spell is null) { return Outcome.Refused<OutOfServiceRevision>("untilOn", "facility.spell-over", house.Today); }
        return Outcome.Done(new OutOfServiceRevision
        {
            SpellId = spell ?? Guid.CreateVersion7(), Revision = 1, BedId = bedId, FacilityId = house.Facility.Id, FromOn = edit.FromOn, UntilOn = edit.UntilOn,
            ReasonCode = edit.ReasonCode, Note = edit.Note, Cancelled = false, At = house.Now, By = actor.StaffId,
        });
    }

    private static FacilityBeds With(FacilityBeds before, OutOfServiceRevision revision) =>
        before with { OutOfService = [.. before.OutOfService.Where(s => s.SpellId != revision.SpellId), revision] };

    private async Task<OutOfServiceRevision> NumberedAsync(OutOfServiceRevision r, CancellationToken ct)
    {
        var last = await db.Set<OutOfServiceRevision>().Where(s => s.SpellId == r.SpellId).MaxAsync(s => (int?)s.Revision, ct) ?? 0;
        return new()
        {
            SpellId = r.SpellId, Revision = last + 1, BedId = r.BedId, FacilityId = r.FacilityId, FromOn = r.FromOn, UntilOn = r.UntilOn, ReasonCode = r.ReasonCode, Note = r.Note,
            Cancelled = false, At = r.At, By = r.By,
        };
    }
}
