using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>Takes in what residences are like: subtype, place, whom they take, contract. The sites come before; beds have a file of their own.</summary>
public sealed class ImportFacilities(ReleasePlanningDb db, IClock clock)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "site", "subtype", "operator", "street", "postal_code", "latitude", "longitude", "contact", "phone", "email", "languages", "genders", "release_types",
        .. ImportFacilitiesRow.CriteriaColumns,
        "programmes", "catchment", "near", "longest_stay_days", "turnaround_days", "answer_within_days", "hold_days", "opens_on", "closes_on",
        "contract_from", "contract_until", "guaranteed_beds", "extra_beds", "per_diem", "notes",
    ];

    public Task<Outcome<Import>> RunAsync(Stream file, string fileName, StaffId? by, CancellationToken ct) =>
        ImportTransaction.RunAsync(db, clock, ImportKind.Facilities, Columns, file, fileName, by, LoadAsync, ct);

    private async Task LoadAsync(ImportBatch batch, CancellationToken ct)
    {
        batch.RefuseRepeated("site");
        var houses = await ImportHouses.LockAsync(db, batch, "site", ct);
        var contracts = (await db.Set<FacilityContract>().ToListAsync(ct)).ToLookup(c => c.FacilityId);
        foreach (var row in batch.Rows.Where(r => !r.IsUnreadable))
        {
            if (houses.Find(row, "site") is not { } house) { continue; }
            var (edit, terms) = ImportFacilitiesRow.Read(row, house.Site.Kind);
            if (edit is null || !ClosesOverNobody(row, house, edit, batch.At)) { continue; }
            var agreed = Agree(row, house.Site.Id, terms, contracts[house.Site.Id]);
            if (agreed is null) { continue; }
            var changed = edit.Into(house.Facility, batch.At).Count > 0;
            db.Entry(house.Facility).DetectChanges();
            batch.Count(changed || agreed.Value || db.Entry(house.Facility).State == EntityState.Modified);
        }
    }

    /// <summary>Whether the contract is new; null when the line was refused. The same contract again changes nothing.</summary>
    private bool? Agree(ImportRow row, SiteId house, ContractTerms? terms, IEnumerable<FacilityContract> known)
    {
        if (terms is null || known.Any(c => ContractRules.Same(c, terms))) { return false; }
        var ends = ContractRules.Ends(known, terms);
        if (!ends.IsDone)
        {
            row.Refuse("contract_from", ends.Problems[0].Reason.Code, [.. ends.Problems[0].Reason.Args]);
            return null;
        }
        if (ends.Value is { } earlier)
        {
            earlier.UntilOn = terms.FromOn.PlusDays(-1);
            db.Entry(earlier).DetectChanges();
        }
        db.Add(ContractRules.New(house, terms));
        return true;
    }

    private static bool ClosesOverNobody(ImportRow row, ImportedHouse house, FacilityEdit edit, Instant at)
    {
        var after = new Facility { Id = house.Facility.Id, Subtype = edit.Subtype, OpensOn = edit.OpensOn, ClosesOn = edit.ClosesOn };
        var met = RoomPlan.Of(house.Beds, house.Beds with { Facility = after }, house.Stays, SiteTime.DateOf(at, SiteTime.Zone(house.Site.TimeZone))).Met;
        if (met.Count > 0) { row.Refuse("closes_on", "import.people-are-booked", met.Count); }
        return met.Count == 0;
    }
}
