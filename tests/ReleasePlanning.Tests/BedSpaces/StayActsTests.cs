using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>What may be done with a stay, what follows, and why not: the acceptance cases of bed space.</summary>
public sealed class StayActsTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly LocalDate Today = new(2026, 11, 23);
    private readonly Acting acting = new(region);

    public ValueTask InitializeAsync()
    {
        region.Clock.Now = DemoRegionFixture.Today;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => InitializeAsync();

    [Theory]
    [InlineData(0, "2028-08-01", "2028-08-30", false, "it meets the stay that is there")]
    [InlineData(0, "2028-08-15", "2028-08-30", true, "the departure day is free")]
    [InlineData(5, "2028-08-22", "2028-08-30", false, "the fifth working day of making the bed ready")]
    [InlineData(5, "2028-08-23", "2028-08-30", true, "the bed is ready")]
    [InlineData(5, "2028-07-08", "2028-07-15", false, "its own turnaround would run into the stay that is there")]
    [InlineData(5, "2028-06-28", "2028-07-06", true, "ready on Friday the 14th")]
    public async Task A_bed_asked_for_by_name(int turnaround, string arrive, string depart, bool free, string because)
    {
        var (house, beds) = await acting.AHouseAsync(2, f => f.TurnaroundDays = turnaround);
        var intake = await acting.IntakeAsync(house);
        await acting.AStayAsync(intake, house, new(2028, 7, 15), new(2028, 8, 15), beds[0].Id);

        var outcome = await acting.BookAsync(intake, house, Day(arrive), Day(depart), await acting.SomebodyAsync(), bed: beds[0].Id);

        outcome.IsDone.ShouldBe(free, because);
        if (free) { return; }
        outcome.Kind.ShouldBe(OutcomeKind.Conflict);
        outcome.Problems.ShouldHaveSingleItem().Reason.ShouldSatisfyAllConditions(
            r => r.Code.ShouldBe("packing.bed-taken"), r => r.Args[0].ShouldBe(beds[0].Label), r => r.Args[1].ShouldBe(new LocalDate(2028, 7, 15)), r => r.Args[2].ShouldBe(new LocalDate(2028, 8, 15)));
    }

    [Fact]
    public async Task A_bed_being_made_ready_after_somebody_left_is_not_free()
    {
        var (house, _) = await acting.AHouseAsync(1, f => f.TurnaroundDays = 2);
        var intake = await acting.IntakeAsync(house);
        var stay = await ArrivedAsync(intake, house, Today, Today.PlusDays(20));
        await PassAsync(3);
        (await acting.DoAsync(stay, new StayAct.Depart(acting.Clock.Now, "own-address"), intake)).IsDone.ShouldBeTrue();

        // Thursday 26 November: Friday and Monday are the two working days
        (await acting.BookAsync(intake, house, new(2026, 11, 30), new(2026, 12, 5), await acting.SomebodyAsync())).Kind.ShouldBe(OutcomeKind.Conflict);
        (await acting.BookAsync(intake, house, new(2026, 12, 1), new(2026, 12, 5), await acting.SomebodyAsync())).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cancelled_stay_and_one_that_never_began_are_in_nobodys_way()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var cancelled = await acting.AStayAsync(intake, house, Today.PlusDays(10), Today.PlusDays(20));
        (await acting.DoAsync(cancelled, new StayAct.Cancel("not-needed"), intake)).IsDone.ShouldBeTrue();
        var absent = await acting.AStayAsync(intake, house, Today, Today.PlusDays(20));
        (await acting.DoAsync(absent, new StayAct.NotArrived("did-not-come"), intake)).IsDone.ShouldBeTrue();

        (await acting.BookAsync(intake, house, Today, Today.PlusDays(20), await acting.SomebodyAsync())).IsDone.ShouldBeTrue();
    }

    [Theory]
    [InlineData(20, true, "it closes on the departure day")]
    [InlineData(10, false, "it closes on the arrival day")]
    public async Task A_bed_that_closes(int day, bool free, string because)
    {
        var (house, beds) = await acting.AHouseAsync(1);
        await acting.ReadAsync(db => db.Set<Bed>().Where(b => b.Id == beds[0].Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.ClosesOn, Today.PlusDays(day))));

        var outcome = await acting.BookAsync(await acting.IntakeAsync(house), house, Today.PlusDays(10), Today.PlusDays(20), await acting.SomebodyAsync());

        outcome.IsDone.ShouldBe(free, because);
    }

    [Fact]
    public async Task An_extension_into_the_next_stay_is_refused_unless_that_one_can_have_another_bed()
    {
        var (house, beds) = await acting.AHouseAsync(2, f => f.TurnaroundDays = 1);
        var intake = await acting.IntakeAsync(house);
        var first = await acting.AStayAsync(intake, house, Today.PlusDays(7), Today.PlusDays(14), beds[0].Id);
        var other = await acting.AStayAsync(intake, house, Today.PlusDays(7), Today.PlusDays(28), beds[1].Id);
        await acting.AStayAsync(intake, house, Today.PlusDays(16), Today.PlusDays(28), beds[0].Id);

        var refused = await acting.DoAsync(first, new StayAct.Extend(Today.PlusDays(15)), intake);
        (await acting.DoAsync(other, new StayAct.Cancel("not-needed"), intake)).IsDone.ShouldBeTrue();
        var movable = await acting.AStayAsync(intake, house, Today.PlusDays(30), Today.PlusDays(40));
        var ahead = await acting.AStayAsync(intake, house, Today.PlusDays(21), Today.PlusDays(29), beds[1].Id);

        refused.Kind.ShouldBe(OutcomeKind.Conflict);
        refused.Problems[0].Reason.Code.ShouldBe("packing.bed-taken", "the turnaround of the first runs into the next stay");
        // the movable stay goes to wherever the extension leaves room
        (await acting.DoAsync(ahead, new StayAct.Extend(Today.PlusDays(36)), intake)).Problems.ShouldBeEmpty();
        (await acting.StayAsync(movable.Id)).BedId.ShouldBe(beds[0].Id);
    }

    [Fact]
    public async Task The_same_arrival_twice_is_one_event_and_another_is_a_conflict()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var stay = await acting.AStayAsync(intake, house, Today, Today.PlusDays(20));
        var at = acting.Clock.Now - Duration.FromHours(1);

        (await acting.DoAsync(stay, new StayAct.Arrive(at), intake)).IsDone.ShouldBeTrue();
        (await acting.DoAsync(stay, new StayAct.Arrive(at), intake)).IsDone.ShouldBeTrue();
        var other = await acting.DoAsync(stay, new StayAct.Arrive(at + Duration.FromMinutes(5)), intake);

        other.Kind.ShouldBe(OutcomeKind.Conflict);
        other.Problems[0].Reason.Code.ShouldBe("stays.arrived-otherwise");
        (await acting.EventsAsync(stay)).ShouldBe([StayEvents.Confirmed, StayEvents.Arrived]);
    }

    [Fact]
    public async Task Nobody_arrives_after_not_arriving_or_being_cancelled()
    {
        var (house, _) = await acting.AHouseAsync(2);
        var intake = await acting.IntakeAsync(house);
        var (absent, cancelled) = (await acting.AStayAsync(intake, house, Today, Today.PlusDays(20)), await acting.AStayAsync(intake, house, Today, Today.PlusDays(20)));
        (await acting.DoAsync(absent, new StayAct.NotArrived("did-not-come"), intake)).IsDone.ShouldBeTrue();
        (await acting.DoAsync(absent, new StayAct.NotArrived("did-not-come"), intake)).IsDone.ShouldBeTrue();
        (await acting.DoAsync(cancelled, new StayAct.Cancel("other"), intake)).IsDone.ShouldBeTrue();

        foreach (var stay in new[] { absent, cancelled })
        {
            var outcome = await acting.DoAsync(stay, new StayAct.Arrive(acting.Clock.Now), intake);
            (outcome.Kind, outcome.Problems[0].Reason.Code).ShouldBe((OutcomeKind.Conflict, "stays.over"));
        }
        (await acting.EventsAsync(absent)).ShouldBe([StayEvents.Confirmed, StayEvents.NotArrived]);
    }

    [Fact]
    public async Task Who_resides_elsewhere_is_refused_with_the_name_of_that_house()
    {
        var (here, _) = await acting.AHouseAsync(1);
        var (there, _) = await acting.AHouseAsync(1);
        var person = await acting.SomebodyAsync();
        (await acting.BookAsync(await acting.IntakeAsync(here), here, Today, Today.PlusDays(20), person, confirm: true)).IsDone.ShouldBeTrue();
        var held = await acting.BookAsync(await acting.IntakeAsync(there), there, Today.PlusDays(5), Today.PlusDays(30), person);

        var outcome = await acting.DoAsync(held.Value!, new StayAct.Confirm(), await acting.IntakeAsync(there));

        held.IsDone.ShouldBeTrue("another house may hold a bed meanwhile");
        outcome.Kind.ShouldBe(OutcomeKind.Conflict);
        outcome.Problems[0].Reason.ShouldSatisfyAllConditions(r => r.Code.ShouldBe("stays.resident-elsewhere"), r => r.Args[0].ShouldBe(new Reason("stays.house", here.NameEn, here.NameFr)));
    }

    [Fact]
    public async Task Nobody_departs_who_has_not_arrived_nor_before_they_did()
    {
        var (house, _) = await acting.AHouseAsync(2);
        var intake = await acting.IntakeAsync(house);
        var expected = await acting.AStayAsync(intake, house, Today, Today.PlusDays(20));
        var there = await ArrivedAsync(intake, house, Today, Today.PlusDays(20));

        (await acting.DoAsync(expected, new StayAct.Depart(acting.Clock.Now, "as-planned"), intake)).ShouldSatisfyAllConditions(o => o.Kind.ShouldBe(OutcomeKind.Conflict), o => o.Problems[0].Reason.Code.ShouldBe("stays.nobody-there"));
        (await acting.DoAsync(there, new StayAct.Depart(acting.Clock.Now - Duration.FromDays(1), "as-planned"), intake)).ShouldSatisfyAllConditions(o => o.Kind.ShouldBe(OutcomeKind.Conflict), o => o.Problems[0].Reason.Code.ShouldBe("stays.departs-before-arrival"));
    }

    [Fact]
    public async Task Leaving_early_frees_the_nights_that_are_left()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var stay = await ArrivedAsync(intake, house, Today, Today.PlusDays(20));
        await PassAsync(5);

        (await acting.DoAsync(stay, new StayAct.Depart(acting.Clock.Now, "own-address"), intake)).Value!.Nights.ShouldBe(new Nights(Today, Today.PlusDays(5)));
        (await acting.DoAsync(stay, new StayAct.Depart(acting.Clock.Now, "own-address"), intake)).IsDone.ShouldBeTrue();
        (await acting.EventsAsync(stay)).Count(e => e == StayEvents.Departed).ShouldBe(1);
        (await acting.BookAsync(intake, house, Today.PlusDays(5), Today.PlusDays(9), await acting.SomebodyAsync())).IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Confirming_removes_that_persons_overlapping_holds_of_the_house_and_no_others()
    {
        var (house, _) = await acting.AHouseAsync(4);
        var (elsewhere, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var person = await acting.SomebodyAsync();
        var wanted = (await acting.BookAsync(intake, house, Today.PlusDays(10), Today.PlusDays(20), person)).Value!;
        var overlapping = (await acting.BookAsync(intake, house, Today.PlusDays(15), Today.PlusDays(40), person)).Value!;
        var later = (await acting.BookAsync(intake, house, Today.PlusDays(20), Today.PlusDays(40), person)).Value!;
        var other = (await acting.BookAsync(await acting.IntakeAsync(elsewhere), elsewhere, Today.PlusDays(10), Today.PlusDays(20), person)).Value!;

        (await acting.DoAsync(wanted, new StayAct.Confirm(), intake)).IsDone.ShouldBeTrue();
        (await acting.DoAsync(wanted, new StayAct.Confirm(), intake)).IsDone.ShouldBeTrue();

        (await acting.StayAsync(overlapping.Id)).ShouldSatisfyAllConditions(s => s.State.ShouldBe(StayState.Cancelled), s => s.EndCode.ShouldBe(StayEnds.AnotherConfirmed));
        (await acting.StayAsync(later.Id)).State.ShouldBe(StayState.Held);
        (await acting.StayAsync(other.Id)).State.ShouldBe(StayState.Held);
        (await acting.EventsAsync(wanted)).ShouldBe([StayEvents.Held, StayEvents.Confirmed]);
    }

    [Fact]
    public async Task A_hold_of_a_plan_expires_by_itself_and_says_so()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var plan = await acting.APlanAsync(needsResidence: true);
        var intake = await acting.IntakeAsync(house);
        var until = acting.Clock.Now + Duration.FromDays(2);
        var held = (await acting.BookAsync(await acting.ActorAsync(plan.ParoleOfficerId), house, Today.PlusDays(40), Today.PlusDays(90), plan: plan.Id, until: until)).Value!;
        (await acting.DoAsync(held, new StayAct.HoldLonger(until + Duration.FromDays(1)), intake)).IsDone.ShouldBeTrue();

        acting.Clock.Now = until;
        await acting.FireDueAsync();
        (await acting.StayAsync(held.Id)).State.ShouldBe(StayState.Held, "it was prolonged");
        acting.Clock.Now = until + Duration.FromDays(1);
        await acting.FireDueAsync();
        await acting.FireDueAsync();

        (await acting.StayAsync(held.Id)).State.ShouldBe(StayState.Expired);
        (await acting.EventsAsync(held)).ShouldBe([StayEvents.Held, StayEvents.HeldLonger, StayEvents.Expired]);
        (await acting.ReadAsync(db => db.Set<Notification>().CountAsync(n => n.PlanId == plan.Id && n.Key == $"stay:{held.Id}:expired" && n.StaffId == plan.ParoleOfficerId))).ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(e => e.PlanId == plan.Id && e.Act == "stay.expired"))).ShouldBe(1);
        (await acting.DoAsync(held, new StayAct.Confirm(), intake)).Problems[0].Reason.Code.ShouldBe("stays.over");
    }

    [Fact]
    public async Task A_house_books_nobody_whose_officer_did_not_ask_it()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var plan = await acting.APlanAsync(needsResidence: true);
        var person = await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId));
        var intake = await acting.IntakeAsync(house);

        (await acting.BookAsync(intake, house, Today.PlusDays(3), Today.PlusDays(9), plan: plan.Id)).Problems.ShouldBe([new("plan", new Reason("stays.ask-the-officer"))]);
        (await acting.BookAsync(intake, house, Today.PlusDays(3), Today.PlusDays(9), person)).Problems.ShouldBe([new("person", new Reason("stays.ask-the-officer"))]);
        (await acting.BookAsync(await acting.ActorAsync(plan.ParoleOfficerId), house, Today.PlusDays(3), Today.PlusDays(9), plan: plan.Id)).Problems.ShouldBeEmpty();
        (await acting.BookAsync(intake, house, Today.PlusDays(9), Today.PlusDays(12), await acting.SomebodyAsync())).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_confirmed_hold_does_not_expire_and_one_that_is_over_is_not_confirmed_however_late_its_timer_is()
    {
        var (house, _) = await acting.AHouseAsync(2);
        var plan = await acting.APlanAsync(needsResidence: true);
        var intake = await acting.IntakeAsync(house);
        var until = acting.Clock.Now + Duration.FromDays(2);
        var kept = (await acting.BookAsync(await acting.ActorAsync(plan.ParoleOfficerId), house, Today.PlusDays(40), Today.PlusDays(90), plan: plan.Id, until: until)).Value!;
        var late = (await acting.BookAsync(await acting.ActorAsync(plan.ParoleOfficerId), house, Today.PlusDays(90), Today.PlusDays(95), plan: plan.Id, until: until)).Value!;
        (await acting.DoAsync(kept, new StayAct.Confirm(), intake)).IsDone.ShouldBeTrue();

        acting.Clock.Now = until;
        (await acting.DoAsync(late, new StayAct.Confirm(), intake)).Problems[0].Reason.Code.ShouldBe("stays.hold-over");
        await acting.FireDueAsync();

        (await acting.StayAsync(kept.Id)).State.ShouldBe(StayState.Confirmed);
        (await acting.StayAsync(late.Id)).State.ShouldBe(StayState.Expired);
    }

    [Fact]
    public async Task A_hold_without_a_plan_expires_at_the_sweep_or_when_somebody_needs_the_bed()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var until = acting.Clock.Now + Duration.FromDays(1);
        var first = (await acting.BookAsync(intake, house, Today.PlusDays(10), Today.PlusDays(20), await acting.SomebodyAsync(), until: until)).Value!;
        acting.Clock.Now = until;

        var second = await acting.BookAsync(intake, house, Today.PlusDays(10), Today.PlusDays(20), await acting.SomebodyAsync(), until: until + Duration.FromDays(1));
        second.IsDone.ShouldBeTrue();
        (await acting.StayAsync(first.Id)).State.ShouldBe(StayState.Expired);
        acting.Clock.Now = until + Duration.FromDays(1);
        await acting.WithAsync<SweepStays, int>(s => s.RunAsync(default));

        (await acting.StayAsync(second.Value!.Id)).State.ShouldBe(StayState.Expired);
        (await acting.EventsAsync(second.Value!)).ShouldBe([StayEvents.Held, StayEvents.Expired]);
    }

    [Fact]
    public async Task Somebody_who_stays_too_long_is_written_down_once_and_still_has_the_bed()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var intake = await acting.IntakeAsync(house);
        var late = await ArrivedAsync(intake, house, Today, Today.PlusDays(3));
        var next = await acting.AStayAsync(intake, house, Today.PlusDays(4), Today.PlusDays(9));
        await PassAsync(4);

        await acting.WithAsync<SweepStays, int>(s => s.RunAsync(default));
        await acting.WithAsync<SweepStays, int>(s => s.RunAsync(default));
        var arriving = await acting.DoAsync(next, new StayAct.Arrive(acting.Clock.Now), intake);
        (await acting.DoAsync(late, new StayAct.Depart(acting.Clock.Now, "own-address"), intake)).Value!.Nights.Count.ShouldBe(4);
        var arrived = await acting.DoAsync(next, new StayAct.Arrive(acting.Clock.Now), intake);

        (await acting.EventsAsync(late)).ShouldBe([StayEvents.Confirmed, StayEvents.Arrived, StayEvents.Overstay, StayEvents.Departed]);
        arriving.Kind.ShouldBe(OutcomeKind.Conflict);
        arrived.IsDone.ShouldBeTrue();
    }

    [Fact]
    public async Task Sweeps_of_several_instances_at_once_write_each_thing_once()
    {
        var (house, _) = await acting.AHouseAsync(16);
        var intake = await acting.IntakeAsync(house);
        var (late, held) = (new List<BedStay>(), new List<BedStay>());
        for (var i = 0; i < 8; i++)
        {
            late.Add(await ArrivedAsync(intake, house, Today, Today.PlusDays(3)));
            held.Add((await acting.BookAsync(intake, house, Today.PlusDays(20), Today.PlusDays(40), await acting.SomebodyAsync(), until: acting.Clock.Now + Duration.FromDays(1))).Value!);
        }
        await PassAsync(4);
        await using var other = DemoRegionFixture.Provide(region.ConnectionString, region.Clock);
        var instances = new[] { acting, new Acting(other, region.Clock), acting, new Acting(other, region.Clock) };

        var swept = await Task.WhenAll(instances.Select(i => Task.Run(() => i.WithAsync<SweepStays, int>(s => s.RunAsync(default)))));

        swept.Sum().ShouldBe(16, "each was found and written down by one of them");
        foreach (var stay in late) { (await acting.EventsAsync(stay)).ShouldBe([StayEvents.Confirmed, StayEvents.Arrived, StayEvents.Overstay]); }
        foreach (var stay in held) { (await acting.EventsAsync(stay)).ShouldBe([StayEvents.Held, StayEvents.Expired]); }
        (await acting.WithAsync<SweepStays, int>(s => s.RunAsync(default))).ShouldBe(0);
    }

    [Fact]
    public async Task A_transfer_ends_one_stay_and_begins_the_other_on_the_same_day()
    {
        var (from, _) = await acting.AHouseAsync(1);
        var (to, _) = await acting.AHouseAsync(1);
        var (admin, intake) = (await acting.ActorAsync(await AdministratorAsync()), await acting.IntakeAsync(from));
        var stay = await ArrivedAsync(intake, from, Today, Today.PlusDays(60));
        await PassAsync(10);
        var act = new StayAct.Transfer(to.Id, Today.PlusDays(10), Today.PlusDays(60));

        var moved = await acting.DoAsync(stay, act, admin);
        var again = await acting.DoAsync(stay, act, admin);

        moved.Problems.ShouldBeEmpty();
        again.Value!.Id.ShouldBe(moved.Value!.Id);
        (await acting.StayAsync(stay.Id)).ShouldSatisfyAllConditions(s => s.State.ShouldBe(StayState.Departed), s => s.Nights.DepartOn.ShouldBe(Today.PlusDays(10)), s => s.EndCode.ShouldBe(StayEnds.Transferred));
        (await acting.StayAsync(moved.Value.Id)).ShouldSatisfyAllConditions(s => s.State.ShouldBe(StayState.Confirmed), s => s.TransferOf.ShouldBe(stay.Id), s => s.ResidenceId.ShouldBe(to.Id));
    }

    [Fact]
    public async Task A_transfer_to_a_full_house_changes_nothing()
    {
        var (from, _) = await acting.AHouseAsync(1);
        var (to, _) = await acting.AHouseAsync(1);
        await acting.AStayAsync(await acting.IntakeAsync(to), to, Today, Today.PlusDays(90));
        var stay = await ArrivedAsync(await acting.IntakeAsync(from), from, Today, Today.PlusDays(60));
        await PassAsync(10);

        var refused = await acting.DoAsync(stay, new StayAct.Transfer(to.Id, Today.PlusDays(10), Today.PlusDays(60)), await acting.ActorAsync(await AdministratorAsync()));

        (refused.Kind, refused.Problems[0].Reason.Code).ShouldBe((OutcomeKind.Conflict, "packing.full-on"));
        (await acting.StayAsync(stay.Id)).ShouldSatisfyAllConditions(s => s.State.ShouldBe(StayState.Arrived), s => s.Nights.DepartOn.ShouldBe(Today.PlusDays(60)));
    }

    [Fact]
    public async Task Who_changes_beds_in_mid_stay_keeps_the_nights_slept_in_the_first()
    {
        var (house, beds) = await acting.AHouseAsync(2);
        var intake = await acting.IntakeAsync(house);
        var stay = await ArrivedAsync(intake, house, Today, Today.PlusDays(60));
        await PassAsync(10);
        var other = beds.Single(b => b.Id != stay.BedId).Id;

        var moved = await acting.DoAsync(stay, new StayAct.MoveBed(other), intake);

        moved.Value.ShouldNotBeNull().ShouldSatisfyAllConditions(s => s.BedId.ShouldBe(other), s => s.State.ShouldBe(StayState.Arrived), s => s.Nights.ShouldBe(new Nights(Today.PlusDays(10), Today.PlusDays(60))));
        (await acting.StayAsync(stay.Id)).ShouldSatisfyAllConditions(s => s.BedId.ShouldBe(stay.BedId), s => s.Nights.ShouldBe(new Nights(Today, Today.PlusDays(10))), s => s.State.ShouldBe(StayState.Departed));
    }

    [Fact]
    public async Task Every_act_is_offered_or_refused_with_a_reason_in_every_state()
    {
        var (house, _) = await acting.AHouseAsync(1);
        var stay = await acting.AStayAsync(await acting.IntakeAsync(house), house, Today, Today.PlusDays(20));
        foreach (var state in Enum.GetValues<StayState>())
        {
            stay.State = state;
            var acts = StayRules.Offered(stay, Today, acting.Clock.Now);
            acts.Select(a => a.Act).ShouldBe(StayActs.All);
            acts.ShouldAllBe(a => a.May == (a.Why == null));
            acts.Any(a => a.May).ShouldBe(stay.TakesTheBed, state.ToString());
        }
    }

    [Fact]
    public async Task Intake_staff_change_stays_of_their_own_house_only()
    {
        var (mine, _) = await acting.AHouseAsync(1);
        var (other, _) = await acting.AHouseAsync(1);
        var stay = await acting.AStayAsync(await acting.IntakeAsync(mine), mine, Today, Today.PlusDays(20));

        (await acting.DoAsync(stay, new StayAct.Cancel("other"), await acting.IntakeAsync(other))).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.BookAsync(await acting.IntakeAsync(other), mine, Today.PlusDays(30), Today.PlusDays(40), await acting.SomebodyAsync())).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.DoAsync(stay, new StayAct.Cancel("other"), await acting.ActorAsync(await AdministratorAsync()))).IsDone.ShouldBeTrue();
    }

    private async Task<StaffId> AdministratorAsync() => await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.Role == Roles.Administrator).Select(r => r.StaffId).FirstAsync());

    private async Task<BedStay> ArrivedAsync(Actor intake, Site house, LocalDate arrive, LocalDate depart)
    {
        var stay = await acting.AStayAsync(intake, house, arrive, depart);
        (await acting.DoAsync(stay, new StayAct.Arrive(acting.Clock.Now), intake)).Problems.ShouldBeEmpty();
        return stay;
    }

    private Task PassAsync(int days)
    {
        acting.Clock.Now += Duration.FromDays(days);
        return Task.CompletedTask;
    }

    private static LocalDate Day(string text) => LocalDate.FromDateTime(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
