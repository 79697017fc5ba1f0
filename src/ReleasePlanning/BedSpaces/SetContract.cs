using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Enters a contract from a day on. The one in force then ends the day before; nothing that was agreed is rewritten.</summary>
public sealed class SetContract(ReleasePlanningDb db, LockFacility lockFacility)
{
    public async Task<Outcome<FacilityContract>> RunAsync(SiteId id, ContractTerms terms, uint seen, Actor actor, CancellationToken ct)
    {
        if (FacilityScope.MaySetContract(actor) is { Value: false } no) { return Outcome.Forbidden<FacilityContract>(no.Why.Code); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<FacilityContract>(); }
        if (ContractRules.Check(terms).ToList() is { Count: > 0 } problems) { return Outcome.Refused<FacilityContract>(problems); }
        var ends = ContractRules.Ends(await db.Set<FacilityContract>().Where(c => c.FacilityId == id).ToListAsync(ct), terms);
        if (!ends.IsDone) { return ends.As<FacilityContract>(); }
        if (ends.Value is { } earlier) { earlier.UntilOn = terms.FromOn.PlusDays(-1); }
        var contract = ContractRules.New(id, terms);
        db.Add(contract);
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.contract", new Reason("audit.facility.contract", house.Site.Code, terms.FromOn, terms.GuaranteedBeds, terms.ExtraBeds)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<FacilityContract>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(contract);
    }
}
