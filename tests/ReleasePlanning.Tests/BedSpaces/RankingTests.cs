using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Choosing and ordering houses from what the search answers, and changing the list while it is being asked.</summary>
public sealed class RankingTests : IClassFixture<DemoRegionFixture>
{
    private const string Why = "The brother lives next door.";
    private readonly DemoRegionFixture region;
    private readonly Asking asking;
    private readonly Acting acting;

    public RankingTests(DemoRegionFixture region)
    {
        (this.region, asking) = (region, new(region));
        acting = asking.Acting;
        acting.Clock.Now = DemoRegionFixture.Today;
    }

    [Fact]
    public async Task What_is_offered_is_what_the_search_answers_in_its_order_with_what_failed()
    {
        var (good, refusing) = (await asking.HouseAsync(), await asking.HouseAsync());
        await ChangeAsync(refusing, f => (f.CriteriaEnteredAt, f.ReleaseTypes) = (acting.Clock.Now, ["SRR"]));
        var step = await ToRankAsync();

        var offered = (await FieldsAsync(step)).Single(f => f.Name == "firstHouse").Choices;

        var search = await SearchAsync(step.PlanId);
        offered.Select(o => o.Code).ShouldBe(search.Suitable.Concat(search.Failing).Select(h => h.Site.Id.ToString()));
        search.Suitable.Select(h => h.Site.Id).ShouldContain(good.Id);
        offered.Single(o => o.Code == good.Id.ToString()).TextEn.ShouldContain("beds free: 2");
        var failing = offered.Single(o => o.Code == refusing.Id.ToString());
        failing.TextEn.ShouldContain(Texts.Of(search.Failing.Single(h => h.Site.Id == refusing.Id).Match.Of(FindingKind.Fails).First(), Texts.English));
        failing.TextFr.ShouldContain("ne convient pas");
    }

    [Fact]
    public async Task A_house_that_does_not_suit_is_named_with_a_reason_that_stays_on_record_and_never_reaches_the_house()
    {
        var (good, refusing) = (await asking.HouseAsync(), await asking.HouseAsync());
        await ChangeAsync(refusing, f => (f.CriteriaEnteredAt, f.ReleaseTypes) = (acting.Clock.Now, ["SRR"]));
        var step = await ToRankAsync();

        var refused = (await RankAsync(step, "", refusing, good)).Problems.ShouldHaveSingleItem();
        refused.Field.ShouldBe("reason");
        var sentence = Texts.Of(refused.Reason, Texts.English);
        sentence.ShouldContain(refusing.NameEn);
        sentence.ShouldContain("day parole", Case.Insensitive);
        sentence.ShouldNotContain(good.NameEn);

        (await RankAsync(step, Why, refusing, good)).Problems.ShouldBeEmpty();

        var referrals = await asking.ReferralsAsync(step.PlanId);
        referrals.Select(r => (r.ResidenceId, r.Reason)).ShouldBe([(refusing.Id, Why), (good.Id, "")]);
        referrals[0].Package.ShouldNotContain("brother");
        var line = await acting.ReadAsync(db => db.Set<AuditEntry>().SingleAsync(a => a.PlanId == step.PlanId && a.Act == "bed.named-despite"));
        Texts.Of(line.Detail, Texts.English).ShouldBe($"Named {refusing.NameEn} although it does not suit by the search: {Why}");
    }

