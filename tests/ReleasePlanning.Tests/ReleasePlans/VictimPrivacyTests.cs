using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Disclosures;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.ReleasePlans;

/// <summary>The victims' unit is alerted, victims never are, and a halfway house sees nothing of it.</summary>
public sealed class VictimPrivacyTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task The_alert_reaches_the_victims_unit_of_the_region_and_nobody_else()
    {
        var plan = await APlanWithAVictimAsync();

        await AlertAsync(plan);

        (await acting.ReadAsync(db => db.Set<Disclosure>().CountAsync(d => d.PlanId == plan.Id && d.Kind == DisclosureKind.VictimServices && d.SupersededAt == null))).ShouldBe(1);
        var told = await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.PlanId == plan.Id && n.Key.StartsWith("victim-alert")).Select(n => n.StaffId).ToListAsync());
        told.ShouldNotBeEmpty();
        foreach (var staff in told) { (await acting.ActorAsync(staff)).Holds(Roles.VictimServices).ShouldBeTrue(); }
    }

    [Fact]
    public async Task A_house_that_was_asked_sees_nothing_of_a_victim()
    {
        var plan = await APlanWithAVictimAsync();
        await AlertAsync(plan);
        var house = await acting.ReadAsync(async db =>
        {
            var asked = await db.Set<Site>().FirstAsync(s => s.Kind == SiteKind.CommunityResidentialFacility);
            db.Add(new BedReferral { Id = Guid.CreateVersion7(), PlanId = plan.Id, ResidenceId = asked.Id, Round = 9, Rank = 1, State = ReferralState.Sent, SentAt = acting.Clock.Now });
            await db.SaveChangesAsync();
            return asked;
        });
        var intake = new Actor(StaffId.New(), "An intake worker", [new SiteRole(Roles.ResidenceIntake, house.Id)]);

        var page = await acting.WithAsync<PlanQueries, Outcome<PlanPageData>>(q => q.GetAsync(plan.Id, intake, default));

        page.IsDone.ShouldBeTrue();
        page.Value!.Person.Flags.ShouldNotContain(PersonFlags.Victim);
        page.Value.Disclosures.ShouldBeEmpty();
        page.Value.Steps.ShouldBeEmpty();
    }

    private async Task<ReleasePlan> APlanWithAVictimAsync()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        await acting.ReadAsync(async db =>
        {
            foreach (var person in await db.Set<Person>().ToListAsync()) { person.Flags = [.. person.Flags.Append(PersonFlags.Victim).Distinct()]; }
            return await db.SaveChangesAsync();
        });
        return await acting.APlanAsync();
    }

    private async Task AlertAsync(ReleasePlan plan)
    {
        acting.Clock.Now = plan.ReleaseOn.PlusDays(-20).AtMidnight().InUtc().ToInstant();
        await acting.FireDueAsync();
    }
}
