using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Notifications;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Nobody is given a bed where they must not be, whichever way it is tried; and a bed that will no longer do is reviewed before anybody is released to it.
/// Nobody hears who the other person is.</summary>
public sealed class KeptApartTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public KeptApartTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bed_that_no_longer_will_do_is_reviewed_at_once_and_nobody_is_released_to_it(bool person)
    {
        var house = await asking.HouseAsync();
        var plan = await ConfirmedAsync(house);
        var other = await ResidentAsync(house, plan);

        await KeepAwayAsync(plan, person ? other : null);

        (await asking.OpenAsync(plan.Id)).ShouldContain("ReviewBed");
        (await BlocksAsync(plan)).ShouldContain("gate.bed-against");
        var review = await Acting.StepAsync(plan.Id, "ReviewBed");
        (await Acting.CompleteAsync(region, review, "settled")).Problems.ShouldContain(p => p.Reason.Code == "beds.still-against");
        (await Acting.ReadAsync(db => db.Set<Notification>().AnyAsync(n => n.PlanId == plan.Id && n.Key.StartsWith("bed-against:") && n.StaffId == plan.ParoleOfficerId))).ShouldBeTrue();
        await NobodyIsNamedAsync(plan, other);

        (await Acting.CompleteAsync(region, review, "other-bed")).Problems.ShouldBeEmpty();

        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ReviewBed");
        (await BlocksAsync(plan)).ShouldContain("gate.no-bed");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_ended_again_needs_no_review_and_a_second_entry_opens_no_second_one()
    {
        var house = await asking.HouseAsync();
        var plan = await ConfirmedAsync(house);
        var other = await ResidentAsync(house, plan);
        var entered = await KeepAwayAsync(plan, other);
        await KeepAwayAsync(plan, null);
        (await asking.OpenAsync(plan.Id)).Count(s => s == "ReviewBed").ShouldBe(1);

        var officer = await OfficerAsync(plan);
        var area = await Acting.ReadAsync(db => db.Set<NoGoArea>().Where(a => a.PlanId == plan.Id).Select(a => a.Id).SingleAsync());
        (await Acting.WithAsync<EndKeepAway, Outcome<Guid>>(a => a.RunAsync(plan.Id, area, officer, default))).Problems.ShouldBeEmpty();
        (await asking.OpenAsync(plan.Id)).ShouldContain("ReviewBed");
        (await Acting.WithAsync<EndKeepAway, Outcome<Guid>>(a => a.RunAsync(plan.Id, entered, officer, default))).Problems.ShouldBeEmpty();

        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ReviewBed");
        (await BlocksAsync(plan)).ShouldNotContain("gate.bed-against");
    }

    [Fact]
    public async Task Both_plans_are_reviewed_and_the_other_ones_officer_hears_of_nobody()
    {
        var house = await asking.HouseAsync();
        var (plan, other) = (await ConfirmedAsync(house), await ConfirmedAsync(house));

        await KeepAwayAsync(plan, other.PersonId);

        foreach (var one in new[] { plan, other }) { (await asking.OpenAsync(one.Id)).ShouldContain("ReviewBed"); }
        await NobodyIsNamedAsync(plan, other.PersonId);
        await NobodyIsNamedAsync(other, plan.PersonId);

        // one of the two goes elsewhere: what is left to the other is settled
        (await Acting.CompleteAsync(region, await Acting.StepAsync(plan.Id, "ReviewBed"), "other-bed")).Problems.ShouldBeEmpty();
        (await Acting.CompleteAsync(region, await Acting.StepAsync(other.Id, "ReviewBed"), "settled")).Problems.ShouldBeEmpty();
        (await BlocksAsync(other)).ShouldNotContain("gate.bed-against");
    }

    [Fact]
    public async Task After_readiness_was_signed_the_signature_is_taken_back()
    {
        var house = await asking.HouseAsync();
        var plan = await asking.RankedAsync(together: false, house);
        await Acting.DriveToAsync(region, plan.Id, "RecheckWarrants");

        await KeepAwayAsync(plan, null);

        (await asking.OpenAsync(plan.Id)).ShouldContain("SignReadiness");
        (await asking.OpenAsync(plan.Id)).ShouldContain("ReviewBed");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("RecheckWarrants");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bed_by_hand_is_refused(bool person)
    {
        var (house, plan) = (await asking.HouseAsync(), await Acting.APlanAsync(ReleaseType.DayParole, needsResidence: true));
        var other = await ResidentAsync(house, plan);
        await KeepAwayAsync(plan, person ? other : null);

        foreach (var confirm in new[] { false, true })
        {
            var booked = await Acting.BookAsync(await OfficerAsync(plan), house, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), plan: plan.Id, confirm: confirm);
            booked.Problems.ShouldHaveSingleItem().Reason.ShouldSatisfyAllConditions(r => r.Code.ShouldBe("stays.kept-away"), r => r.Args.ShouldBeEmpty());
        }
    }

    [Fact]
    public async Task The_other_one_is_refused_as_well()
    {
        var (house, plan) = (await asking.HouseAsync(), await Acting.APlanAsync(ReleaseType.DayParole, needsResidence: true));
        var newcomer = await StrangerAsync();
        (await Acting.BookAsync(await OfficerAsync(plan), house, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), plan: plan.Id)).Problems.ShouldBeEmpty();
        await KeepAwayAsync(plan, newcomer.Id);

        var refused = await Acting.BookAsync(await asking.IntakeAsync(house), house, plan.ReleaseOn.PlusDays(20), plan.ReleaseOn.PlusDays(40), newcomer);
        var after = await Acting.BookAsync(await asking.IntakeAsync(house), house, plan.ReleaseOn.PlusDays(30), plan.ReleaseOn.PlusDays(40), newcomer);

        refused.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("stays.kept-away");
        after.Problems.ShouldBeEmpty("they do not meet: the departure day is free");
        // the one who stays longer would meet the newcomer
        var stay = (await asking.StayAsync(plan.Id))!;
        (await Acting.DoAsync(stay, new StayAct.Extend(stay.Nights.DepartOn.PlusDays(2)), await asking.IntakeAsync(house))).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("stays.kept-away");
        (await Acting.DoAsync(stay, new StayAct.Shorten(stay.Nights.DepartOn.PlusDays(-2)), await asking.IntakeAsync(house))).Problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transfer_is_refused(bool person)
    {
        var (from, to) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await ConfirmedAsync(from);
        var other = await ResidentAsync(to, plan);
        await KeepAwayAsync(plan, person ? other : null, at: to);
        var stay = (await asking.StayAsync(plan.Id))!;

        var refused = await Acting.DoAsync(stay, new StayAct.Transfer(to.Id, stay.Nights.ArriveOn, stay.Nights.DepartOn), await asking.IntakeAsync(from));

        refused.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("stays.kept-away");
        (await Acting.StayAsync(stay.Id)).State.ShouldBe(StayState.Confirmed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_house_cannot_accept_and_a_waiting_list_offers_nothing(bool person)
    {
        var full = await asking.HouseAsync(beds: 2);
        var holder = await asking.RankedAsync(together: false, full);
        (await asking.AnswerAsync(holder.Id, full, "accepted")).Problems.ShouldBeEmpty();
        var plan = await asking.RankedAsync(together: false, full);
        var other = await ResidentAsync(full, plan);
        (await asking.AnswerAsync(plan.Id, full, "waitlisted")).Problems.ShouldBeEmpty();
        var next = await asking.RankedAsync(together: false, full);
        (await asking.AnswerAsync(next.Id, full, "waitlisted")).Problems.ShouldBeEmpty();
        await KeepAwayAsync(plan, person ? other : null);

        (await asking.DoAsync(holder.Id, "ConfirmBed", "lost", ("note", "The person goes elsewhere."))).Problems.ShouldBeEmpty();
        await Acting.FireDueAsync();

        (await asking.OpenAsync(plan.Id)).ShouldNotContain("AnswerOffer");
        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.OpenAsync(next.Id)).ShouldContain("AnswerOffer", "the turn goes on to the next");

        var asked = await asking.HouseAsync();
        await asking.RankAsync(plan.Id, false, null, asked);
        await KeepAwayAsync(plan, person ? await ResidentAsync(asked, plan) : null, at: asked);
        (await asking.AnswerAsync(plan.Id, asked, "accepted")).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("stays.kept-away");
    }

    [Fact]
    public async Task A_moved_release_day_moves_nobody_to_nights_with_somebody_they_must_not_meet()
    {
        var house = await asking.HouseAsync();
        var plan = await ConfirmedAsync(house);
        var stay = (await asking.StayAsync(plan.Id))!;
        // who comes on the day this person leaves is met when everything is two weeks later
        var booked = await Acting.BookAsync(await asking.IntakeAsync(house), house, stay.Nights.DepartOn, stay.Nights.DepartOn.PlusDays(60), await StrangerAsync(), confirm: true);
        await KeepAwayAsync(plan, booked.Value!.PersonId);
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ReviewBed", "they do not meet yet");
        var officer = await OfficerAsync(plan);
        var on = plan.ReleaseOn.PlusDays(14);

        var moved = await Acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(m => m.RunAsync(plan.Id, new(on, on, null, "The board moved its day."), PastDue.Mark, null, officer, default));

        moved.Value!.Linked.Select(r => r.Code).ShouldContain("linked.bed-not-free");
        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
    }

    [Fact]
    public async Task A_bed_and_an_entry_at_the_same_moment_never_leave_two_together_unseen()
    {
        for (var round = 0; round < 6; round++)
        {
            var (house, plan) = (await asking.HouseAsync(), await Acting.APlanAsync(ReleaseType.DayParole, needsResidence: true));
            var newcomer = await StrangerAsync();
            var intake = await asking.IntakeAsync(house);
            (await Acting.BookAsync(await OfficerAsync(plan), house, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), plan: plan.Id)).Problems.ShouldBeEmpty();

            var entering = KeepAwayAsync(plan, newcomer.Id);
            var booked = await Acting.BookAsync(intake, house, plan.ReleaseOn, plan.ReleaseOn.PlusDays(30), newcomer, confirm: true);
            await entering;

            (await asking.OpenAsync(plan.Id)).Contains("ReviewBed").ShouldBe(booked.IsDone, $"round {round}: refused, or seen");
        }
    }

    private async Task<ReleasePlan> ConfirmedAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "accepted", ("holdUntil", plan.ReleaseOn.ToString("uuuu-MM-dd", null)))).Problems.ShouldBeEmpty();
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        return plan;
    }

    /// <summary>Somebody without a plan who lives in the house all the while.</summary>
    private async Task<PersonId> ResidentAsync(Site house, ReleasePlan plan)
    {
        var booked = await Acting.BookAsync(await asking.IntakeAsync(house), house, plan.ReleaseOn.PlusDays(-5), plan.ReleaseOn.PlusDays(200), await StrangerAsync(), confirm: true);
        booked.Problems.ShouldBeEmpty();
        return booked.Value!.PersonId;
    }

    /// <summary>Somebody no plan is ever launched for: other tests of this region look for people without one.</summary>
    private async Task<Person> StrangerAsync()
    {
        var person = await Acting.SomebodyAsync();
        await Acting.ReadAsync(db => db.Set<Person>().Where(p => p.Id == person.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.Flags, new List<string> { PersonFlags.RemovalOrder })));
        return person;
    }

    /// <summary>From a person; with none, from parks, of which the house then has one beside it.</summary>
    private async Task<Guid> KeepAwayAsync(ReleasePlan plan, PersonId? other, Site? at = null)
    {
        var officer = await OfficerAsync(plan);
        if (other is { } who)
        {
            var fps = await Acting.ReadAsync(db => db.Set<Person>().Where(p => p.Id == who).Select(p => p.Fps).SingleAsync());
            var entered = await Acting.WithAsync<EnterNoContact, Outcome<NoContact>>(a => a.RunAsync(plan.Id, fps, "Co-accused", officer, default));
            entered.Problems.ShouldBeEmpty();
            return entered.Value!.Id;
        }
        var house = at?.Id ?? (await asking.StayAsync(plan.Id))?.ResidenceId ?? (await asking.ReferralsAsync(plan.Id)).FirstOrDefault()?.ResidenceId
            ?? await Acting.ReadAsync(db => db.Set<BedStay>().OrderByDescending(s => s.BookedAt).ThenByDescending(s => s.Id).Select(s => s.ResidenceId).FirstAsync());
        await Acting.ReadAsync(db => db.Set<Facility>().Where(f => f.Id == house).ExecuteUpdateAsync(f => f.SetProperty(x => x.Near, new List<string> { "park" })));
        if (await Acting.ReadAsync(db => db.Set<NoGoArea>().Where(a => a.PlanId == plan.Id && a.EndedAt == null).Select(a => (Guid?)a.Id).FirstOrDefaultAsync()) is { } there) { return there; }
        var area = await Acting.WithAsync<EnterNoGoArea, Outcome<NoGoArea>>(a => a.RunAsync(plan.Id, new("", null, null, null, "park", "Condition 3"), officer, default));
        area.Problems.ShouldBeEmpty();
        return area.Value!.Id;
    }

    private Task<Actor> OfficerAsync(ReleasePlan plan) => Acting.ActorAsync(plan.ParoleOfficerId);

    private Task<List<string>> BlocksAsync(ReleasePlan plan) => Acting.ReadAsync(async db =>
    {
        var now = await db.Set<ReleasePlan>().SingleAsync(p => p.Id == plan.Id);
        return ReleaseGate.Blocks(await ReleaseGateQueries.ReadAsync(db, now, now.ReleaseOn, default)).Select(b => b.Code).ToList();
    });

    private async Task NobodyIsNamedAsync(ReleasePlan plan, PersonId other)
    {
        var them = await Acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == other));
        var said = await Acting.ReadAsync(async db => string.Join("\n", [
            .. (await db.Set<Notification>().Where(n => n.PlanId == plan.Id).Select(n => n.Reason).ToListAsync()).Select(Words),
            .. (await db.Set<AuditEntry>().Where(a => a.PlanId == plan.Id).Select(a => a.Detail).ToListAsync()).Select(Words)]));
        foreach (var name in new[] { them.FamilyName, them.Fps, them.Id.ToString() }) { said.ShouldNotContain(name); }
    }

    private static string Words(Reason reason) => reason.Code + " " + string.Join(" ", reason.Args.Select(a => a is Reason inner ? Words(inner) : a?.ToString()));
}
