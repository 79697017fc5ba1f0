using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Driving;

/// <summary>Plans that run nothing but one given diagram, for measuring the host alone: each belongs to a person of its own and has an officer.</summary>
public sealed class PlainPlans
{
    private const int Parallel = 4;

    private readonly RunDatabase database;
    private readonly Queue<Person> people;
    private readonly SiteId office;
    private readonly string community;
    private readonly Dictionary<SiteId, Actor> officers;

    private PlainPlans(RunDatabase database, IEnumerable<Person> people, Site office, Dictionary<SiteId, Actor> officers) =>
        (this.database, this.people, this.office, community, this.officers) = (database, new(people), office.Id, office.City, officers);

    /// <summary>Takes in as many people as there will be plans.</summary>
    public static async Task<PlainPlans> PrepareAsync(RunDatabase database, int count)
    {
        var institutions = await database.ReadAsync("select code from sites where kind = $1 order by code", r => r.GetString(0), nameof(SiteKind.Institution));
        var (_, extract) = FictionalPeople.Make(count, [ReleaseType.StatutoryRelease], institutions, database.Clock.Now.InUtc().Date);
        await database.ImportAsync(extract);
        return await database.WithAsync<ReleasePlanningDb, PlainPlans>(async db => new PlainPlans(database,
            await db.Set<Person>().AsNoTracking().Where(p => EF.Functions.Like(p.Fps, "9______L")).ToListAsync(),
            await db.Set<Site>().AsNoTracking().FirstAsync(s => s.Kind == SiteKind.ParoleOffice), await OfficersAsync(db)));
    }

    public async Task PublishAsync(string diagram)
    {
        var published = await database.WithAsync<PublishWorkflow, Outcome<Publication>>(p => p.RunAsync(diagram, "Measured", Actor.Service, default));
        if (!published.IsDone) { throw new InvalidOperationException("The diagram was refused: " + string.Join(" ", published.Problems.Select(p => string.Join(" ", p.Reason.Args)))); }
    }

    /// <summary>Starts the process in new plans, each in a transaction of its own.</summary>
    public Task StartAsync(string process, int count)
    {
        var next = Enumerable.Range(0, count).Select(_ => people.Dequeue()).ToList();
        return System.Threading.Tasks.Parallel.ForEachAsync(next, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (person, ct) => await StartAsync(process, person, ct));
    }

    /// <summary>The officer who answers the steps of plans of an institution.</summary>
    public Actor OfficerAt(SiteId institution) => officers[institution];

    private async Task StartAsync(string process, Person person, CancellationToken ct)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (db, start) = (scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>(), scope.ServiceProvider.GetRequiredService<StartWorkflow>());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (on, now, officer) = (person.StatutoryReleaseOn!.Value, database.Clock.Now, officers[person.InstitutionId].StaffId!.Value);
        var plan = db.AddPlan(new ReleasePlan
        {
            Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = ReleaseType.StatutoryRelease, ReleasingSiteId = person.InstitutionId, ParoleOfficeId = office,
            DestinationCommunity = community, NeedsResidence = false, ResidencyCondition = false, EntitlementOn = on, ReleaseOn = on.PlusDays(-1),
            ReleaseReason = new Reason("audit.plan.withdrawn", ""), ParoleOfficerId = officer, LaunchedAt = now, LaunchedBy = officer,
        });
        await db.SaveChangesAsync(ct);
        await start.RunAsync(plan, process, ImmutableDictionary<string, object?>.Empty, Actor.Service, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<Dictionary<SiteId, Actor>> OfficersAsync(ReleasePlanningDb db)
    {
        var staff = await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer)).ToListAsync();
        return staff.SelectMany(s => s.Roles.Where(r => r.Role == Roles.InstitutionalParoleOfficer), (s, at) => (at.SiteId, Actor: new Actor(s.Id, s.Name, [.. s.Roles.Select(r => new SiteRole(r.Role, r.SiteId))])))
            .GroupBy(o => o.SiteId).ToDictionary(g => g.Key, g => g.First().Actor);
    }
}
