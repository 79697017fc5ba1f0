using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Chaos;

/// <summary>Steps with deadlines all over some days and a ladder of five rungs each, opened by the host itself.</summary>
public static class Deadlines
{
    public const string Ladder = "chaos";
    private const int StepsPerPlan = 20;
    private const int Diagrams = 10;
    private const int MinutesOfADay = 24 * 60;

    /// <summary>How many were opened.</summary>
    public static async Task<int> OpenAsync(string connectionString, int count, int days, Instant now, int seed)
    {
        var clock = new StandingClock(now);
        await using var services = new ServiceCollection().AddReleasePlanning(connectionString)
            .Replace(ServiceDescriptor.Singleton<IClock>(clock)).Replace(ServiceDescriptor.Singleton<IDatabaseTime>(clock)).BuildServiceProvider();
        await WithAsync<DemoRegion, bool>(services, d => d.RunAsync(default));
        await WithAsync<ReleasePlanningDb, int>(services, AddLadderAsync);
        var random = new Random(seed);
        for (var i = 0; i < Diagrams; i++)
        {
            var published = await WithAsync<PublishWorkflow, Outcome<Publication>>(services, p => p.RunAsync(Diagram(i, days, random), "Chaos", Actor.Service, default));
            if (!published.IsDone) { throw new InvalidOperationException("The diagram was refused: " + string.Join(" ", published.Problems.SelectMany(p => p.Reason.Args))); }
        }
        var plans = (count + StepsPerPlan - 1) / StepsPerPlan;
        await Parallel.ForAsync(0, plans, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, _) => await WithAsync<IServiceProvider, bool>(services, s => PlanAsync(s, i, now)));
        return await WithAsync<ReleasePlanningDb, int>(services, db => db.Set<WorkItem>().CountAsync(w => w.State == WorkItemState.Open && w.DueAt != null));
    }

    private static async Task<int> AddLadderAsync(ReleasePlanningDb db)
    {
        LadderRung Rung(int level, string offset, string role, string at = "") => new(level, LadderOffset.Parse(offset), new(role, at), AnyHour: true);
        db.Add(new LadderVersion
        {
            Ladder = Ladder, Version = 1, NameEn = "Chaos", NameFr = "Le chaos", Comment = "For a run", PublishedAt = Instant.FromUtc(2027, 1, 1, 0, 0),
            Rungs =
            [
                Rung(1, "50%", "owner"), Rung(2, "-4h", "owner"), Rung(3, "0", Roles.ManagerAssessmentInterventions, "releasing"),
                Rung(4, "+4h", Roles.AssistantWardenInterventions, "releasing"), Rung(5, "+12h", Roles.DistrictDirector, "region"),
            ],
        });
        return await db.SaveChangesAsync();
    }

    private static async Task<bool> PlanAsync(IServiceProvider services, int number, Instant now)
    {
        var (db, start) = (services.GetRequiredService<ReleasePlanningDb>(), services.GetRequiredService<StartWorkflow>());
        var officers = await db.Set<StaffRole>().AsNoTracking().Where(r => r.Role == Roles.InstitutionalParoleOfficer).OrderBy(r => r.StaffId).ToListAsync();
        var officer = officers[number % officers.Count];
        var office = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.ParoleOffice).OrderBy(s => s.Code).FirstAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var on = now.InUtc().Date.PlusDays(60);
        var person = new Person
        {
            Id = PersonId.From(Guid.CreateVersion7()), Fps = string.Create(CultureInfo.InvariantCulture, $"{number:D6}Z"), FamilyName = "Fictional", GivenNames = "Alex", BornOn = new(1980, 1, 1), Gender = "X",
            Language = "en", InstitutionId = officer.SiteId, SecurityLevel = SecurityLevel.Medium, SentenceKind = SentenceKind.Determinate, SentencedOn = new(2024, 1, 1), PlaceOfConviction = "Winnipeg, MB",
        };
        db.Add(person);
        var plan = db.AddPlan(new ReleasePlan
        {
            Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = ReleaseType.StatutoryRelease, ReleasingSiteId = officer.SiteId, ParoleOfficeId = office.Id,
            DestinationCommunity = office.City, NeedsResidence = false, ResidencyCondition = false, EntitlementOn = on, ReleaseOn = on.PlusDays(-1),
            ReleaseReason = new Reason("audit.plan.withdrawn", ""), ParoleOfficerId = officer.StaffId, LaunchedAt = now, LaunchedBy = officer.StaffId,
        });
        await db.SaveChangesAsync();
        await start.RunAsync(plan, Process(number % Diagrams), ImmutableDictionary<string, object?>.Empty, Actor.Service, now, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    }

    private static string Process(int number) => string.Create(CultureInfo.InvariantCulture, $"chaos-{number}");

    private static string Diagram(int number, int days, Random random)
    {
        var inside = new StringBuilder("<b:startEvent id='start'/><b:parallelGateway id='fork'/><b:sequenceFlow id='f' sourceRef='start' targetRef='fork'/>");
        for (var i = 0; i < StepsPerPlan; i++)
        {
            inside.Append(CultureInfo.InvariantCulture, $"""
                <b:userTask id='s{i}' name='Step {i}' rp:nameFr='Étape {i}'><b:extensionElements><e:activityBinding activityType='{StepBinding.ActivityType}'>
                {Input("role", Roles.InstitutionalParoleOfficer)}{Input("form", "quality-control")}{Input("outcomes", "approved,returned")}{Input("escalation", Ladder)}
                {Input("due", string.Create(CultureInfo.InvariantCulture, $"S+{random.Next(60, days * MinutesOfADay)}m"))}</e:activityBinding></b:extensionElements></b:userTask>
                <b:sequenceFlow id='t{i}' sourceRef='fork' targetRef='s{i}'/><b:endEvent id='e{i}'/><b:sequenceFlow id='g{i}' sourceRef='s{i}' targetRef='e{i}'/>
                """);
        }
        return $"""
            <b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:e='https://elsaworkflows.io/schemas/bpmn/v1' xmlns:rp='urn:release-planning:bpmn' id='d' targetNamespace='urn:release-planning:chaos'>
              <b:process id='{Process(number)}' name='Chaos' rp:nameFr='Le chaos' isExecutable='true'>{inside}</b:process>
            </b:definitions>
            """;
    }

    private static string Input(string name, string value) => $$$"""<e:input name='{{{name}}}'>{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"}}</e:input>""";

    private static async Task<TResult> WithAsync<TAct, TResult>(ServiceProvider services, Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    private sealed class StandingClock(Instant now) : IClock, IDatabaseTime
    {
        public Instant GetCurrentInstant() => now;
        public Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct) => Task.FromResult(now);
    }
}
