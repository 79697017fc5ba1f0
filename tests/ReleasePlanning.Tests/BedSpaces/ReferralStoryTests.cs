using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Asking houses, on PostgreSQL with the shipped diagrams and a clock of its own.</summary>
public sealed class ReferralStoryTests : IClassFixture<DemoRegionFixture>
{
    private readonly Asking asking;

    public ReferralStoryTests(DemoRegionFixture region)
    {
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    [Fact]
    public async Task In_turn_the_next_house_is_asked_when_one_declines()
    {
        var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a, b);
        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(a.Id);

        (await asking.AnswerAsync(plan.Id, a, "declined", ("declineCode", "proximity"))).Problems.ShouldBeEmpty();

        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(b.Id);
        (await asking.ReferralsAsync(plan.Id)).Select(r => r.State).ShouldBe([ReferralState.Declined, ReferralState.Sent]);
    }

    [Fact]
    public async Task Each_house_has_the_time_its_own_rule_gives_and_silence_asks_the_next()
    {
        var (quick, slow) = (await asking.HouseAsync(answerWithin: 2), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, quick, slow);
        var step = (await asking.AskedAsync(plan.Id)).Single();
        step.DueRule.ShouldBe("S+2W");

        await asking.PassAsync(Duration.FromDays(3));

        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(slow.Id);
        (await asking.ReferralsAsync(plan.Id))[0].State.ShouldBe(ReferralState.NoAnswer);
    }

