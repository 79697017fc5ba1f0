using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Residency at a community correctional centre on statutory release is not valid without the written consent (CCRA s.133(4.4)), whichever way it is tried.</summary>
public sealed class ConsentGateTests : IClassFixture<DemoRegionFixture>
{
    private const ReleaseType Residency = ReleaseType.StatutoryReleaseWithResidency;
    private readonly Asking asking;

    public ConsentGateTests(DemoRegionFixture region)
    {
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Fact]
    public async Task Not_by_transfer()
    {
        var (house, centre) = (await asking.HouseAsync(), await CentreAsync());
        var plan = await asking.RankedAsync(together: false, null, Residency, house);
        (await asking.AnswerAsync(plan.Id, house, "accepted")).Problems.ShouldBeEmpty();
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        var stay = (await asking.StayAsync(plan.Id))!;

        var refused = await Acting.DoAsync(stay, new StayAct.Transfer(centre.Id, stay.Nights.ArriveOn, stay.Nights.DepartOn), await asking.IntakeAsync(house));

        refused.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("beds.consent-missing");
        (await Acting.StayAsync(stay.Id)).State.ShouldBe(StayState.Confirmed, "the bed that was there stays");
        (await Acting.PlanAsync(plan.Id)).ResidenceId.ShouldBe(house.Id);
    }

    [Fact]
    public async Task Not_by_hand_at_once_and_not_by_a_hold_confirmed_later()
    {
        var (centre, plan) = (await CentreAsync(), await Acting.APlanAsync(Residency, needsResidence: true));
        var intake = await asking.IntakeAsync(centre);

        (await Acting.BookAsync(await Acting.ActorAsync(plan.ParoleOfficerId), centre, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), plan: plan.Id, confirm: true)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("beds.consent-missing");
        var held = await Acting.BookAsync(await Acting.ActorAsync(plan.ParoleOfficerId), centre, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), plan: plan.Id);
        held.Problems.ShouldBeEmpty("holding a bed promises nothing");
        (await Acting.DoAsync(held.Value!, new StayAct.Confirm(), intake)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("beds.consent-missing");
        (await Acting.ReadAsync(async db => await db.Set<BedStay>().Where(s => s.Id == held.Value!.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Held)))).ShouldBe(1);
        var thrown = await Should.ThrowAsync<Npgsql.PostgresException>(Acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update bed_stays set state = 'Confirmed' where id = {held.Value!.Id}")));
        thrown.ConstraintName.ShouldBe("consent_before_confirmed_residency");
    }

    [Fact]
    public async Task Not_by_a_backup_that_is_taken_up()
    {
        var (house, centre) = (await asking.HouseAsync(), await CentreAsync());
        var plan = await asking.RankedAsync(together: true, null, Residency, house, centre);
        (await asking.AnswerAsync(plan.Id, centre, "accepted")).Problems.ShouldBeEmpty();
        (await asking.AnswerAsync(plan.Id, house, "accepted")).Problems.ShouldBeEmpty();
        (await asking.OpenAsync(plan.Id)).ShouldContain("ConfirmBed", "the house needs no consent");

        (await asking.DoAsync(plan.Id, "ConfirmBed", "lost", ("note", "A pipe burst."))).Problems.ShouldBeEmpty();

        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(centre.Id);
        (await asking.OpenAsync(plan.Id)).ShouldContain("ConsentToCentre");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
    }

    [Fact]
    public async Task Not_by_an_offer_from_a_waiting_list()
    {
        var centre = await CentreAsync(beds: 1);
        var holder = await asking.RankedAsync(together: false, centre);
        (await asking.AnswerAsync(holder.Id, centre, "accepted")).Problems.ShouldBeEmpty();
        var plan = await asking.RankedAsync(together: false, null, Residency, centre);
        (await asking.AnswerAsync(plan.Id, centre, "waitlisted")).Problems.ShouldBeEmpty();
        (await asking.DoAsync(holder.Id, "ConfirmBed", "lost", ("note", "The person goes elsewhere."))).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();

        (await asking.DoAsync(plan.Id, "AnswerOffer", "taken")).Problems.ShouldBeEmpty();

        (await asking.StayAsync(plan.Id))!.State.ShouldBe(StayState.Held);
        (await asking.OpenAsync(plan.Id)).ShouldContain("ConsentToCentre");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
    }

    [Fact]
    public async Task A_consent_for_one_centre_is_none_for_another()
    {
        var (one, other) = (await CentreAsync(), await CentreAsync());
        var plan = await asking.RankedAsync(together: false, null, Residency, one);
        (await asking.AnswerAsync(plan.Id, one, "accepted")).Problems.ShouldBeEmpty();
        (await asking.DoAsync(plan.Id, "ConsentToCentre", "given")).Problems.ShouldBeEmpty();
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        var stay = (await asking.StayAsync(plan.Id))!;

        var refused = await Acting.DoAsync(stay, new StayAct.Transfer(other.Id, stay.Nights.ArriveOn, stay.Nights.DepartOn), await asking.IntakeAsync(one));

        refused.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("beds.consent-missing");
    }

    private Task<Site> CentreAsync(int beds = 2) => asking.HouseAsync(beds, kind: SiteKind.CommunityCorrectionalCentre);
}
