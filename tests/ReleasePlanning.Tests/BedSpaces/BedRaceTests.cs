using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Many at once, through the acts: no bed is promised twice, nobody resides in two places, no confirmation is lost, nobody hears of a deadlock.</summary>
public sealed class BedRaceTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_region_stays_whole_however_many_ask_at_once()
    {
        var houses = new List<SiteId>();
        foreach (var (beds, turnaround) in new[] { (4, 0), (6, 2), (3, 0) })
        {
            var (house, made) = await acting.AHouseAsync(beds, f => f.TurnaroundDays = turnaround);
            houses.Add(house.Id);
            await acting.ReadAsync(db => db.Set<Bed>().Where(b => b.Id == made[0].Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.Features, new List<string> { BedFeatures.Wheelchair })));
        }
        var people = new List<(PersonId, ReleasePlanId?)>();
        for (var i = 0; i < 40; i++) { people.Add(((await acting.SomebodyAsync()).Id, null)); }
        for (var i = 0; i < 4; i++)
        {
            var plan = await acting.APlanAsync(needsResidence: true);
            people.Add((plan.PersonId, plan.Id));
        }
        var admin = await acting.ActorAsync(await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.Role == Roles.Administrator).Select(r => r.StaffId).FirstAsync()));

        var race = new BedRace(region.Services, houses, people, admin, acting.Clock.Now.InUtc().Date);
        var result = await race.RunAsync(connections: 16, requests: 1_200, TimeSpan.FromSeconds(30), seed: 7);

        result.FirstError.ShouldBeNull();
        (result.BedOverlaps, result.PersonOverlaps, result.LostConfirmations, result.Surfaced).ShouldBe((0, 0, 0, 0));
        result.Confirmations.ShouldBeGreaterThan(20, "the race itself did too little");
        // the database would have refused what the locks let through; they let nothing through
        result.Outcomes.Keys.Where(k => k.Contains(": rule.", StringComparison.Ordinal) || k.Contains("changed-meanwhile", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
