using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Each criterion of a house against each fact of a person: what it gives, and the sentence that says so.</summary>
public sealed class MatchRulesTests
{
    private static readonly LocalDate Arrive = new(2026, 12, 3);
    private static readonly Nights Stay = new(Arrive, Arrive.PlusDays(90));

    private static Facility House(Action<Facility>? change = null)
    {
        var house = new Facility
        {
            Id = SiteId.New(), Subtype = FacilitySubtype.CommunityResidentialFacility, Genders = ["M"], Languages = ["en"], Latitude = 49.90, Longitude = -97.14,
            CriteriaEnteredAt = Instant.FromUtc(2026, 11, 1, 12, 0),
        };
        change?.Invoke(house);
        return house;
    }

    private static readonly PersonNeeds Nobody = new() { Gender = "M", Language = "en", Destination = "Winnipeg", DestinationProvince = "MB" };

    private static Match Of(Facility house, PersonNeeds person, Nights? nights = null, KeepAway? keepAway = null) =>
        MatchRules.Of(new(house, "Winnipeg", "MB"), person, nights ?? Stay, keepAway);

    public static TheoryData<string, Action<Facility>, Func<PersonNeeds, PersonNeeds>, MatchVerdict, string> Rows => new()
    {
        { "a man in a house for men", _ => { }, p => p, MatchVerdict.Fits, "match.gender.for" },
        { "a woman in a house for men", _ => { }, p => p with { Gender = "F" }, MatchVerdict.Fails, "match.gender.fails" },
        { "gender X where the house lists M only is talked about, not refused", _ => { }, p => p with { Gender = "X" }, MatchVerdict.Ask, "match.gender.talk" },
        { "no genders entered", h => h.Genders = [], p => p, MatchVerdict.Ask, "match.gender.ask" },
        { "nobody entered whom it takes", h => { h.CriteriaEnteredAt = null; h.Genders = []; }, p => p with { SexualOffence = true }, MatchVerdict.Ask, "match.criteria.ask" },
        { "a release type it lists", h => h.ReleaseTypes = ["DP", "SRR"], p => p with { ReleaseType = ReleaseType.DayParole }, MatchVerdict.Fits, "match.release-type.for" },
        { "a release type it does not list", h => h.ReleaseTypes = ["DP"], p => p with { ReleaseType = ReleaseType.LongTermSupervision }, MatchVerdict.Fails, "match.release-type.fails" },
        { "sexual offence taken", h => h.TakesSexualOffence = true, p => p with { SexualOffence = true }, MatchVerdict.Fits, "match.sexual-offence.for" },
        { "sexual offence not taken", _ => { }, p => p with { SexualOffence = true }, MatchVerdict.Fails, "match.sexual-offence.fails" },
        { "arson taken", h => h.TakesArson = true, p => p with { Arson = true }, MatchVerdict.Fits, "match.arson.for" },
        { "arson not taken", _ => { }, p => p with { Arson = true }, MatchVerdict.Fails, "match.arson.fails" },
        { "violence taken", h => h.TakesViolence = true, p => p with { Violence = true }, MatchVerdict.Fits, "match.violence.for" },
        { "violence not taken", _ => { }, p => p with { Violence = true }, MatchVerdict.Fails, "match.violence.fails" },
        { "gang ties taken", h => h.TakesGang = true, p => p with { Gang = true }, MatchVerdict.Fits, "match.gang.for" },
        { "gang ties not taken", _ => { }, p => p with { Gang = true }, MatchVerdict.Fails, "match.gang.fails" },
        { "opioid agonist therapy taken", h => h.TakesOpioidAgonistTherapy = true, p => p with { OpioidAgonistTherapy = true }, MatchVerdict.Fits, "match.opioid-agonist-therapy.for" },
        { "opioid agonist therapy not taken", _ => { }, p => p with { OpioidAgonistTherapy = true }, MatchVerdict.Fails, "match.opioid-agonist-therapy.fails" },
        { "unstable mental health taken", h => h.TakesUnstableMentalHealth = true, p => p with { UnstableMentalHealth = true }, MatchVerdict.Fits, "match.mental-health.for" },
        { "unstable mental health not taken", _ => { }, p => p with { UnstableMentalHealth = true }, MatchVerdict.Fails, "match.mental-health.fails" },
        { "children taken", h => h.TakesChildren = true, p => p with { WithChildren = true }, MatchVerdict.Fits, "match.children.for" },
        { "children not taken", _ => { }, p => p with { WithChildren = true }, MatchVerdict.Fails, "match.children.fails" },
        { "the longest stay is shorter", h => h.LongestStayDays = 89, p => p, MatchVerdict.Fails, "match.longest-stay.fails" },
        { "the longest stay is as long", h => h.LongestStayDays = 90, p => p, MatchVerdict.Fits, "match.gender.for" },
        { "the destination is in the catchment, spelt with its province", h => h.Catchment = ["Winnipeg, MB"], p => p, MatchVerdict.Fits, "match.catchment.for" },
        { "the province is the catchment", h => h.Catchment = ["MB"], p => p with { Destination = "Gimli" }, MatchVerdict.Fits, "match.catchment.for" },
        { "the destination is outside the catchment", h => h.Catchment = ["Brandon", "SK"], p => p, MatchVerdict.Fails, "match.catchment.fails" },
        { "an Indigenous programme for an Indigenous person", h => h.IndigenousProgramme = true, p => p with { Indigenous = true }, MatchVerdict.Fits, "match.indigenous-programme.for" },
        { "no Indigenous programme is no refusal", _ => { }, p => p with { Indigenous = true }, MatchVerdict.Fits, "match.gender.for" },
        { "a programme it has", h => h.Programmes = ["substance-use"], p => p with { Programmes = ["substance-use"] }, MatchVerdict.Fits, "match.programme.for" },
        { "a programme it does not have", _ => { }, p => p with { Programmes = ["substance-use"] }, MatchVerdict.Fits, "match.programme.note" },
        { "the person's language", _ => { }, p => p, MatchVerdict.Fits, "match.language.for" },
        { "another language is no refusal", _ => { }, p => p with { Language = "fr" }, MatchVerdict.Fits, "match.language.note" },
        { "it opens the day after", h => h.OpensOn = Arrive.PlusDays(1), p => p, MatchVerdict.Fails, "match.opening.fails" },
        { "it opens that day", h => h.OpensOn = Arrive, p => p, MatchVerdict.Fits, "match.gender.for" },
        { "it closes on the departure day", h => h.ClosesOn = Stay.DepartOn, p => p, MatchVerdict.Fits, "match.gender.for" },
        { "it closes a day before", h => h.ClosesOn = Stay.DepartOn.PlusDays(-1), p => p, MatchVerdict.Fails, "match.closing.fails" },
        { "residency in a residential facility", _ => { }, p => p with { ResidencyCondition = true }, MatchVerdict.Fits, "match.residency.for" },
        { "residency in a private home is asked about", h => h.Subtype = FacilitySubtype.PrivateHomePlacement, p => p with { ResidencyCondition = true }, MatchVerdict.Ask, "match.residency.ask" },
        { "a lodge may be a penitentiary", h => h.Subtype = FacilitySubtype.HealingLodge, p => p with { ResidencyCondition = true }, MatchVerdict.Ask, "match.residency.lodge" },
        { "a centre on statutory release with residency needs the consent", h => h.Subtype = FacilitySubtype.CommunityCorrectionalCentre, p => p with { ReleaseType = ReleaseType.StatutoryReleaseWithResidency, ResidencyCondition = true }, MatchVerdict.Fits, "match.consent.note" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_criterion_gives_its_verdict_and_its_sentence(string why, Action<Facility> change, Func<PersonNeeds, PersonNeeds> person, MatchVerdict verdict, string code)
    {
        var match = Of(House(change), person(Nobody));

        match.Verdict.ShouldBe(verdict, why);
        match.Findings.Select(f => f.Why.Code).ShouldContain(code, why);
    }

    public static TheoryData<string, ForbiddenPlace, MatchVerdict, string?> Places => new()
    {
        { "the community, however it is spelt", new("WINNIPEG, MB", null, null, ""), MatchVerdict.Fails, "match.no-go.community" },
        { "another community", new("Brandon", null, null, ""), MatchVerdict.Fits, null },
        { "inside the circle", new("", new(49.95, -97.14), 10, ""), MatchVerdict.Fails, "match.no-go.circle" },
        { "outside the circle", new("", new(50.10, -97.14), 10, ""), MatchVerdict.Fits, null },
        { "near a school", new("", null, null, "school"), MatchVerdict.Fails, "match.no-go.near" },
        { "near no bar", new("", null, null, "bar"), MatchVerdict.Fits, null },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_no_go_area_keeps_houses_out(string why, ForbiddenPlace place, MatchVerdict verdict, string? code)
    {
        var match = Of(House(h => h.Near = ["school"]), Nobody, keepAway: new([place], false));

        match.Verdict.ShouldBe(verdict, why);
        match.Findings.Where(f => f.Criterion == "no-go").Select(f => f.Why.Code).SingleOrDefault().ShouldBe(code, why);
    }

    [Fact]
    public void A_house_without_a_place_on_the_map_is_asked_about_when_a_circle_is_forbidden() =>
        Of(House(h => (h.Latitude, h.Longitude) = (null, null)), Nobody, keepAway: new([new("", new(49.9, -97.1), 5, "")], false)).Verdict.ShouldBe(MatchVerdict.Ask);

    [Fact]
    public void Whom_one_must_not_meet_is_never_named()
    {
        var match = Of(House(), Nobody, keepAway: new([], true));

        match.Verdict.ShouldBe(MatchVerdict.Fails);
        match.Of(FindingKind.Fails).Single().Args.ShouldBeEmpty();
    }

    [Fact]
    public void Keeping_away_holds_also_where_nobody_entered_whom_the_house_takes() =>
        Of(House(h => h.CriteriaEnteredAt = null), Nobody, keepAway: new([new("Winnipeg", null, null, "")], false)).Verdict.ShouldBe(MatchVerdict.Fails);

    [Fact]
    public void Every_sentence_is_there_in_both_languages()
    {
        foreach (var row in Rows)
        {
            var (_, change, person, _, _) = row.Data;
            foreach (var finding in Of(House(change), person(Nobody)).Findings)
            {
                foreach (var culture in new[] { Texts.English, Texts.French })
                {
                    Texts.Of(finding.Why, culture).ShouldNotContain("match.");
                    Texts.Of(finding.Why, culture).ShouldNotContain("@");
                }
                Texts.Find("criterion." + finding.Criterion, Texts.English).ShouldNotBeNull(finding.Criterion);
            }
        }
    }
}