    [Fact]
    public async Task A_full_house_asks_for_a_reason_as_well()
    {
        var full = await asking.HouseAsync(beds: 1);
        var first = await asking.RankedAsync(together: false, full);
        await asking.AnswerAsync(first.Id, full, "accepted");
        var step = await ToRankAsync();

        (await RankAsync(step, "", full)).Problems.ShouldHaveSingleItem().Reason.Args.OfType<Reason>().Select(r => r.Code).ShouldContain("packing.full-on");
        (await RankAsync(step, Why, full)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_house_the_person_is_kept_away_from_is_never_named_and_nobody_is_told_why_whatever_the_reason()
    {
        var (good, other) = (await asking.HouseAsync(), await asking.HouseAsync());
        await ChangeAsync(other, f => f.Near = ["school"]);
        var step = await ToRankAsync();
        var officer = await acting.ActorAsync(step.OwnerId!.Value);
        (await acting.WithAsync<EnterNoGoArea, Outcome<NoGoArea>>(a => a.RunAsync(step.PlanId, new NoGoRequest("", null, null, null, "school", "Condition 3"), officer, default))).Problems.ShouldBeEmpty();

        (await FieldsAsync(step)).Single(f => f.Name == "firstHouse").Choices.Single(c => c.Code == other.Id.ToString()).Barred.ShouldBeTrue();
        var refused = (await RankAsync(step, Why, good, other)).Problems.ShouldHaveSingleItem();
        (refused.Field, refused.Reason.Code).ShouldBe(("secondHouse", "beds.house-barred"));
        (await acting.ReadAsync(db => db.Set<BedReferral>().CountAsync(r => r.PlanId == step.PlanId))).ShouldBe(0);

        (await RankAsync(step, "", good)).Problems.ShouldBeEmpty();
        var added = await AddAsync(step.PlanId, other, Why);
        (added.Problems[0].Field, added.Problems[0].Reason.Code).ShouldBe(("house", "beds.house-barred"));
    }

    [Fact]
    public async Task Houses_still_to_be_asked_are_added_put_in_another_order_and_taken_off_while_the_first_is_asked()
    {
        var (a, b, c, d) = (await asking.HouseAsync(), await asking.HouseAsync(), await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a, b, c);

        var added = await AddAsync(plan.Id, d);
        added.Problems.ShouldBeEmpty();
        (added.Value!.Round, added.Value.Rank).ShouldBe((1, 4));
        (await AddAsync(plan.Id, d)).Problems.Single().Reason.Code.ShouldBe("referrals.house-in-round");
        (await AddAsync(plan.Id, a)).Problems.Single().Reason.Code.ShouldBe("referrals.house-in-round");

        (await MoveAsync(plan.Id, d, 1)).Problems.ShouldBeEmpty();
        (await MoveAsync(plan.Id, d, 1)).Problems.ShouldBeEmpty("it is there already");
        (await HousesAsync(plan.Id)).ShouldBe([a.Id, d.Id, b.Id, c.Id]);
        (await MoveAsync(plan.Id, a, 1)).Problems.Single().Reason.Code.ShouldBe("referrals.asked-already");
        (await MoveAsync(plan.Id, b, 4)).Problems.Single().Field.ShouldBe("place");
        (await MoveAsync(plan.Id, b, 3, version: 1)).Problems.Single().Reason.Code.ShouldBe("changed-meanwhile");
        (await WithdrawAsync(plan.Id, b)).Problems.ShouldBeEmpty();

        (await asking.AnswerAsync(plan.Id, a, "declined", ("declineCode", "proximity"))).Problems.ShouldBeEmpty();
        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(d.Id);
        (await asking.AnswerAsync(plan.Id, d, "declined", ("declineCode", "proximity"))).Problems.ShouldBeEmpty();
        (await asking.AskedAsync(plan.Id)).ShouldHaveSingleItem().SiteId.ShouldBe(c.Id, "the one taken off is not asked");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
        (await acting.ReadAsync(db => db.Set<AuditEntry>().Where(l => l.PlanId == plan.Id && (l.Act == "bed.named" || l.Act == "bed.reordered")).Select(l => l.Act).ToListAsync())).ShouldBe(["bed.named", "bed.reordered"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_list_at_its_end_is_not_added_to_and_only_the_plans_officers_change_it()
    {
        var (a, b) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await asking.RankedAsync(together: false, a);
        var stranger = await asking.IntakeAsync(a);
        (await acting.WithAsync<AddReferral, Outcome<BedReferral>>(act => act.RunAsync(plan.Id, b.Id, "", stranger, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await AddAsync(ReleasePlanId.New(), b)).Kind.ShouldBe(OutcomeKind.NotFound);

        await asking.AnswerAsync(plan.Id, a, "declined", ("declineCode", "proximity"));

        (await AddAsync(plan.Id, b)).Problems.Single().Reason.Code.ShouldBe("referrals.list-first");
    }

    private async Task<WorkItem> ToRankAsync()
    {
        var plan = await acting.APlanAsync(ReleaseType.DayParole, needsResidence: true);
        await acting.FireDueAsync();
        return await acting.StepAsync(plan.Id, "RankReferrals");
    }

    private async Task<Outcome<WorkItem>> RankAsync(WorkItem step, string reason, params Site[] houses)
    {
        string[] names = ["firstHouse", "secondHouse"];
        return await acting.CompleteAsync(region, step, "ranked", null, [("reason", reason), .. houses.Zip(names, (h, n) => (n, h.Id.ToString()))]);
    }

    private async Task<IReadOnlyList<FormField>> FieldsAsync(WorkItem step)
    {
        var officer = await acting.ActorAsync(step.OwnerId!.Value);
        return [.. (await acting.WithAsync<StepQueries, Outcome<StepView>>(q => q.GetAsync(step.Id, officer, default))).Value!.Fields];
    }

    private async Task<BedSearch> SearchAsync(ReleasePlanId plan)
    {
        var needs = await acting.WithAsync<PersonNeedsQueries, PlanNeeds?>(q => q.OfPlanAsync(plan, null, default));
        return await acting.WithAsync<FindBeds, BedSearch>(f => f.RunAsync(needs!.Query(acting.Clock.Now.InUtc().Date), default));
    }

    private Task<int> ChangeAsync(Site house, Action<Facility> change) => acting.ReadAsync(async db =>
    {
        change(await db.Set<Facility>().SingleAsync(f => f.Id == house.Id));
        return await db.SaveChangesAsync();
    });

    private async Task<Outcome<BedReferral>> AddAsync(ReleasePlanId plan, Site house, string reason = "")
    {
        var officer = await OfficerAsync(plan);
        return await acting.WithAsync<AddReferral, Outcome<BedReferral>>(a => a.RunAsync(plan, house.Id, reason, officer, default));
    }

    private async Task<Outcome<BedReferral>> MoveAsync(ReleasePlanId plan, Site house, int place, uint? version = null)
    {
        var (officer, id) = (await OfficerAsync(plan), (await asking.ReferralsAsync(plan)).Single(r => r.ResidenceId == house.Id).Id);
        return await acting.WithAsync<MoveReferral, Outcome<BedReferral>>(a => a.RunAsync(id, place, version, officer, default));
    }

    private async Task<Outcome<BedReferral>> WithdrawAsync(ReleasePlanId plan, Site house)
    {
        var (officer, id) = (await OfficerAsync(plan), (await asking.ReferralsAsync(plan)).Single(r => r.ResidenceId == house.Id).Id);
        return await acting.WithAsync<WithdrawReferral, Outcome<BedReferral>>(a => a.RunAsync(id, null, officer, default));
    }

    private async Task<Actor> OfficerAsync(ReleasePlanId plan) =>
        await acting.ActorAsync((await acting.ReadAsync(db => db.Set<ReleasePlan>().Where(p => p.Id == plan).Select(p => (StaffId?)p.ParoleOfficerId).SingleOrDefaultAsync())) ?? (await acting.ActorAsync("amara.osei")).StaffId!.Value);

    private async Task<List<SiteId>> HousesAsync(ReleasePlanId plan) => [.. (await asking.ReferralsAsync(plan)).Select(r => r.ResidenceId)];
}
