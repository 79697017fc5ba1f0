using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Houses of a test's own, and asking them in one line.</summary>
internal sealed class Asking(DemoRegionFixture region)
{
    private readonly Acting acting = new(region);

    public Acting Acting => acting;

    /// <summary>A house with so many beds and somebody at its intake.</summary>
    public async Task<Site> HouseAsync(int beds = 2, int answerWithin = 10, SiteKind kind = SiteKind.CommunityResidentialFacility)
    {
        var model = await acting.SiteAsync("winnipeg-parole");
        var code = "house-" + Guid.CreateVersion7();
        var id = SiteId.New();
        await acting.ReadAsync(async db =>
        {
            var site = new Site
            {
                Id = id, Code = code, Kind = kind, NameEn = "House " + code[^4..], NameFr = "Maison " + code[^4..], City = model.City, Province = model.Province, Region = model.Region,
                TimeZone = model.TimeZone, OpensAt = model.OpensAt, ClosesAt = model.ClosesAt, Capacity = beds, ParoleOfficeId = model.Id,
            };
            db.Add(site);
            var staff = new StaffMember { Id = StaffId.New(), SignIn = code, Name = "Intake of " + code[^4..], Email = code + "@example.org", Language = "en", Active = true };
            staff.Roles.Add(new StaffRole { StaffId = staff.Id, Role = Roles.ResidenceIntake, SiteId = id });
            db.Add(staff);
            await db.SaveChangesAsync();
            await db.Set<Facility>().Where(f => f.Id == id).ExecuteUpdateAsync(f => f.SetProperty(x => x.AnswerWithinDays, answerWithin));
            return 0;
        });
        return (await acting.SiteAsync(code));
    }

    public Task<Actor> IntakeAsync(Site house) => acting.ActorAsync(house.Code);

    /// <summary>A plan whose officer has ranked these houses.</summary>
    public async Task<ReleasePlan> RankedAsync(bool together, params Site[] houses) => await RankedAsync(together, null, ReleaseType.DayParole, houses);

    public async Task<ReleasePlan> RankedAsync(bool together, Site? backup, ReleaseType type, params Site[] houses)
    {
        var plan = await acting.APlanAsync(type, needsResidence: true);
        await acting.FireDueAsync();
        await RankAsync(plan.Id, together, backup, houses);
        return plan;
    }

    public async Task RankAsync(ReleasePlanId plan, bool together, Site? backup, params Site[] houses)
    {
        string[] names = ["firstHouse", "secondHouse", "thirdHouse", "fourthHouse", "fifthHouse"];
        // the houses are where the person is going
        var named = houses.Concat(backup is null ? [] : [backup]).Select(h => h.Id).ToList();
        await acting.ReadAsync(async db =>
        {
            var office = await db.Set<ReleasePlan>().Where(p => p.Id == plan).Join(db.Set<Site>(), p => p.ParoleOfficeId, s => s.Id, (_, s) => s).SingleAsync();
            return await db.Set<Site>().Where(s => named.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.Region, office.Region).SetProperty(x => x.ParoleOfficeId, office.Id));
        });
        var step = await acting.StepAsync(plan, "RankReferrals");
        var answers = houses.Select((h, i) => (names[i], h.Id.ToString())).Append(("asking", together ? "together" : "in-turn")).Append(("reason", "The family lives next door."));
        if (backup is not null) { answers = answers.Append(("backupHouse", backup.Id.ToString())); }
        var done = await acting.CompleteAsync(region, step, "ranked", null, [.. answers]);
        done.Problems.ShouldBeEmpty();
    }

    public async Task<List<WorkItem>> AskedAsync(ReleasePlanId plan) => [.. (await acting.OpenStepsAsync(plan)).Where(s => s.ElementId == "AnswerReferral")];

    public async Task<Outcome<WorkItem>> AnswerAsync(ReleasePlanId plan, Site house, string outcome, params (string, string)[] answers)
    {
        var step = (await AskedAsync(plan)).Single(s => s.SiteId == house.Id);
        return await acting.CompleteAsync(region, step, outcome, await IntakeAsync(house), answers);
    }

    public async Task<Outcome<WorkItem>> DoAsync(ReleasePlanId plan, string element, string outcome, params (string, string)[] answers) =>
        await acting.CompleteAsync(region, await acting.StepAsync(plan, element), outcome, null, answers);

    public Task<List<BedReferral>> ReferralsAsync(ReleasePlanId plan) => acting.ReadAsync(db => db.Set<BedReferral>().Where(r => r.PlanId == plan).OrderBy(r => r.Round).ThenBy(r => r.Rank).ToListAsync());

    public Task<List<BedStay>> StaysAsync(ReleasePlanId plan) => acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.PlanId == plan).OrderBy(s => s.BookedAt).ToListAsync());

    public async Task<BedStay?> StayAsync(ReleasePlanId plan) => (await StaysAsync(plan)).Find(s => s.TakesTheBed);

    public async Task<List<string>> OpenAsync(ReleasePlanId plan) => [.. (await acting.OpenStepsAsync(plan)).Select(s => s.ElementId)];

    public Task<List<WorkflowIncident>> IncidentsAsync(ReleasePlanId plan) => acting.ReadAsync(db => db.Set<WorkflowIncident>().Where(i => i.PlanId == plan).ToListAsync());

    /// <summary>Time passes, and what falls due on the way is fired.</summary>
    public async Task PassAsync(Duration time)
    {
        acting.Clock.Now += time;
        await acting.FireDueAsync();
    }
}
