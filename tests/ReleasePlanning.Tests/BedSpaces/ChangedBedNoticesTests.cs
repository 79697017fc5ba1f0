using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Disclosures;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Where the person will live is a destination: when it changes, police and the victims' unit hear of it again (CCRA ss.25(2), 26(1.2)).</summary>
public sealed class ChangedBedNoticesTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public ChangedBedNoticesTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Theory]
    [InlineData("transferred", true)]
    [InlineData("lost-outside", true)]
    [InlineData("lost-in-a-step", true)]
    [InlineData("other-bed-of-the-house", false)]
    [InlineData("longer", false)]
    public async Task Another_house_opens_both_notices_again_and_another_bed_does_not(string change, bool again)
    {
        var house = await asking.HouseAsync();
        await Acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update people set flags = array_append(flags, {PersonFlags.Victim}) where not {PersonFlags.Victim} = any(flags)"));
        var plan = await asking.RankedAsync(together: false, house);
        await ToldAsync(plan, house);

        await ChangeAsync(change, plan, house);

        var open = await asking.OpenAsync(plan.Id);
        open.Contains("RenotifyPolice").ShouldBe(again, change);
        open.Contains("AcknowledgeChange").ShouldBe(again, change);
        var standing = await Acting.ReadAsync(db => db.Set<Disclosure>().Where(d => d.PlanId == plan.Id && d.SupersededAt == null).Select(d => d.Kind).ToListAsync());
        standing.Contains(DisclosureKind.Police).ShouldBe(!again);
    }

    private async Task ChangeAsync(string change, ReleasePlan plan, Site house)
    {
        var (stay, intake) = ((await asking.StayAsync(plan.Id))!, await asking.IntakeAsync(house));
        switch (change)
        {
            case "lost-in-a-step":
                (await asking.DoAsync(plan.Id, "ReconfirmBed", "lost", ("note", "A pipe burst."))).Problems.ShouldBeEmpty();
                return;
            case "transferred":
                var to = await asking.HouseAsync();
                (await Acting.DoAsync(stay, new StayAct.Transfer(to.Id, stay.Nights.ArriveOn, stay.Nights.DepartOn), intake)).Problems.ShouldBeEmpty();
                (await Acting.OpenStepsAsync(plan.Id)).Where(s => s.ElementId == "ReconfirmBed").ShouldHaveSingleItem().SiteId.ShouldBe(to.Id, "the house that has the bed now is asked");
                return;
            case "lost-outside":
                (await Acting.DoAsync(stay, new StayAct.Cancel("house-withdrew"), intake)).Problems.ShouldBeEmpty();
                return;
            case "other-bed-of-the-house":
                var bed = await Acting.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == house.Id && b.Id != stay.BedId).Select(b => b.Id).FirstAsync());
                (await Acting.DoAsync(stay, new StayAct.MoveBed(bed), intake)).Problems.ShouldBeEmpty();
                return;
            default:
                (await Acting.DoAsync(stay, new StayAct.Extend(stay.Nights.DepartOn.PlusDays(5)), intake)).Problems.ShouldBeEmpty();
                return;
        }
    }

    /// <summary>The bed is confirmed, police and the victims' unit have been told, and the house is asked to reconfirm.</summary>
    private async Task ToldAsync(ReleasePlan plan, Site house)
    {
        (await asking.AnswerAsync(plan.Id, house, "accepted", ("holdUntil", plan.ReleaseOn.ToString("uuuu-MM-dd", null)))).Problems.ShouldBeEmpty();
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        Acting.Clock.Now = plan.ReleaseOn.PlusDays(-9).At(new LocalTime(15, 0)).InUtc().ToInstant();
        await Acting.FireDueAsync();
        var police = (await Acting.OpenStepsAsync(plan.Id)).Single(s => s.ElementId == "NotifyPolice");
        (await Acting.CompleteAsync(region, police)).Problems.ShouldBeEmpty();
        (await Acting.ReadAsync(db => db.Set<Disclosure>().CountAsync(d => d.PlanId == plan.Id && d.SupersededAt == null))).ShouldBe(2, "both were told");
        (await asking.OpenAsync(plan.Id)).ShouldContain("ReconfirmBed");
    }
}
