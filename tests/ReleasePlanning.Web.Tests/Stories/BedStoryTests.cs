using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Travel;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Stories;

/// <summary>What happens to a bed from the first refusal to the last transfer, as the parole officer reads it in English and the intake desks of three houses in French.</summary>
public sealed class BedStoryTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    private const string Reporting = "incompatibles";
    private static readonly LocalDate Release = new(2027, 2, 10), Later = Release.PlusDays(14);
    private static readonly Period Stay = Period.FromDays(StayNights.Usual);

    private ReleasePlan plan = default!;
    private Site riverside = default!, prairieRose = default!, northgate = default!;
    private Desk officer = default!, victor = default!, noor = default!, shauna = default!;

    [Fact]
    public async Task A_bed_is_refused_waited_for_offered_lost_found_moved_and_left_for_another_house()
    {
        site.Clock.Now = SiteFixture.Monday;
        (riverside, prairieRose, northgate) = (await HouseAsync("riverside-house"), await HouseAsync("prairie-rose-centre"), await HouseAsync("northgate-house"));
        var neighbour = await OneBedIsLeftAsync(northgate);
        plan = await new PlanDriver(site).LaunchAsync("Desjarlais", "amara.osei", ReleaseType.DayParole, Release, needsResidence: true);
        await site.FireDueTimersAsync();
        await using var o = officer = await Desk.OpenAsync(browser, site, "Amara Osei");
        await using var v = victor = await Desk.OpenAsync(browser, site, "Victor Chen", "fr");
        await using var n = noor = await Desk.OpenAsync(browser, site, "Noor Stewart", "fr");
        await using var s = shauna = await Desk.OpenAsync(browser, site, "Shauna Nowak", "fr");

        await RefusalAsync();
        await SilenceAsync();
        await WaitingListAsync(neighbour);
        await HoldExpiryAsync();
        await AcceptanceAsync();
        await ReleaseMovedAsync();
        await TransferAsync();

        foreach (var desk in new[] { officer, victor, noor, shauna }) { desk.HasNoComplaint(); }
        (await site.ReadAsync(db => db.Set<WorkflowIncident>().Where(i => i.PlanId == plan.Id).Select(i => i.MessageEn).ToListAsync())).ShouldBeEmpty();
    }

    /// <summary>1. The first house declines with a coded reason; the next is asked at once, and the officer reads which and why.</summary>
    private async Task RefusalAsync()
    {
        await RankAsync(riverside, prairieRose, northgate);
        await SeesReferralAsync(officer, riverside, En("referral-state.Sent"), await AnswerByAsync(riverside, Texts.English));

        await victor.GoAsync("referrals");
        await victor.Page.GetByRole(AriaRole.Link, new() { Name = "Ray Desjarlais" }).ClickAsync();
        await victor.ReadsAsync(plan.Number);
        await victor.ReadsAsync(Fr("page.referrals.from-to", Release, Release + Stay));
        await victor.ReadsAsync(await AnswerByAsync(riverside, Texts.French));
        await victor.MeetsNoBarrierAsync();
        await victor.SendAsync("answer", "declined");
        await victor.SeesAsync("#f-declineCode .field-error");
        await victor.MeetsNoBarrierAsync();
        await victor.SendAsync("answer", "declined", ("declineCode", Reporting));
        await victor.ReadsAsync(Fr("page.referral.done.answered"));
        await victor.ReadsAsync(Fr("decline." + Reporting));

        await SeesReferralAsync(officer, riverside, En("referral-state.Declined"), En("decline." + Reporting));
        await SeesReferralAsync(officer, prairieRose, En("referral-state.Sent"), await AnswerByAsync(prairieRose, Texts.English));
        await officer.GoAsync("");
        await officer.ReadsAsync(En("notice.referral-answered", plan.Number, riverside.NameEn, riverside.NameFr, "@referral-state.Declined"));
    }

    /// <summary>2. The second house is silent: its supervisor is asked to speak with it, then its time is over and the third is asked.</summary>
    private async Task SilenceAsync()
    {
        await using var supervisor = await Desk.OpenAsync(browser, site, "Chidi Okafor");
        await noor.GoAsync("");
        await noor.Page.Locator($"a[href='steps/{await StepAsync("AnswerReferral", prairieRose)}']").First.ClickAsync();
        await noor.ReadsAsync(Fr("page.referral.silence"));

        await site.WaitUntilAsync(await DueAsync("ReferralReminder"));
        await supervisor.GoAsync("");
        await supervisor.ReadsAsync(En("escalation.referral-unanswered", plan.Number, Release));
        await noor.Page.ReloadAsync();
        await noor.ReadsAsync(Fr("referral-state.Sent"));

        await site.WaitUntilAsync(await DueAsync("ReferralDeadline"));
        await noor.Page.ReloadAsync();
        await noor.ReadsAsync(Fr("referral-state.NoAnswer"));
        (await noor.Page.Locator("button[name=outcome]").CountAsync()).ShouldBe(0, "too late to answer");
        await SeesReferralAsync(officer, prairieRose, En("referral-state.NoAnswer"));
        await SeesReferralAsync(officer, northgate, En("referral-state.Sent"), await AnswerByAsync(northgate, Texts.English));
        supervisor.HasNoComplaint();
    }

    /// <summary>3. The third house is full and puts the person on its waiting list; a bed comes free, is offered until a day, and is taken.</summary>
    private async Task WaitingListAsync(BedStay neighbour)
    {
        await OpensReferralAsync(shauna, northgate);
        await shauna.ReadsAsync(Fr("page.referral.full"));
        await shauna.SendAsync("answer", "waitlisted");
        await shauna.ReadsAsync(Fr("page.referral.place", 1));
        await SeesReferralAsync(officer, northgate, En("referral-state.Waiting"), En("page.referral.place", 1));
        (await OpenAsync("RankReferrals")).ShouldBeTrue("the search goes on meanwhile");

        await shauna.GoAsync($"stays/{neighbour.Id}");
        await shauna.SendAsync("cancel", "", ("code", "person-refused"));
        await shauna.ReadsAsync(Fr("stays.page.done.cancel"));
        await site.FireDueTimersAsync();

        var until = (await HeldAsync()).HeldUntil!.Value;
        await officer.GoAsync("");
        await officer.ReadsAsync(En("notice.bed-offered", plan.Number, northgate.NameEn, northgate.NameFr, until.InZone(ZoneOf(northgate))));
        await officer.Page.Locator($"a.title[href='steps/{await StepAsync("AnswerOffer")}']").ClickAsync();
        await officer.ReadsAsync(En("form.answer-bed-offer.why"));
        await officer.MeetsNoBarrierAsync();
        await officer.SendAsync("answer", "taken");
        await officer.SeesAsync(".notice.good");

        (await OpenAsync("RankReferrals")).ShouldBeFalse("a bed is held");
        await officer.GoAsync($"plans/{plan.Id}");
        await SeesBedAsync(officer, En("stay-state.Held"), northgate.NameEn, Texts.Moment((await HeldAsync()).HeldUntil!.Value, ZoneOf(northgate), Texts.English));
    }

    /// <summary>4. Nobody confirms the held bed in time: it is free on the board again, the officer is told and asked for other houses.</summary>
    private async Task HoldExpiryAsync()
    {
        var held = await HeldAsync();
        await SeesOnBoardAsync(shauna, held, "held");

        await site.WaitUntilAsync(held.HeldUntil!.Value);

        await BoardAsync(shauna, Release);
        await Expect(shauna.Page.Locator($"td[data-stay='{held.Id}']")).ToHaveCountAsync(0);
        await Expect(shauna.Page.Locator($"tr[data-bed='{held.BedId}'] td").First).ToContainTextAsync(Fr("beds.cell.Free"));
        await officer.GoAsync("");
        await officer.ReadsAsync(En("stays.hold-expired", "@stays.house", Release, Release + Stay).Split('{')[0]);
        await officer.GoAsync($"plans/{plan.Id}");
        await SeesBedAsync(officer, En("stay-state.Expired"));
        await officer.SeesAsync($"a[href='steps/{await StepAsync("RankReferrals")}']");
    }

    /// <summary>5. Asked again, the house accepts with one press and confirms: the bed is on the plan and on the board.</summary>
    private async Task AcceptanceAsync()
    {
        await RankAsync(northgate);
        await OpensReferralAsync(shauna, northgate);
        await shauna.SendAsync("answer", "accepted");
        await shauna.ReadsAsync(Fr("page.referral.done.answered"));
        await shauna.GoAsync("");
        await shauna.Page.Locator($"a.title[href='steps/{await StepAsync("ConfirmBed")}']").ClickAsync();
        await shauna.SendAsync("answer", "confirmed");
        await shauna.SeesAsync(".notice.good");

        await officer.GoAsync($"plans/{plan.Id}");
        await SeesBedAsync(officer, En("stay-state.Confirmed"), northgate.NameEn);
        await SeesOnBoardAsync(shauna, await HeldAsync(), "confirmed");
    }

    /// <summary>6. The release moves by two weeks: the preview says what becomes of bed and journey and changes nothing, then both follow.</summary>
    private async Task ReleaseMovedAsync()
    {
        await site.ReadAsync(db =>
        {
            var leaves = Release.At(new LocalTime(9, 0)).InZoneLeniently(ZoneOf(northgate)).ToInstant();
            db.Add(new Journey { Id = Guid.CreateVersion7(), PlanId = plan.Id, Mode = "bus", Origin = "Innisfail", Destination = "Winnipeg", DepartsAt = leaves, ArrivesAt = leaves + Duration.FromHours(6), Accompaniment = "none", State = JourneyState.Booked });
            return db.SaveChangesAsync();
        });
        var bed = En("linked.bed-moved", northgate.NameEn, northgate.NameFr, Later, Later + Stay);

        await officer.GoAsync($"plans/{plan.Id}/move");
        await officer.SendAsync("move", "preview", ("releaseOn", Iso(Later)), ("reason", "The Board set a later date."));
        await officer.ReadsAsync(bed);
        await officer.ReadsAsync(En("linked.journey", Release, Later));
        await officer.MeetsNoBarrierAsync();
        (await HeldAsync()).Nights.ArriveOn.ShouldBe(Release, "a preview changes nothing");
        await officer.SendAsync("move", "apply");
        await officer.ReadsAsync(En("page.plan.done.moved"));
        await officer.SeesAsync($"a[href='steps/{await StepAsync("RecheckJourney")}']");

        await shauna.GoAsync("");
        await shauna.ReadsAsync(Fr("notice.bed-moved", plan.Number, Later, Later + Stay));
        await SeesOnBoardAsync(shauna, await HeldAsync(), "confirmed");
        await Expect(shauna.Page.Locator("#stay")).ToContainTextAsync(Texts.Date(Later, Texts.French));
    }

    /// <summary>7. Police and the victims' unit know of the house; then the person is to go to another. The old bed is free from the day, and both are told anew.</summary>
    private async Task TransferAsync()
    {
        await using var victims = await Desk.OpenAsync(browser, site, "Nadine Delgado");
        var driver = new PlanDriver(site);
        await site.WaitUntilAsync(Later.PlusDays(-20).At(new LocalTime(10, 0)).InZoneLeniently(ZoneOf(northgate)).ToInstant());
        foreach (var element in new[] { "NotifyPolice", "AcknowledgeVictimAlert", "AcknowledgeChange" }) { await driver.AnswerAsync(plan.Id, element); }
        (await OpenAsync("RenotifyPolice")).ShouldBeFalse();
        var old = await HeldAsync();

        await shauna.GoAsync($"stays/{old.Id}");
        await shauna.SendAsync("transfer", "", ("facility", riverside.Id.ToString()));
        await shauna.ReadsAsync(Fr("stays.page.done.transferred"));
        await BoardAsync(shauna, Later);
        await Expect(shauna.Page.Locator($"tr[data-bed='{old.BedId}'] td").First).ToContainTextAsync(Fr("beds.cell.Free"));

        var stay = await HeldAsync();
        stay.ResidenceId.ShouldBe(riverside.Id);
        await SeesOnBoardAsync(victor, stay, "confirmed");
        await officer.GoAsync($"plans/{plan.Id}");
        await SeesBedAsync(officer, En("stay-state.Confirmed"), riverside.NameEn);
        await officer.Page.Locator($"a[href='steps/{await StepAsync("RenotifyPolice")}']").First.ClickAsync();
        await officer.ReadsAsync("Notify police of the change");
        await victims.GoAsync($"steps/{await StepAsync("AcknowledgeChange")}");
        await victims.ReadsAsync("Acknowledge the change");
        victims.HasNoComplaint();
    }

    /// <summary>A full house does not suit, so it is named with a reason.</summary>
    private async Task RankAsync(params Site[] houses)
    {
        string[] names = ["firstHouse", "secondHouse", "thirdHouse"];
        await officer.AnswerAsync(await StepAsync("RankReferrals"), "ranked", [.. houses.Select((h, i) => (names[i], h.Id.ToString())), ("reason", "A bed there may come free before the release day.")]);
    }

    private async Task OpensReferralAsync(Desk intake, Site house)
    {
        await intake.GoAsync("");
        await intake.Page.Locator($"a.title[href='steps/{await StepAsync("AnswerReferral", house)}']").ClickAsync();
        await intake.SeesAsync("form.referral-answer");
    }

    private async Task SeesReferralAsync(Desk desk, Site house, params string[] words)
    {
        await desk.GoAsync($"plans/{plan.Id}/referrals");
        var row = desk.Page.Locator("tr", new() { HasText = house.NameEn }).First;
        foreach (var word in words) { await Expect(row).ToContainTextAsync(word); }
    }

    private static async Task SeesBedAsync(Desk desk, params string[] words)
    {
        var card = desk.Page.Locator("li.card", new() { Has = desk.Page.GetByRole(AriaRole.Heading, new() { Name = En("page.plan.bed"), Exact = true }) });
        foreach (var word in words) { await Expect(card).ToContainTextAsync(word); }
    }

    private static Task BoardAsync(Desk desk, LocalDate from) => desk.GoAsync($"beds?from={Iso(from)}&days=14");

    /// <summary>Finds the stay's bar on the board of its house and opens it.</summary>
    private static async Task SeesOnBoardAsync(Desk desk, BedStay stay, string look)
    {
        await BoardAsync(desk, stay.Nights.ArriveOn);
        var bar = desk.Page.Locator($"td[data-stay='{stay.Id}']");
        await Expect(bar).ToHaveClassAsync(new System.Text.RegularExpressions.Regex($@"\b{look}\b"));
        await bar.Locator("a").ClickAsync();
        await Expect(desk.Page.Locator("#stay-title")).ToContainTextAsync("Desjarlais");
    }

    private static string En(string key, params object?[] args) => Texts.Of(key, Texts.English, args);
    private static string Fr(string key, params object?[] args) => Texts.Of(key, Texts.French, args);
    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
    private static DateTimeZone ZoneOf(Site house) => SiteTime.Zone(house.TimeZone);

    private Task<Site> HouseAsync(string code) => site.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Code == code));

    private async Task<string> AnswerByAsync(Site house, System.Globalization.CultureInfo culture) =>
        Texts.Moment(await site.ReadAsync(db => db.Set<BedReferral>().Where(r => r.PlanId == plan.Id && r.ResidenceId == house.Id).OrderByDescending(r => r.Round).Select(r => r.AnswerDueAt!.Value).FirstAsync()), ZoneOf(house), culture);

    private Task<Guid> StepAsync(string element, Site? house = null) => site.ReadAsync(async db =>
        (await db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.ElementId == element && w.State == WorkItemState.Open && (house == null || w.SiteId == house.Id)).SingleAsync()).Id.Value);

    private Task<bool> OpenAsync(string element) => site.ReadAsync(db => db.Set<WorkItem>().AnyAsync(w => w.PlanId == plan.Id && w.ElementId == element && w.State == WorkItemState.Open));

    private Task<Instant> DueAsync(string timer) => site.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == plan.Id && t.ElementId == timer).Select(t => t.DueAt).SingleAsync());

    private Task<BedStay> HeldAsync() => site.ReadAsync(db =>
        db.Set<BedStay>().AsNoTracking().SingleAsync(s => s.PlanId == plan.Id && (s.State == StayState.Held || s.State == StayState.Confirmed)));

    /// <summary>All beds of the house but one are out of service for the winter, and the last is promised to somebody.</summary>
    private Task<BedStay> OneBedIsLeftAsync(Site house) => site.ReadAsync(async db =>
    {
        var beds = await db.Set<Bed>().Where(b => b.ResidenceId == house.Id).OrderBy(b => b.Label).ToListAsync();
        db.AddRange(beds.Skip(1).Select(b => new OutOfServiceRevision
        {
            SpellId = Guid.CreateVersion7(), Revision = 1, BedId = b.Id, FacilityId = house.Id, FromOn = new(2026, 12, 1), UntilOn = new(2027, 12, 1), ReasonCode = "repair", Cancelled = false, At = site.Clock.Now,
        }));
        var person = await db.Set<Person>().SingleAsync(p => p.FamilyName == "Kuznetsov");
        // whoever lives or waits there in the demo region does not, in this story
        await db.Set<BedStay>().Where(s => s.ResidenceId == house.Id || s.PersonId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Cancelled));
        await db.Set<WaitlistEntry>().Where(w => w.FacilityId == house.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WaitlistState.Withdrawn));
        var nights = new Nights(new(2027, 1, 4), new(2027, 8, 2));
        var stay = new BedStay { Id = Guid.CreateVersion7(), PersonId = person.Id, ResidenceId = house.Id, BedId = beds[0].Id, BedNamed = true, Nights = nights, Occupies = nights, State = StayState.Confirmed, BookedAt = site.Clock.Now };
        db.Add(stay);
        await db.SaveChangesAsync();
        return stay;
    });
}
