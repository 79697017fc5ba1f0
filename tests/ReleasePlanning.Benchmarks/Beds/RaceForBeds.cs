using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Benchmarks.Beds;

/// <summary>A region of houses that many connections book at random, on a durable PostgreSQL.</summary>
public static class RaceForBeds
{
    private const int Houses = 40;
    private const int People = 3_000;

    public static async Task<BedRaceResult> RunAsync(int connections, int requests, int seconds, int seed, Action<string> progress)
    {
        await using var database = await RunDatabase.StartAsync();
        progress($"a region of {Houses} houses and {People} people");
        var (houses, people, admin) = await database.WithAsync<ReleasePlanningDb, (List<SiteId>, List<(PersonId, ReleasePlanId?)>, StaffMember)>(MakeAsync);
        progress($"{connections} connections, {requests} requests, at most {seconds} s");
        var race = new BedRace(database.Services, houses, people, new Actor(admin.Id, admin.Name, [.. admin.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]), SettableClock.Start.InUtc().Date);
        return await race.RunAsync(connections, requests, TimeSpan.FromSeconds(seconds), seed);
    }

    private static async Task<(List<SiteId>, List<(PersonId, ReleasePlanId?)>, StaffMember)> MakeAsync(ReleasePlanningDb db)
    {
        var admin = await db.Set<StaffMember>().Include(s => s.Roles).FirstAsync(s => s.Roles.Any(r => r.Role == Roles.Administrator));
        var like = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.CommunityResidentialFacility).OrderBy(s => s.Code).FirstAsync();
        var sites = Enumerable.Range(1, Houses).Select(n => new Site
        {
            Id = SiteId.New(), Code = $"race-{n}", Kind = SiteKind.CommunityResidentialFacility, NameEn = $"House {n}", NameFr = $"Maison {n}", Region = like.Region, Province = like.Province, City = like.City,
            TimeZone = like.TimeZone, OpensAt = like.OpensAt, ClosesAt = like.ClosesAt, ParoleOfficeId = like.ParoleOfficeId, Capacity = 8 + n % 25,
        }).ToList();
        var somebody = await db.Set<Person>().AsNoTracking().OrderBy(p => p.Fps).FirstAsync();
        var people = Enumerable.Range(1, People).Select(n => new Person
        {
            Id = PersonId.New(), Fps = $"8{n:D8}R", FamilyName = $"Fictional{n}", GivenNames = "Alex", BornOn = somebody.BornOn, Gender = somebody.Gender, Language = "en", InstitutionId = somebody.InstitutionId,
            SecurityLevel = somebody.SecurityLevel, SentenceKind = somebody.SentenceKind, SentencedOn = somebody.SentencedOn, SentenceMonths = somebody.SentenceMonths, PlaceOfConviction = somebody.PlaceOfConviction,
        }).ToList();
        db.AddRange(sites);
        db.AddRange(people);
        await db.SaveChangesAsync();
        // every fourth bed has something, every third house makes beds ready
        await db.Database.ExecuteSqlAsync($"update beds set features = array['wheelchair'] where label::text ~ '^[0-9]+$' and label::int % 4 = 0");
        await db.Database.ExecuteSqlAsync($"update facilities f set turnaround_days = 2 from sites s where s.id = f.id and s.code ~ '^race-[0-9]*[369]$'");
        return ([.. sites.Select(s => s.Id)], [.. people.Select(p => (p.Id, (ReleasePlanId?)null))], admin);
    }
}
