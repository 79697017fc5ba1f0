using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Waiting lists when several things happen in the same second.</summary>
public sealed class WaitlistRaceTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public WaitlistRaceTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Fact]
    public async Task Two_beds_freed_at_once_are_offered_to_the_first_two_in_line_and_no_more()
    {
        var house = await asking.HouseAsync(beds: 2);
        var holders = new[] { await HoldingAsync(house), await HoldingAsync(house) };
        var waiting = new List<ReleasePlanId>();
        for (var i = 0; i < 4; i++) { waiting.Add(await WaitingAsync(house)); }

        await Task.WhenAll(holders.Select(h => Task.Run(() => asking.DoAsync(h, "ConfirmBed", "lost", ("note", "The person goes elsewhere.")))));
        await FireTogetherAsync();

        var offered = new List<bool>();
        foreach (var plan in waiting) { offered.Add((await asking.OpenAsync(plan)).Contains("AnswerOffer")); }
        offered.ShouldBe([true, true, false, false]);
        (await Acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.ResidenceId == house.Id && s.State == StayState.Held).Select(s => s.BedId).Distinct().CountAsync())).ShouldBe(2);
        foreach (var plan in waiting) { (await asking.IncidentsAsync(plan)).ShouldBeEmpty(); }
    }

    [Fact]
    public async Task Who_waits_at_two_houses_has_one_offer_at_a_time_and_the_other_when_the_first_is_let_go()
    {
        var (a, b) = (await asking.HouseAsync(beds: 1), await asking.HouseAsync(beds: 1));
        var holders = new[] { await HoldingAsync(a), await HoldingAsync(b) };
        var plan = await asking.RankedAsync(together: true, a, b);
        (await asking.AnswerAsync(plan.Id, a, "waitlisted")).Problems.ShouldBeEmpty();
        (await asking.AnswerAsync(plan.Id, b, "waitlisted")).Problems.ShouldBeEmpty();

        await Task.WhenAll(holders.Select(h => Task.Run(() => asking.DoAsync(h, "ConfirmBed", "lost", ("note", "The person goes elsewhere.")))));
        await FireTogetherAsync();

        var first = (await asking.StayAsync(plan.Id))!.ResidenceId;
        (await asking.StaysAsync(plan.Id)).Count(s => s.TakesTheBed).ShouldBe(1);
        (await asking.OpenAsync(plan.Id)).Count(s => s == "AnswerOffer").ShouldBe(1);

        (await asking.DoAsync(plan.Id, "AnswerOffer", "declined")).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();

        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(first == a.Id ? b.Id : a.Id, "the other bed has been free all the while");
        (await asking.OpenAsync(plan.Id)).Count(s => s == "AnswerOffer").ShouldBe(1);
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_offer_taken_at_the_moment_it_expires_is_taken_or_over_and_never_both()
    {
        for (var round = 0; round < 4; round++)
        {
            var house = await asking.HouseAsync(beds: 1);
            var holder = await HoldingAsync(house);
            var (plan, next) = (await WaitingAsync(house), await WaitingAsync(house));
            (await asking.DoAsync(holder, "ConfirmBed", "lost", ("note", "The person goes elsewhere."))).Problems.ShouldBeEmpty();
            await Acting.FireDueAsync();
            var entry = await Acting.ReadAsync(db => db.Set<WaitlistEntry>().SingleAsync(w => w.PlanId == plan && w.State == WaitlistState.Offered));
            var step = await Acting.StepAsync(plan, "AnswerOffer");
            Acting.Clock.Now = entry.OfferExpiresAt!.Value - Duration.FromMilliseconds(round % 2);

            var taking = Task.Run(() => Acting.CompleteAsync(region, step, "taken"));
            Acting.Clock.Now = entry.OfferExpiresAt!.Value;
            await Task.WhenAll(taking, Acting.FireDueAsync());
            await Acting.FireDueAsync();

            var taken = (await taking).IsDone;
            (await Acting.ReadAsync(db => db.Set<WaitlistEntry>().SingleAsync(w => w.Id == entry.Id))).State.ShouldBe(taken ? WaitlistState.Taken : WaitlistState.Expired, $"round {round}");
            if (!taken) { (await taking).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBeOneOf("referral.offer-over", "step.already-closed"); }
            (await asking.OpenAsync(plan)).Contains("ConfirmBed").ShouldBe(taken);
            (await asking.OpenAsync(next)).Contains("AnswerOffer").ShouldBe(!taken, "the next in line has it exactly when it is over");
            foreach (var one in new[] { plan, next }) { (await asking.IncidentsAsync(one)).ShouldBeEmpty(); }
        }
    }

    [Fact]
    public async Task An_offer_whose_hold_the_house_gives_up_is_over_at_once()
    {
        var house = await asking.HouseAsync(beds: 1);
        var holder = await HoldingAsync(house);
        var plan = await WaitingAsync(house);
        (await asking.DoAsync(holder, "ConfirmBed", "lost", ("note", "The person goes elsewhere."))).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();
        var offered = (await asking.StayAsync(plan))!;

        (await Acting.DoAsync(offered, new StayAct.Cancel("house-withdrew"), await asking.IntakeAsync(house))).Problems.ShouldBeEmpty();

        (await asking.OpenAsync(plan)).ShouldNotContain("AnswerOffer");
        (await asking.OpenAsync(plan)).ShouldContain("RankReferrals", "the search was never over");
        (await Acting.ReadAsync(db => db.Set<WaitlistEntry>().Where(w => w.PlanId == plan).Select(w => w.State).SingleAsync())).ShouldBe(WaitlistState.Expired);
    }

    [Fact]
    public async Task The_house_sees_its_line_in_order_with_what_is_offered_and_strikes_off_whom_it_has_offered_nothing()
    {
        var house = await asking.HouseAsync(beds: 1);
        var holder = await HoldingAsync(house);
        var plans = new List<ReleasePlanId>();
        for (var i = 0; i < 4; i++) { plans.Add(await WaitingAsync(house)); }
        var (intake, other) = (await asking.IntakeAsync(house), await asking.IntakeAsync(await asking.HouseAsync()));
        (await LineAsync(intake)).Select(w => (w.Plan.Id, w.Place)).ShouldBe(plans.Select((p, i) => (p, (int?)(i + 1))));
        (await LineAsync(other)).ShouldBeEmpty("another house sees nothing of it");
        (await asking.DoAsync(holder, "ConfirmBed", "lost", ("note", "The person goes elsewhere."))).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();

        var line = await LineAsync(intake);
        line.Select(w => (w.Plan.Id, w.Place)).ShouldBe([(plans[0], null), (plans[1], 1), (plans[2], 2), (plans[3], 3)]);
        line[0].Entry.OfferExpiresAt.ShouldNotBeNull();

        (await StrikeOffAsync(line[1].Entry.ReferralId, "proximity", other)).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await StrikeOffAsync(line[1].Entry.ReferralId, "no such reason", intake)).Problems.ShouldHaveSingleItem().Field.ShouldBe("code");
        (await StrikeOffAsync(line[0].Entry.ReferralId, "proximity", intake)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("referral.offered-already");
        (await StrikeOffAsync(line[1].Entry.ReferralId, "proximity", intake)).Problems.ShouldBeEmpty();
        (await StrikeOffAsync(line[1].Entry.ReferralId, "proximity", intake)).Problems.ShouldBeEmpty("the same twice is done once");
        (await LineAsync(intake)).Select(w => (w.Plan.Id, w.Place)).ShouldBe([(plans[0], null), (plans[2], 1), (plans[3], 2)]);

        (await asking.DoAsync(plans[0], "AnswerOffer", "declined")).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();
        (await asking.OpenAsync(plans[1])).ShouldNotContain("AnswerOffer");
        (await asking.OpenAsync(plans[2])).ShouldContain("AnswerOffer");
    }

    private Task<IReadOnlyList<WaitlistRow>> LineAsync(Actor intake) => Acting.WithAsync<ReferralQueries, IReadOnlyList<WaitlistRow>>(q => q.WaitingAsync(intake, 50, default));

    private Task<Outcome<BedReferral>> StrikeOffAsync(Guid referral, string code, Actor actor) =>
        Acting.WithAsync<StrikeOffWaiting, Outcome<BedReferral>>(a => a.RunAsync(referral, code, "", null, actor, default));

    private async Task<ReleasePlanId> HoldingAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "accepted")).Problems.ShouldBeEmpty();
        return plan.Id;
    }

    private async Task<ReleasePlanId> WaitingAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "waitlisted")).Problems.ShouldBeEmpty();
        return plan.Id;
    }

    /// <summary>Several workers beside each other, as several instances of the service have them, until nothing is due.</summary>
    private async Task FireTogetherAsync()
    {
        for (var round = 0; round < 20; round++)
        {
            var fired = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => region.Services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 20, 2, CancellationToken.None))));
            if (fired.Sum() > 0) { continue; }
            // a turn that met a house somebody had locked comes again a second later
            Acting.Clock.Now += Duration.FromSeconds(2);
            if (await Acting.FireDueAsync() == 0) { return; }
        }
    }
}
