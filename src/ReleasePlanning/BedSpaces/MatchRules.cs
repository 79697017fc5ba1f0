using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Whether a house takes this person for these nights: each criterion of the house against each fact of the person, with a sentence for what it gives.
/// Whether a bed is free is another question (<see cref="BedRoom"/>). Pure.</summary>
public static class MatchRules
{
    public static Match Of(FacilityProfile profile, PersonNeeds person, Nights nights, KeepAway? keepAway = null)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var house = profile.House;
        IEnumerable<Finding?> findings =
        [
            Opening(house, nights), Closing(house, nights), Met(keepAway), .. Areas(profile, keepAway),
            Residency(house, person), Consent(house, person),
            .. house.CriteriaEnteredAt is null ? [Ask("criteria", "match.criteria.ask")] : Criteria(profile, person, nights),
            SpokenLanguage(house, person),
        ];
        return new([.. findings.OfType<Finding>()]);
    }

    private static IEnumerable<Finding?> Criteria(FacilityProfile profile, PersonNeeds person, Nights nights)
    {
        var house = profile.House;
        return
        [
            Gender(house, person), TypeOfRelease(house, person),
            Takes("sexual-offence", person.SexualOffence, house.TakesSexualOffence), Takes("arson", person.Arson, house.TakesArson),
            Takes("violence", person.Violence, house.TakesViolence), Takes("gang", person.Gang, house.TakesGang),
            Takes("opioid-agonist-therapy", person.OpioidAgonistTherapy, house.TakesOpioidAgonistTherapy),
            Takes("mental-health", person.UnstableMentalHealth, house.TakesUnstableMentalHealth), Takes("children", person.WithChildren, house.TakesChildren),
            LongestStay(house, nights), Catchment(profile, person), IndigenousProgramme(house, person), .. Programmes(house, person),
        ];
    }

    private static Finding? Gender(Facility house, PersonNeeds person)
    {
        if (person.Gender is not { } gender) { return null; }
        if (house.Genders.Count == 0) { return Ask("gender", "match.gender.ask"); }
        if (house.Genders.Contains(gender)) { return For("gender", "match.gender.for", "@gender." + gender); }
        // who lives where as a gender-diverse person is settled with the house and the person, not by a letter
        return gender == "X" ? Ask("gender", "match.gender.talk") : Fails("gender", "match.gender.fails", "@gender." + gender);
    }

    private static Finding? TypeOfRelease(Facility house, PersonNeeds person)
    {
        if (person.ReleaseType is not { } type || house.ReleaseTypes.Count == 0) { return null; }
        return house.ReleaseTypes.Contains(type.Code(), StringComparer.OrdinalIgnoreCase)
            ? For("release-type", "match.release-type.for", "@release-type." + type)
            : Fails("release-type", "match.release-type.fails", "@release-type." + type);
    }

    private static Finding? Takes(string criterion, bool asked, bool taken) =>
        !asked ? null : taken ? For(criterion, $"match.{criterion}.for") : Fails(criterion, $"match.{criterion}.fails");

    private static Finding? LongestStay(Facility house, Nights nights) =>
        house.LongestStayDays is { } most && nights.Count > most ? Fails("longest-stay", "match.longest-stay.fails", most, nights.Count) : null;

    private static Finding? Catchment(FacilityProfile profile, PersonNeeds person)
    {
        var area = profile.House.Catchment;
        if (area.Count == 0 || person.Destination.Length == 0) { return null; }
        var inside = area.Any(a => CommunityPlaces.Same(a, person.Destination) || string.Equals(a, person.DestinationProvince, StringComparison.OrdinalIgnoreCase));
        return inside ? For("catchment", "match.catchment.for", person.Destination) : Fails("catchment", "match.catchment.fails", string.Join(", ", area), person.Destination);
    }

    private static Finding? IndigenousProgramme(Facility house, PersonNeeds person) =>
        house.IndigenousProgramme && person.Indigenous ? For("indigenous-programme", "match.indigenous-programme.for") : null;

    private static IEnumerable<Finding?> Programmes(Facility house, PersonNeeds person) => person.Programmes.Select(p =>
        house.Programmes.Contains(p, StringComparer.OrdinalIgnoreCase) ? For("programme", "match.programme.for", p) : Note("programme", "match.programme.note", p));

    private static Finding? SpokenLanguage(Facility house, PersonNeeds person)
    {
        if (person.Language is not { } language || house.Languages.Count == 0) { return null; }
        return house.Languages.Contains(language, StringComparer.OrdinalIgnoreCase)
            ? For("language", "match.language.for", LanguageName(language)) : Note("language", "match.language.note", LanguageName(language));
    }

    internal static string LanguageName(string code) => code is "en" or "fr" ? "@language." + code : code;

    private static Finding? Opening(Facility house, Nights nights) =>
        house.OpensOn is { } opens && nights.ArriveOn < opens ? Fails("opening", "match.opening.fails", opens) : null;

    // leaving on the day it closes is fine
    private static Finding? Closing(Facility house, Nights nights) =>
        house.ClosesOn is { } closes && nights.DepartOn > closes ? Fails("closing", "match.closing.fails", closes) : null;

    // a residency condition asks for a community-based residential facility; CCRA s.133(4.2) counts a CCC and no other penitentiary
    private static Finding? Residency(Facility house, PersonNeeds person)
    {
        if (!person.ResidencyCondition) { return null; }
        var subtype = "@facility-subtype." + house.Subtype;
        return house.Subtype switch
        {
            FacilitySubtype.HealingLodge => Ask("residency", "match.residency.lodge", subtype),
            FacilitySubtype.PrivateHomePlacement or FacilitySubtype.SatelliteApartment => Ask("residency", "match.residency.ask", subtype),
            _ => For("residency", "match.residency.for", subtype),
        };
    }

    private static Finding? Consent(Facility house, PersonNeeds person) =>
        house.Subtype == FacilitySubtype.CommunityCorrectionalCentre && person.ReleaseType == ReleaseType.StatutoryReleaseWithResidency ? Note("consent", "match.consent.note") : null;

    private static Finding? Met(KeepAway? keepAway) => keepAway is { MetThere: true } ? Fails("no-contact", "match.no-contact.fails") : null;

    private static IEnumerable<Finding?> Areas(FacilityProfile profile, KeepAway? keepAway) => (keepAway ?? KeepAway.None).Areas.Select(a => Area(profile, a));

    private static Finding? Area(FacilityProfile profile, ForbiddenPlace area)
    {
        if (area.Community.Length > 0 && CommunityPlaces.Same(area.Community, profile.City)) { return Fails("no-go", "match.no-go.community", area.Community); }
        if (area.NearKind.Length > 0 && profile.House.Near.Contains(area.NearKind, StringComparer.OrdinalIgnoreCase)) { return Fails("no-go", "match.no-go.near", "@near-kind." + area.NearKind); }
        if (area is not { At: { } centre, RadiusKm: { } radius }) { return null; }
        // without its place on the map nobody can say it is outside
        if (profile.At is not { } at) { return Ask("no-go", "match.no-go.unknown"); }
        var km = at.KmTo(centre);
        return km <= radius ? Fails("no-go", "match.no-go.circle", Math.Round((decimal)km, 1), (decimal)radius) : null;
    }

    private static Finding For(string criterion, string code, params object?[] args) => new(criterion, FindingKind.For, new(code, args));
    private static Finding Note(string criterion, string code, params object?[] args) => new(criterion, FindingKind.Note, new(code, args));
    private static Finding Ask(string criterion, string code, params object?[] args) => new(criterion, FindingKind.Ask, new(code, args));
    private static Finding Fails(string criterion, string code, params object?[] args) => new(criterion, FindingKind.Fails, new(code, args));
}
