using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Facilities changed by those who run them, and by nobody else.</summary>
public sealed class FacilityActsTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const string Intake = "shauna.nowak", OtherIntake = "victor.chen", Administrator = "priya.kowalski", Officer = "amara.osei";
    private static int people;
    private readonly Acting acting = new(region);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Intake, OutcomeKind.Done, "the house's own staff")]
    [InlineData(Administrator, OutcomeKind.Done, "an administrator")]
    [InlineData(OtherIntake, OutcomeKind.Forbidden, "the staff of another house")]
    [InlineData(Officer, OutcomeKind.Forbidden, "a parole officer")]
    public async Task A_house_is_changed_by_its_own_staff_and_by_administrators(string who, OutcomeKind expected, string reason)
    {
        var before = await HouseAsync();
        var edit = FacilityEdit.Of(before) with { Notes = "Said by " + who };

        var changed = await ActAsync<ChangeFacility, Facility>(who, (act, me) => act.RunAsync(before.Id, edit, before.Version, me, Ct));

        changed.Kind.ShouldBe(expected, reason);
        (await HouseAsync()).Notes.ShouldBe(expected == OutcomeKind.Done ? "Said by " + who : before.Notes, reason);
    }

    [Fact]
    public async Task Who_has_not_seen_the_last_change_changes_nothing()
    {
        var seen = await HouseAsync();
        var bed = await NewBedAsync("LATE");

        var late = await ActAsync<ChangeFacility, Facility>(Intake, (act, me) => act.RunAsync(seen.Id, FacilityEdit.Of(seen) with { Notes = "Late" }, seen.Version, me, Ct));

        bed.ShouldNotBeNull();
        (late.Kind, late.Problems[0].Reason.Code).ShouldBe((OutcomeKind.Conflict, "changed-meanwhile"), "a bed added meanwhile counts as a change of the house");
    }

    [Fact]
    public async Task A_change_is_written_in_the_audit_log_with_what_was_changed()
    {
        var before = await HouseAsync();
        await ActAsync<ChangeFacility, Facility>(Intake, (act, me) => act.RunAsync(before.Id, FacilityEdit.Of(before) with { Phone = "204-555-0199", TurnaroundDays = 1 - before.TurnaroundDays }, before.Version, me, Ct));

        var entry = await acting.ReadAsync(db => db.Set<AuditEntry>().Where(e => e.Act == "facility.changed").OrderByDescending(e => e.Id).FirstAsync(Ct));

        entry.ActorName.ShouldBe("Shauna Nowak");
        entry.Detail.Args[1]!.ToString()!.ShouldContain("turnaroundDays");
    }

    [Fact]
    public async Task Everything_wrong_with_a_house_is_said_at_once_by_field()
    {
        var house = await HouseAsync();
        var edit = FacilityEdit.Of(house) with { Genders = [], Latitude = 91, HoldDays = 0, PostalCode = "nowhere", Subtype = FacilitySubtype.CommunityCorrectionalCentre };

        var refused = await ActAsync<ChangeFacility, Facility>(Administrator, (act, me) => act.RunAsync(house.Id, edit, house.Version, me, Ct));

        refused.Problems.Select(p => p.Field).ShouldBe(["subtype", "postalCode", "latitude", "genders", "holdDays"], ignoreOrder: true);
    }

    [Fact]
    public async Task Contracts_are_entered_by_administrators_and_follow_each_other()
    {
        var house = await HouseAsync("lantern-house");
        var terms = new ContractTerms(new(2027, 4, 1), null, 10, 2, 140m);

        var byIntake = await ActAsync<SetContract, FacilityContract>("harpreet.whitecloud", (act, me) => act.RunAsync(house.Id, terms, house.Version, me, Ct));
        var entered = await ActAsync<SetContract, FacilityContract>(Administrator, (act, me) => act.RunAsync(house.Id, terms, house.Version, me, Ct));
        var again = await HouseAsync("lantern-house");
        var rewritten = await ActAsync<SetContract, FacilityContract>(Administrator, (act, me) => act.RunAsync(house.Id, terms with { PerDiem = 1m }, again.Version, me, Ct));

        byIntake.Kind.ShouldBe(OutcomeKind.Forbidden);
        entered.IsDone.ShouldBeTrue();
        rewritten.Problems[0].Reason.Code.ShouldBe("facility.contract-stands");
        var all = await acting.ReadAsync(db => db.Set<FacilityContract>().Where(c => c.FacilityId == house.Id).OrderBy(c => c.FromOn).ToListAsync(Ct));
        all.Select(c => c.UntilOn).ShouldBe([new LocalDate(2027, 3, 31), null]);
    }

    [Fact]
    public async Task Closing_a_bed_puts_those_who_did_not_ask_for_it_on_another_and_they_keep_what_they_need()
    {
        var first = await NewBedAsync("C1", BedFeatures.Wheelchair);
        var second = await NewBedAsync("C2", BedFeatures.Wheelchair);
        var stay = await BookAsync(first, named: false, new(2027, 3, 1), new(2027, 3, 20), BedFeatures.Wheelchair);
        var house = await HouseAsync();

        var closed = await ActAsync<CloseBed, Bed>(Intake, (act, me) => act.RunAsync(house.Id, first.Id, new LocalDate(2027, 3, 10), house.Version, me, Ct));

        closed.IsDone.ShouldBeTrue();
        var moved = await acting.ReadAsync(db => db.Set<BedStay>().SingleAsync(s => s.Id == stay, Ct));
        var beds = await acting.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == house.Id && b.Features.Contains(BedFeatures.Wheelchair)).Select(b => b.Id).ToListAsync(Ct));
        moved.BedId.ShouldNotBe(first.Id);
        beds.ShouldContain(moved.BedId);
        (await acting.ReadAsync(db => db.Set<BedStayEvent>().Where(e => e.StayId == stay).Select(e => e.Kind).ToListAsync(Ct))).ShouldContain("re-packed");
        second.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(true, StayState.Confirmed, "2027-05-10", false, "the bed was asked for by name")]
    [InlineData(false, StayState.Arrived, "2027-05-10", false, "the person lives there")]
    [InlineData(true, StayState.Confirmed, "2027-05-20", true, "closing on the departure day is fine")]
    [InlineData(true, StayState.Confirmed, "2027-05-01", false, "closing on the arrival day is not")]
    public async Task Closing_a_bed_over_somebody_who_stays_there_is_refused_and_names_them(bool named, StayState state, string closesOn, bool done, string reason)
    {
        var bed = await NewBedAsync("N");
        var stay = await BookAsync(bed, named, new(2027, 5, 1), new(2027, 5, 20));
        await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == stay).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, state), Ct));
        var house = await HouseAsync();

        var closed = await ActAsync<CloseBed, Bed>(Intake, (act, me) => act.RunAsync(house.Id, bed.Id, NodaTime.Text.LocalDatePattern.Iso.Parse(closesOn).Value, house.Version, me, Ct));

        closed.IsDone.ShouldBe(done, reason);
        if (done) { return; }
        closed.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("facility.meets-stay", reason);
        closed.Problems[0].Reason.Args[0].ShouldBe(await NameAsync(stay), reason);
        (await acting.ReadAsync(db => db.Set<Bed>().SingleAsync(b => b.Id == bed.Id, Ct))).ClosesOn.ShouldBeNull(reason);
    }

    [Fact]
    public async Task A_bed_that_loses_what_somebody_needs_hands_them_on_or_keeps_it()
    {
        var bed = await NewBedAsync("F", BedFeatures.Wheelchair, BedFeatures.Single);
        await BookAsync(bed, named: true, new(2027, 6, 1), new(2027, 6, 20), BedFeatures.Wheelchair);
        var house = await HouseAsync();

        var lost = await ActAsync<ChangeBed, Bed>(Intake, (act, me) => act.RunAsync(house.Id, bed.Id, new(bed.Label, "", "", [BedFeatures.Single], null), house.Version, me, Ct));
        var kept = await ActAsync<ChangeBed, Bed>(Intake, (act, me) => act.RunAsync(house.Id, bed.Id, new(bed.Label, "G1", "1", [BedFeatures.Wheelchair], null), house.Version, me, Ct));

        lost.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("facility.meets-stay");
        kept.IsDone.ShouldBeTrue("nobody needs a single room");
    }

    [Fact]
    public async Task A_spell_is_revised_and_cancelled_by_further_revisions_and_says_whom_it_meets()
    {
        var bed = await NewBedAsync("S");
        var stay = await BookAsync(bed, named: true, new(2027, 7, 10), new(2027, 7, 20));
        var free = new SpellEdit(new(2027, 7, 1), new(2027, 7, 9), "repair", "");

        var met = await SpellAsync(bed, null, free with { UntilOn = new LocalDate(2027, 7, 10) });
        var opened = await SpellAsync(bed, null, free);
        var longer = await SpellAsync(bed, opened.Value!.SpellId, free with { UntilOn = new LocalDate(2027, 7, 12) });
        var shorter = await SpellAsync(bed, opened.Value.SpellId, free with { UntilOn = new LocalDate(2027, 7, 5), ReasonCode = "pests" });
        var house = await HouseAsync();
        var cancelled = await ActAsync<CancelSpell, OutOfServiceRevision>(Intake, (act, me) => act.RunAsync(house.Id, opened.Value.SpellId, "", house.Version, me, Ct));

        met.Problems.ShouldHaveSingleItem().Reason.Args[0].ShouldBe(await NameAsync(stay), "its last night is the arrival night");
        longer.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("facility.meets-stay");
        shorter.IsDone.ShouldBeTrue();
        cancelled.IsDone.ShouldBeTrue();
        var revisions = await acting.ReadAsync(db => db.Set<OutOfServiceRevision>().Where(r => r.SpellId == opened.Value.SpellId).OrderBy(r => r.Revision).ToListAsync(Ct));
        revisions.Select(r => (r.Revision, r.ReasonCode, r.Cancelled)).ShouldBe([(1, "repair", false), (2, "pests", false), (3, "pests", true)]);
        FacilityQueries.Counting(revisions).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_is_filtered_by_what_a_house_is_and_takes_and_a_house_s_staff_sees_that_house()
    {
        var officer = await acting.ActorAsync(Officer);
        var intake = await acting.ActorAsync(Intake);
        Task<Paged<FacilityRow>> ListAsync(FacilityFilter filter, Actor who) => acting.WithAsync<FacilityListQueries, Paged<FacilityRow>>(q => q.ListAsync(filter, who, 1, 100, Ct));

        (await ListAsync(new(), intake)).Items.ShouldHaveSingleItem().Site.Code.ShouldBe("northgate-house");
        var all = await ListAsync(new(), officer);
        all.Total.ShouldBeGreaterThan(40);
        Enum.GetValues<Region>().ShouldAllBe(r => all.Items.Count(h => h.Site.Region == r) >= 7);
        Enum.GetValues<FacilitySubtype>().ShouldAllBe(s => all.Items.Any(h => h.Facility.Subtype == s));
        (await ListAsync(new(Subtype: FacilitySubtype.HealingLodge, Province: "SK"), officer)).Items.ShouldHaveSingleItem().Site.Code.ShouldBe("sweetgrass-lodge");
        (await ListAsync(new(Takes: "children"), officer)).Items.ShouldAllBe(h => h.Facility.TakesChildren);
        (await ListAsync(new(Language: "cr"), officer)).Items.ShouldAllBe(h => h.Facility.Languages.Contains("cr"));
        (await ListAsync(new(City: "Winnipeg", Free: true), officer)).Items.ShouldAllBe(h => h.Site.City == "Winnipeg" && h.Free > 0);
        (await ListAsync(new(Sort: "-beds"), officer)).Items.Select(h => h.Usable).ShouldBe(all.Items.Select(h => h.Usable).OrderDescending());
    }

    private async Task<Outcome<OutOfServiceRevision>> SpellAsync(Bed bed, Guid? spell, SpellEdit edit)
    {
        var house = await HouseAsync();
        return await ActAsync<SetSpell, OutOfServiceRevision>(Intake, (act, me) => act.RunAsync(house.Id, bed.Id, spell, edit, house.Version, me, Ct));
    }

    private Task<Facility> HouseAsync(string code = "northgate-house") =>
        acting.ReadAsync(db => db.Set<Facility>().AsNoTracking().SingleAsync(f => db.Set<Site>().Any(s => s.Id == f.Id && s.Code == code), Ct));

    private async Task<Outcome<T>> ActAsync<TAct, T>(string who, Func<TAct, Actor, Task<Outcome<T>>> act) where TAct : notnull
    {
        var me = await acting.ActorAsync(who);
        return await acting.WithAsync<TAct, Outcome<T>>(a => act(a, me));
    }

    private async Task<Bed> NewBedAsync(string label, params string[] features)
    {
        var house = await HouseAsync();
        var unique = label + Interlocked.Increment(ref people);
        return (await ActAsync<AddBed, Bed>(Intake, (act, me) => act.RunAsync(house.Id, new(unique, "", "", features, null), house.Version, me, Ct))).Value.ShouldNotBeNull();
    }

    /// <summary>Another person each time: nobody sleeps in two beds.</summary>
    private async Task<Guid> BookAsync(Bed bed, bool named, LocalDate arriveOn, LocalDate departOn, params string[] needs)
    {
        var number = Interlocked.Increment(ref people);
        var person = await acting.ReadAsync(db => db.Set<Person>().OrderBy(p => p.Fps).Skip(number % 60).Select(p => p.Id).FirstAsync(Ct));
        var nights = new Nights(arriveOn, departOn);
        var stay = new BedStay
        {
            Id = Guid.CreateVersion7(), PersonId = person, ResidenceId = bed.ResidenceId, BedId = bed.Id, BedNamed = named, Needs = [.. needs], Nights = nights, Occupies = nights,
            State = StayState.Confirmed, BookedAt = DemoRegionFixture.Today,
        };
        await acting.ReadAsync(db =>
        {
            db.Add(stay);
            return db.SaveChangesAsync(Ct);
        });
        return stay.Id;
    }

    private Task<string> NameAsync(Guid stay) => acting.ReadAsync(async db =>
        (await db.Set<Person>().SingleAsync(p => p.Id == db.Set<BedStay>().Where(s => s.Id == stay).Select(s => s.PersonId).Single(), Ct)).DisplayName);
}
