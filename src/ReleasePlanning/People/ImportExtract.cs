using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Takes in the extract of the offender management system: people and their official dates.
/// Official dates replace what was known and leave their history; nothing here computes over them.</summary>
public sealed class ImportExtract(ReleasePlanningDb db, IClock clock)
{
    public static readonly IReadOnlyList<string> Columns =
    [
        "fps", "family_name", "given_names", "preferred_name", "born_on", "gender", "language", "institution", "security_level",
        "sentence_kind", "sentenced_on", "sentence_months", "place_of_conviction", "preferred_community", "uta_eligible_on",
        "day_parole_eligible_on", "full_parole_eligible_on", "statutory_release_on", "warrant_expiry_on", "long_term_supervision_ends_on", "flags",
    ];

    private static readonly (string Column, Func<Person, LocalDate?> Of)[] OfficialDates =
    [
        ("uta_eligible_on", p => p.UtaEligibleOn),
        ("day_parole_eligible_on", p => p.DayParoleEligibleOn),
        ("full_parole_eligible_on", p => p.FullParoleEligibleOn),
        ("statutory_release_on", p => p.StatutoryReleaseOn),
        ("warrant_expiry_on", p => p.WarrantExpiryOn),
        ("long_term_supervision_ends_on", p => p.LongTermSupervisionEndsOn),
    ];

    public Task<Outcome<Import>> RunAsync(Stream file, string fileName, StaffId? by, CancellationToken ct) =>
        ImportTransaction.RunAsync(db, clock, ImportKind.Extract, Columns, file, fileName, by, LoadAsync, ct);

    private async Task LoadAsync(ImportBatch batch, CancellationToken ct)
    {
        batch.RefuseRepeated("fps");
        var sites = await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Code, ct);
        var read = new List<(ImportRow Row, Person Person)>();
        foreach (var row in batch.Rows)
        {
            if (ImportExtractRow.Read(row, sites, batch.Today) is { } person) { read.Add((row, person)); }
        }

        var keys = read.Select(r => r.Person.Fps).ToList();
        var known = await db.Set<Person>().Where(p => keys.Contains(p.Fps)).ToDictionaryAsync(p => p.Fps, ct);
        var openPlans = await OpenPlansAsync(known.Values, ct);
        foreach (var (row, person) in read)
        {
            if (known.TryGetValue(person.Fps, out var before)) { Replace(batch, row, before, person, openPlans.GetValueOrDefault(before.Id.Value)); }
            else
            {
                db.Add(person);
                batch.Added++;
            }
        }
    }

    private void Replace(ImportBatch batch, ImportRow row, Person before, Person now, string? openPlan)
    {
        var changes = OfficialDates.Where(d => d.Of(before) != d.Of(now)).Select(d => new OfficialDateChange
        {
            Id = Guid.CreateVersion7(),
            PersonId = before.Id,
            Field = d.Column,
            OldOn = d.Of(before),
            NewOn = d.Of(now),
            ChangedAt = batch.At,
            ImportId = batch.Id,
        }).ToList();
        db.AddRange(changes);
        if (openPlan is not null)
        {
            foreach (var change in changes) { row.Warn(change.Field, "import.open-plan", openPlan); }
        }

        batch.Count(db.Replace(before, now));
    }

    // by column names, not by the plan's type: people do not know the slices that are built on them
    private async Task<Dictionary<Guid, string>> OpenPlansAsync(IEnumerable<Person> people, CancellationToken ct)
    {
        var ids = people.Select(p => p.Id.Value).ToArray();
        var plans = await db.Database.SqlQuery<OpenPlan>(
            $"""select person_id as "PersonId", number as "Number" from release_plans where status in ('Active', 'Released') and person_id = any({ids})""").ToListAsync(ct);
        return plans.ToDictionary(p => p.PersonId, p => p.Number);
    }

    private sealed record OpenPlan(Guid PersonId, string Number);
}
