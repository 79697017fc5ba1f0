using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Travel;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>The bed and the journey follow the release day, at once, and what no longer fits opens its task.</summary>
public sealed class LinkedDatesTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public LinkedDatesTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    [Fact]
    public async Task The_stay_moves_with_the_release_day_where_the_house_has_room_and_the_preview_says_so_and_changes_nothing()
    {
        var house = await asking.HouseAsync();
        var plan = await HeldAsync(house);
        var before = (await asking.StayAsync(plan.Id))!;
        var request = Later(plan, 14);

        var preview = await MoveAsync(plan, m => m.PreviewAsync(plan.Id, request, Officer(plan).Result, default));
        preview.Linked.Select(r => r.Code).ShouldContain("linked.bed-moved");
        (await asking.StayAsync(plan.Id))!.Nights.ShouldBe(before.Nights);

        var moved = await MoveAsync(plan, m => m.RunAsync(plan.Id, request, PastDue.Mark, null, Officer(plan).Result, default));

        moved.Linked.Select(r => r.Code).ShouldContain("linked.bed-moved");
        var after = (await asking.StayAsync(plan.Id))!;
        after.Nights.ArriveOn.ShouldBe(request.ReleaseOn);
        after.Nights.Count.ShouldBe(before.Nights.Count);
        (await asking.Acting.ReadAsync(db => db.Set<ReleasePlanning.Notifications.Notification>().CountAsync(n => n.PlanId == plan.Id && n.Key.StartsWith("bed-moved")))).ShouldBe(1);
    }

    [Fact]
    public async Task A_bed_that_is_not_free_on_the_new_nights_is_given_back_and_the_search_begins_at_once()
    {
        var house = await asking.HouseAsync(beds: 1);
        var plan = await HeldAsync(house);
        var stay = (await asking.StayAsync(plan.Id))!;
        // somebody else comes the day this person leaves
        var other = await asking.Acting.APlanAsync(ReleaseType.DayParole, needsResidence: true);
        await asking.Acting.ReadAsync(async db =>
        {
            var nights = new Nights(stay.Nights.DepartOn, stay.Nights.DepartOn.PlusDays(60));
            db.Add(new BedStay { Id = Guid.CreateVersion7(), PersonId = other.PersonId, ResidenceId = house.Id, BedId = stay.BedId, Nights = nights, Occupies = nights, State = StayState.Confirmed, BookedAt = asking.Acting.Clock.Now });
            return await db.SaveChangesAsync();
        });

        var moved = await MoveAsync(plan, m => m.RunAsync(plan.Id, Later(plan, 14), PastDue.Mark, null, Officer(plan).Result, default));

        moved.Linked.Select(r => r.Code).ShouldContain("linked.bed-not-free");
        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
        (await asking.OpenAsync(plan.Id)).ShouldNotContain("ConfirmBed");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_journey_on_another_day_opens_the_step_to_book_it_anew()
    {
        var house = await asking.HouseAsync();
        var plan = await HeldAsync(house);
        await asking.Acting.ReadAsync(async db =>
        {
            var leaves = plan.ReleaseOn.At(new LocalTime(9, 0)).InUtc().ToInstant() + Duration.FromHours(8);
            db.Add(new Journey { Id = Guid.CreateVersion7(), PlanId = plan.Id, Mode = "bus", Origin = "A", Destination = "B", DepartsAt = leaves, ArrivesAt = leaves + Duration.FromHours(5), Accompaniment = "none", State = JourneyState.Booked });
            return await db.SaveChangesAsync();
        });

        var moved = await MoveAsync(plan, m => m.RunAsync(plan.Id, Later(plan, 14), PastDue.Mark, null, Officer(plan).Result, default));

        moved.Linked.Select(r => r.Code).ShouldContain("linked.journey");
        (await asking.OpenAsync(plan.Id)).ShouldContain("RecheckJourney");
    }

    [Fact]
    public async Task A_bed_lost_outside_a_step_opens_the_search_again()
    {
        var house = await asking.HouseAsync();
        var plan = await HeldAsync(house);

        await LoseAsync(plan.Id);

        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
        (await asking.Acting.PlanAsync(plan.Id)).ResidenceId.ShouldBeNull();
    }

    [Fact]
    public async Task A_bed_lost_after_it_was_reconfirmed_opens_the_search_again()
    {
        var house = await asking.HouseAsync();
        var plan = await HeldAsync(house);
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        asking.Acting.Clock.Now = plan.ReleaseOn.PlusDays(-6).At(new LocalTime(15, 0)).InUtc().ToInstant();
        await asking.Acting.FireDueAsync();
        (await asking.DoAsync(plan.Id, "ReconfirmBed", "confirmed")).Problems.ShouldBeEmpty();

        await LoseAsync(plan.Id);
        await asking.Acting.FireDueAsync();

        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(-14, true)]
    [InlineData(14, true)]
    [InlineData(-14, false)]
    [InlineData(14, false)]
    public async Task A_reconfirmed_bed_follows_two_weeks_earlier_and_later_or_is_lost_and_the_preview_says_which(int days, bool room)
    {
        var house = await asking.HouseAsync(beds: 1);
        var plan = await HeldAsync(house);
        (await asking.DoAsync(plan.Id, "ConfirmBed", "confirmed")).Problems.ShouldBeEmpty();
        var stay = (await asking.StayAsync(plan.Id))!;
        if (!room)
        {
            var intake = await asking.IntakeAsync(house);
            var (from, to) = days < 0 ? (stay.Nights.ArriveOn.PlusDays(-20), stay.Nights.ArriveOn) : (stay.Nights.DepartOn, stay.Nights.DepartOn.PlusDays(20));
            (await asking.Acting.BookAsync(intake, house, from, to, await asking.Acting.SomebodyAsync(), confirm: true)).Problems.ShouldBeEmpty();
        }

        var preview = await MoveAsync(plan, m => m.PreviewAsync(plan.Id, Later(plan, days), Officer(plan).Result, default));
        (await asking.StayAsync(plan.Id))!.Nights.ShouldBe(stay.Nights, "a preview changes nothing");
        var moved = await MoveAsync(plan, m => m.RunAsync(plan.Id, Later(plan, days), PastDue.Mark, null, Officer(plan).Result, default));

        preview.Linked.Select(r => r.Code).ShouldBe(moved.Linked.Select(r => r.Code));
        moved.Linked.Select(r => r.Code).ShouldBe([room ? "linked.bed-moved" : "linked.bed-not-free"]);
        var after = await asking.StayAsync(plan.Id);
        if (room) { after!.Nights.ShouldBe(new Nights(stay.Nights.ArriveOn.PlusDays(days), stay.Nights.DepartOn.PlusDays(days))); }
        else { after.ShouldBeNull(); }
        (await asking.OpenAsync(plan.Id)).Contains("RankReferrals").ShouldBe(!room);
        (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_night_on_the_way_moves_the_bed_and_a_journey_that_is_none_any_more_moves_it_back()
    {
        var house = await asking.HouseAsync();
        var plan = await TravellingAsync(house, arrivesAfter: 1);
        (await asking.StayAsync(plan.Id))!.Nights.ArriveOn.ShouldBe(plan.ReleaseOn.PlusDays(1));

        asking.Acting.Clock.Now += Duration.FromMinutes(1);

        // the journey is of the old day: the bed is for the new release day itself
        await MoveAsync(plan, m => m.RunAsync(plan.Id, Later(plan, 14), PastDue.Mark, null, Officer(plan).Result, default));

        (await asking.StayAsync(plan.Id))!.Nights.ArriveOn.ShouldBe(plan.ReleaseOn.PlusDays(14));
        (await asking.Acting.PlanAsync(plan.Id)).ArrivalExpectedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_night_on_the_way_that_the_house_has_not_got_begins_the_search_again()
    {
        var house = await asking.HouseAsync(beds: 1);
        var plan = await HeldAsync(house);
        var stay = (await asking.StayAsync(plan.Id))!;
        (await asking.Acting.BookAsync(await asking.IntakeAsync(house), house, stay.Nights.DepartOn, stay.Nights.DepartOn.PlusDays(9), await asking.Acting.SomebodyAsync(), confirm: true)).Problems.ShouldBeEmpty();

        await TravelAsync(plan, arrivesAfter: 1);

        (await asking.StayAsync(plan.Id)).ShouldBeNull();
        (await asking.OpenAsync(plan.Id)).ShouldContain("RankReferrals");
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("in-a-step")]
    public async Task A_lost_bed_opens_the_journey_to_it_once(string where)
    {
        var house = await asking.HouseAsync();
        var plan = await TravellingAsync(house, arrivesAfter: 0);

        if (where == "outside") { await LoseAsync(plan.Id); }
        else { (await asking.DoAsync(plan.Id, "ConfirmBed", "lost", ("note", "A pipe burst."))).Problems.ShouldBeEmpty(); }

        (await asking.OpenAsync(plan.Id)).Count(s => s == "RecheckJourney").ShouldBe(1);
        // moved as well, it is still looked at once
        await MoveAsync(plan, m => m.RunAsync(plan.Id, Later(plan, 14), PastDue.Mark, null, Officer(plan).Result, default));
        (await asking.OpenAsync(plan.Id)).Count(s => s == "RecheckJourney").ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_is_sent_to_look_at_a_journey_that_nobody_planned()
    {
        var house = await asking.HouseAsync();
        var plan = await HeldAsync(house);

        await LoseAsync(plan.Id);

        (await asking.OpenAsync(plan.Id)).ShouldNotContain("RecheckJourney");
    }

    private async Task<ReleasePlan> TravellingAsync(Site house, int arrivesAfter)
    {
        var plan = await HeldAsync(house);
        await TravelAsync(plan, arrivesAfter);
        (await asking.DoAsync(plan.Id, "BookTravel", "booked")).Problems.ShouldBeEmpty();
        return plan;
    }

    private async Task TravelAsync(ReleasePlan plan, int arrivesAfter)
    {
        asking.Acting.Clock.Now = plan.ReleaseOn.PlusDays(-44).At(new LocalTime(15, 0)).InUtc().ToInstant();
        await asking.Acting.FireDueAsync();
        var arrives = plan.ReleaseOn.PlusDays(arrivesAfter).At(new LocalTime(16, 0));
        (await asking.DoAsync(plan.Id, "PlanTravel", "done", ("arrivesAt", arrives.ToString("uuuu-MM-dd'T'HH:mm", null)))).Problems.ShouldBeEmpty();
    }

    private async Task LoseAsync(ReleasePlanId id) => await asking.Acting.WithAsync<ReleasePlanningDb, int>(async db =>
    {
        await using var scope = region.Services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        var own = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        await using var transaction = await own.Database.BeginTransactionAsync();
        var plan = (await own.LockPlanAsync(id, default))!;
        var stay = await own.Set<BedStay>().SingleAsync(s => s.PlanId == id && (s.State == StayState.Held || s.State == StayState.Confirmed));
        await own.LockBedsAsync(stay.PersonId, [stay.ResidenceId], default);
        await new CancelStay(own).RunAsync(stay, "house-withdrew", "", Actor.Service, asking.Acting.Clock.Now, default);
        await own.SaveChangesAsync();
        await scope.ServiceProvider.GetRequiredService<TellBedChanged>().RunAsync(plan, BedChange.Lost, new Reason("linked.bed-not-free", "A", "B", plan.Plan.ReleaseOn, plan.Plan.ReleaseOn), Actor.Service, asking.Acting.Clock.Now, default);
        await own.SaveChangesAsync();
        await transaction.CommitAsync();
        return 0;
    });

    private async Task<ReleasePlan> HeldAsync(Site house)
    {
        var plan = await asking.RankedAsync(together: false, house);
        (await asking.AnswerAsync(plan.Id, house, "accepted", ("holdUntil", plan.ReleaseOn.ToString("uuuu-MM-dd", null)))).Problems.ShouldBeEmpty();
        return plan;
    }

    private static MoveRequest Later(ReleasePlan plan, int days)
    {
        var on = plan.ReleaseOn.PlusDays(days);
        return new MoveRequest(on, on, null, "The board moved its day.");
    }

    private Task<Actor> Officer(ReleasePlan plan) => asking.Acting.ActorAsync(plan.ParoleOfficerId);

    private async Task<MovePreview> MoveAsync(ReleasePlan plan, Func<MoveReleaseDate, Task<Outcome<MovePreview>>> act)
    {
        var outcome = await asking.Acting.WithAsync(act);
        outcome.Problems.ShouldBeEmpty(plan.Number);
        return outcome.Value!;
    }
}
