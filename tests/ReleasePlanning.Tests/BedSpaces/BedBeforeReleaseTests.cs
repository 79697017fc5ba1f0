using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Nobody who needs a residence leaves before a house has promised a bed for that night; also when it is lost after everything was signed as ready.</summary>
public sealed class BedBeforeReleaseTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public BedBeforeReleaseTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Theory]
    [InlineData("cancelled", "gate.no-bed", "RankReferrals")]
    [InlineData("house-closed", "gate.no-bed", "RankReferrals")]
    [InlineData("hold-expired", "gate.no-bed", "RankReferrals")]
    [InlineData("moved-away", "gate.bed-other-night", "ReconfirmMovedBed")]
    [InlineData("transferred-later", "gate.bed-other-night", "ReconfirmMovedBed")]
    public async Task A_bed_lost_after_readiness_was_signed_takes_the_signature_back_and_nobody_is_released(string loss, string why, string opens)
    {
        var house = await asking.HouseAsync();
        var plan = await ReadyAsync(house);
        await AcceptedByAsync(plan.Id);
        (await asking.OpenAsync(plan.Id)).ShouldContain("RecheckWarrants");

        await LoseAsync(loss, plan.Id, house);

        var open = await asking.OpenAsync(plan.Id);
        open.ShouldContain("SignReadiness");
        open.ShouldContain(opens);
        open.ShouldNotContain("RecheckWarrants");
        open.ShouldNotContain("RecordRelease");
        var refused = await asking.DoAsync(plan.Id, "SignReadiness", "ready");
        var said = refused.Problems.Single(p => p.Reason.Code == why).Reason;
        said.Args.ShouldContain(plan.ReleaseOn, "the night is said");
        if (why != "gate.no-bed") { said.Args[0].ShouldBeOfType<Reason>().Code.ShouldBe("stays.house", "the house is said"); }
        var officers = (await Acting.PlanAsync(plan.Id)) is { } p ? new[] { p.ParoleOfficerId, p.CommunityOfficerId!.Value } : [];
        (await Acting.ReadAsync(db => db.Set<Notification>().Where(n => n.PlanId == plan.Id && n.Key.StartsWith("plan-bed-")).Select(n => n.StaffId).Distinct().ToListAsync())).ShouldBe(officers, ignoreOrder: true);
        // so late, a search that begins again is heard of at once
        (await Acting.ReadAsync(db => db.Set<Escalation>().AnyAsync(e => e.PlanId == plan.Id && e.Occasion.Contains(":no-bed:")))).ShouldBe(why == "gate.no-bed");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
        (await ReleasedBySqlAsync(plan.Id)).ShouldBe("bed_confirmed_before_release");
    }

    [Fact]
    public async Task With_another_bed_confirmed_it_is_signed_again_and_the_person_leaves()
    {
        var (house, other) = (await asking.HouseAsync(), await asking.HouseAsync());
        var plan = await ReadyAsync(house);
        await LoseAsync("cancelled", plan.Id, house);
        await asking.RankAsync(plan.Id, false, null, other);

        // everything that opens again, to the end
        await Acting.DriveToAsync(region, plan.Id, "RecordRelease");
        Acting.Clock.Now = Instant.Max(Acting.Clock.Now, plan.ReleaseOn.At(new LocalTime(18, 0)).InUtc().ToInstant());
        foreach (var notice in (await Acting.OpenStepsAsync(plan.Id)).Where(s => s.ElementId != "RecordRelease")) { (await Acting.CompleteAsync(region, notice)).Problems.ShouldBeEmpty(notice.ElementId); }
        (await asking.DoAsync(plan.Id, "RecordRelease", "released")).Problems.ShouldBeEmpty();

        (await Acting.PlanAsync(plan.Id)).ReleasedAt.ShouldNotBeNull();
        (await asking.StayAsync(plan.Id))!.ResidenceId.ShouldBe(other.Id);
    }

    [Fact]
    public async Task A_bed_that_is_only_held_is_not_enough()
    {
        var house = await asking.HouseAsync();
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "accepted")).Problems.ShouldBeEmpty();

        var facts = await Acting.ReadAsync(async db => await ReleaseGateQueries.ReadAsync(db, await db.Set<ReleasePlan>().SingleAsync(p => p.Id == plan.Id), plan.ReleaseOn, default));

        ReleaseGate.Blocks(facts).Select(b => b.Code).ShouldContain("gate.bed-not-confirmed");
    }

    public static TheoryData<int, bool, bool, string?> Nights => new()
    {
        { 0, true, false, null },
        { 0, false, false, "gate.bed-not-confirmed" },
        { 1, true, false, "gate.bed-other-night" },
        { -3, true, false, null },
        { -5, true, false, "gate.bed-other-night" },
        { 0, true, true, "gate.bed-against" },
    };

    [Theory]
    [MemberData(nameof(Nights))]
    public void The_bed_covers_the_night_or_the_reason_says_what_is_wrong(int arrivesAfter, bool promised, bool against, string? expected)
    {
        var night = new LocalDate(2027, 3, 1);
        var bed = new GateBed(new Reason("stays.house", "A", "B"), new(night.PlusDays(arrivesAfter), night.PlusDays(arrivesAfter + 5)), promised, against);
        var facts = new GateFacts(night, night, true, true, false, false, [], true, night, bed);

        ReleaseGate.Blocks(facts).Select(b => b.Code).ShouldBe(expected is null ? [] : [expected]);
        ReleaseGate.Blocks(facts with { BedNeeded = false, Bed = null }).ShouldBeEmpty();
    }

    private async Task LoseAsync(string loss, ReleasePlanId plan, Site house)
    {
        var (stay, intake) = ((await asking.StayAsync(plan))!, await asking.IntakeAsync(house));
        switch (loss)
        {
            case "cancelled":
                (await Acting.DoAsync(stay, new StayAct.Cancel("house-withdrew"), intake)).Problems.ShouldBeEmpty();
                break;
            case "house-closed":
                (await CloseAsync(house, intake)).Problems.ShouldContain(p => p.Reason.Code == "facility.meets-stay", "a house does not close over somebody");
                (await Acting.DoAsync(stay, new StayAct.Cancel("house-withdrew"), intake)).Problems.ShouldBeEmpty();
                (await CloseAsync(house, intake)).Problems.ShouldBeEmpty();
                break;
            case "hold-expired":
                // a plan that was signed as ready before only confirmed beds counted
                var until = Acting.Clock.Now + Duration.FromMinutes(5);
                await Acting.ReadAsync(async db =>
                {
                    var held = await db.Set<BedStay>().SingleAsync(s => s.Id == stay.Id);
                    (held.State, held.HeldUntil) = (StayState.Held, until);
                    await db.KeepHoldTimerAsync(held, default);
                    return await db.SaveChangesAsync();
                });
                Acting.Clock.Now = until;
                await Acting.FireDueAsync();
                break;
            case "moved-away":
                (await Acting.DoAsync(stay, new StayAct.MoveNights(new(stay.Nights.ArriveOn.PlusDays(3), stay.Nights.DepartOn)), intake)).Problems.ShouldBeEmpty();
                break;
            case "transferred-later":
                var other = await asking.HouseAsync();
                (await Acting.DoAsync(stay, new StayAct.Transfer(other.Id, stay.Nights.ArriveOn.PlusDays(3), stay.Nights.DepartOn), intake)).Problems.ShouldBeEmpty();
                break;
        }
        await Acting.FireDueAsync();
    }

    private async Task<Outcome<Facility>> CloseAsync(Site house, Actor intake)
    {
        var now = await Acting.ReadAsync(db => db.Set<Facility>().AsNoTracking().SingleAsync(f => f.Id == house.Id));
        return await Acting.WithAsync<ChangeFacility, Outcome<Facility>>(a => a.RunAsync(house.Id, FacilityEdit.Of(now) with { Genders = ["M"], Languages = ["en"], ClosesOn = Acting.Clock.Now.InUtc().Date.PlusDays(1) }, now.Version, intake, default));
    }

    /// <summary>Everything done up to the day before release.</summary>
    private async Task<ReleasePlan> ReadyAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        await Acting.DriveToAsync(region, plan.Id, "RecheckWarrants");
        (await asking.StayAsync(plan.Id))!.State.ShouldBe(StayState.Confirmed);
        return plan;
    }

    private async Task AcceptedByAsync(ReleasePlanId plan) => (await Acting.PlanAsync(plan)).CommunityOfficerId.ShouldNotBeNull();

    /// <summary>Everything else is true, and somebody writes past the acts.</summary>
    private Task<string> ReleasedBySqlAsync(ReleasePlanId plan) => Acting.ReadAsync(async db =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"update disclosures set superseded_at = null where plan_id = {plan.Value}");
        await db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open && w.HardGate).ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkItemState.Cancelled).SetProperty(x => x.ClosedAt, Acting.Clock.Now));
        var thrown = await Should.ThrowAsync<PostgresException>(db.Database.ExecuteSqlAsync(
            $"update release_plans set status = 'Released', released_at = now(), identity_confirmed_at = now(), warrants_clear_at = now() where id = {plan.Value}"));
        return thrown.ConstraintName!;
    });
}
