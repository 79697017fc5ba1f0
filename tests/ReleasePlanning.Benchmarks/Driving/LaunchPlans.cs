using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using NodaTime.Text;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Benchmarks.Driving;

/// <summary>The first phase: each person's plan is launched by a parole officer of their institution, as many at a time as there are callers.</summary>
public sealed class LaunchPlans(RunDatabase database, Staff staff)
{
    private sealed record Launched(string Id);

    /// <summary>How many could not be launched, by what was answered.</summary>
    public async Task<IReadOnlyDictionary<string, int>> RunAsync(IReadOnlyList<FictionalPerson> people, int parallel)
    {
        var plain = await database.ReadAsync("""
            select p.fps, p.id, p.institution_id, s.region from people p join sites s on s.id = p.institution_id
            """, r => (Fps: r.GetString(0), Id: r.GetGuid(1), Institution: r.GetGuid(2), Region: r.GetValue(3)));
        var known = plain.ToDictionary(p => p.Fps);
        var officers = (await database.ReadAsync("select r.site_id, s.sign_in from staff s join staff_roles r on r.staff_id = s.id where r.role = $1",
            r => (Site: r.GetGuid(0), SignIn: r.GetString(1)), Roles.InstitutionalParoleOfficer)).ToLookup(o => o.Site, o => o.SignIn);
        var offices = (await database.ReadAsync("select region, id, city from sites where kind = $1",
            r => (Region: r.GetValue(0), Id: r.GetGuid(1), City: r.GetString(2)), nameof(SiteKind.ParoleOffice))).ToLookup(o => o.Region);
        var refused = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(people.Index(), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (at, _) =>
        {
            var (i, person) = at;
            var (row, turn) = (known[person.Fps], i / 7);
            var office = offices[row.Region].ElementAt(turn % offices[row.Region].Count());
            var officer = officers[row.Institution].ElementAt(turn % officers[row.Institution].Count());
            var body = new
            {
                personId = row.Id, releaseType = JsonNamingPolicy.CamelCase.ConvertName(person.Type.ToString()), paroleOfficeId = office.Id,
                destinationCommunity = office.City, destinationAddress = "12 Fictional Street", needsResidence = person.NeedsResidence,
                entitlementOn = person.Type.IsEntitledByLaw() ? null : LocalDatePattern.Iso.Format(person.On),
                returnOn = person.Type.IsTemporary() ? LocalDatePattern.Iso.Format(person.On.PlusDays(3)) : null,
                notPracticable = "Decided shortly before.",
            };
            var answer = await (await staff.AsAsync(officer)).PostAsync<Launched>("launch", "/api/v1/plans", body);
            if (answer.Value is null)
            {
                refused.AddOrUpdate(string.Create(CultureInfo.InvariantCulture, $"{person.Type} {answer.Status} {answer.Why}"), 1, (_, n) => n + 1);
            }
        });
        return refused;
    }
}