    [Fact]
    public async Task Together_all_are_asked_and_the_first_that_accepts_holds_a_bed_while_a_better_ranked_one_may_still_answer()
    {
        var (a, b, c) = (await asking.HouseAsync(), await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: true, a, b, c);
        (await asking.AskedAsync(plan.Id)).Select(s => s.SiteId).ShouldBe([a.Id, b.Id, c.Id], ignoreOrder: true);

        (await asking.AnswerAsync(plan.Id, b, "accepted")).Problems.ShouldBeEmpty();
        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(b.Id);
        (await asking.AskedAsync(plan.Id)).Select(s => s.SiteId).ShouldContain(a.Id);

        (await asking.AnswerAsync(plan.Id, a, "accepted")).Problems.ShouldBeEmpty();

        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(a.Id);
        var referrals = await asking.ReferralsAsync(plan.Id);
        referrals.Select(r => (r.State, r.Backup)).ShouldBe([(ReferralState.Accepted, false), (ReferralState.Accepted, true), (ReferralState.Withdrawn, false)]);
        (await asking.AskedAsync(plan.Id)).ShouldBeEmpty();
        (await asking.OpenAsync(plan.Id)).ShouldContain("ConfirmBed");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_house_that_stood_by_is_taken_up_when_the_chosen_one_loses_its_bed()
    {
        var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: true, a, b);
        await asking.AnswerAsync(plan.Id, b, "accepted");
        await asking.AnswerAsync(plan.Id, a, "accepted");

        (await asking.DoAsync(plan.Id, "ConfirmBed", "lost", ("note", "A pipe burst."))).Problems.ShouldBeEmpty();

        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(b.Id);
        (await asking.Acting.StepAsync(plan.Id, "ConfirmBed")).SiteId.ShouldBe(b.Id);
        (await asking.AskedAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_backup_house_named_in_the_list_is_asked_first_once_a_bed_was_lost()
    {
        var (a, b, backup) = (await asking.HouseAsync(), await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, backup, ReleaseType.DayParole, a, b);
        await asking.AnswerAsync(plan.Id, a, "accepted");

        await asking.DoAsync(plan.Id, "ConfirmBed", "lost", ("note", "A pipe burst."));

        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(backup.Id);
    }

    [Fact]
    public async Task Conditions_of_the_house_are_the_officers_to_agree_to_or_refuse()
    {
        var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a, b);

        (await asking.AnswerAsync(plan.Id, a, "conditional", ("conditions", "Curfew at nine."))).Problems.ShouldBeEmpty();
        (await asking.OpenAsync(plan.Id)).ShouldContain("DecideConditions");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
        (await asking.DoAsync(plan.Id, "DecideConditions", "refused", ("note", "The shift ends at ten."))).Problems.ShouldBeEmpty();

        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(b.Id);
        (await asking.StayAsync(plan.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task A_house_without_room_cannot_accept_and_may_put_the_person_on_its_waiting_list()
    {
        var full = await asking.HouseAsync(beds: 1);
        var first = await asking.RankedAsync(together: false, full);
        await asking.AnswerAsync(first.Id, full, "accepted");
        var plan = await asking.RankedAsync(together: false, full);

        (await asking.AnswerAsync(plan.Id, full, "accepted")).Problems.ShouldNotBeEmpty();
        (await asking.AnswerAsync(plan.Id, full, "waitlisted")).Problems.ShouldBeEmpty();

        (await asking.ReferralsAsync(plan.Id)).Single().State.ShouldBe(ReferralState.Waiting);
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
    }

    [Fact]
    public async Task A_freed_bed_is_offered_in_the_order_of_joining_and_an_offer_nobody_takes_goes_to_the_next()
    {
        var full = await asking.HouseAsync(beds: 1);
        var holder = await asking.RankedAsync(together: false, full);
        await asking.AnswerAsync(holder.Id, full, "accepted");
        var first = await WaitingAsync(full);
        var second = await WaitingAsync(full);

        await asking.DoAsync(holder.Id, "ConfirmBed", "lost", ("note", "The person goes elsewhere."));
        await asking.Acting.FireDueAsync();

        (await asking.OpenAsync(first)).ShouldContain("AnswerOffer");
        (await asking.OpenAsync(second)).ShouldNotContain("AnswerOffer");
        (await asking.StayAsync(first))!.ResidenceId.ShouldBe(full.Id);

        await asking.PassAsync(Duration.FromDays(7));

        (await asking.OpenAsync(first)).ShouldNotContain("AnswerOffer");
        (await asking.StayAsync(first)).ShouldBeNull();
        (await asking.OpenAsync(second)).ShouldContain("AnswerOffer");

        (await asking.DoAsync(second, "AnswerOffer", "taken")).Problems.ShouldBeEmpty();
        (await asking.OpenAsync(second)).ShouldContain("ConfirmBed");
        (await asking.OpenAsync(second)).ShouldNotContain("RankReferrals");
        (await asking.Acting.PlanAsync(second)).ResidenceId.ShouldBe(full.Id);
        foreach (var plan in new[] { first, second, holder.Id }) { (await asking.IncidentsAsync(plan)).ShouldBeEmpty(); }
    }

    [Fact]
    public async Task A_hold_that_is_not_confirmed_expires_and_the_next_house_is_asked()
    {
        var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a, b);
        await asking.AnswerAsync(plan.Id, a, "accepted");

        await asking.PassAsync(Duration.FromDays(21));

        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.StaysAsync(plan.Id)).Single().State.ShouldBe(StayState.Expired);
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(b.Id);
    }

    [Fact]
    public async Task Three_declines_over_all_rounds_bring_the_accommodation_before_the_area_director()
    {
        var (a, b, c) = (await asking.HouseAsync(), await asking.HouseAsync(), await asking.HouseAsync(answerWithin: 1));
        var plan = await asking.RankedAsync(together: false, a);
        await asking.AnswerAsync(plan.Id, a, "declined", ("declineCode", "language"));
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
        await asking.RankAsync(plan.Id, true, null, b, c);
        await asking.AnswerAsync(plan.Id, b, "declined", ("declineCode", "medication"));

        await asking.PassAsync(Duration.FromDays(4));

        (await asking.OpenAsync(plan.Id)).ShouldContain("ReviewAccommodation");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("RankReferrals");
    }

    [Fact]
    public async Task The_house_is_told_what_it_needs_and_nothing_of_victims_places_or_people_to_keep_away_from()
    {
        var house = await asking.HouseAsync();
        var plan = await asking.RankedAsync(together: false, house);

        var package = ReferralPackage.Read((await asking.ReferralsAsync(plan.Id)).Single().Package)!;

        package.Version.ShouldBe(1);
        package.ArriveOn.ShouldBe(plan.ReleaseOn.ToString("uuuu-MM-dd", null));
        package.Flags.ShouldNotContain(PersonFlags.Victim);
        typeof(ReferralPackage).GetProperties().Select(p => p.Name).ShouldNotContain(n => n.Contains("Victim") || n.Contains("NoGo") || n.Contains("NoContact") || n.Contains("Special"));
    }

    [Fact]
    public async Task Two_houses_that_accept_in_the_same_second_are_both_answered_and_one_holds_the_bed()
    {
        for (var round = 0; round < 3; round++)
        {
            var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
            var plan = await asking.RankedAsync(together: true, a, b);

            var answers = await Task.WhenAll(asking.AnswerAsync(plan.Id, a, "accepted"), asking.AnswerAsync(plan.Id, b, "accepted"));

            answers.ShouldAllBe(o => o.Kind == OutcomeKind.Done || o.Kind == OutcomeKind.Conflict);
            (await asking.StaysAsync(plan.Id)).Count(s => s.TakesTheBed).ShouldBe(1);
            (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(a.Id, "the better ranked wins, whoever was quicker");
        }
    }

    [Fact]
    public async Task An_answer_at_the_very_deadline_counts_or_is_refused_clearly_and_never_both()
    {
        var (a, b) = (await asking.HouseAsync(answerWithin: 1), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a, b);
        var step = (await asking.AskedAsync(plan.Id)).Single();
        asking.Acting.Clock.Now = step.DueAt!.Value + Duration.FromDays(1);

        var fired = asking.Acting.FireDueAsync();
        var answer = await asking.AnswerAsync(plan.Id, a, "declined", ("declineCode", "language")).ContinueWith(t => t.IsCompletedSuccessfully ? t.Result : null, TaskScheduler.Default);
        await fired;

        var referral = (await asking.ReferralsAsync(plan.Id))[0];
        referral.State.ShouldBe(answer is { IsDone: true } ? ReferralState.Declined : ReferralState.NoAnswer);
        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(b.Id);
    }

    [Fact]
    public async Task Residency_at_a_centre_on_statutory_release_waits_for_the_written_consent()
    {
        var centre = await asking.HouseAsync(kind: SiteKind.CommunityCorrectionalCentre);
        var plan = await asking.RankedAsync(together: false, null, ReleaseType.StatutoryReleaseWithResidency, centre);

        (await asking.AnswerAsync(plan.Id, centre, "accepted")).Problems.ShouldBeEmpty();

        (await asking.OpenAsync(plan.Id)).ShouldContain("ConsentToCentre");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
    }

    private async Task<ReleasePlanId> WaitingAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "waitlisted")).Problems.ShouldBeEmpty();
        return plan.Id;
    }
}
