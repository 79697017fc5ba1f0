using System.Collections.Immutable;

namespace ReleasePlanning.BedSpaces;

/// <summary>How a house answered those who were like this one: they share a kind of case, or neither has any.</summary>
public sealed record PastAnswers(int Asked, int Accepted)
{
    public static PastAnswers None { get; } = new(0, 0);

    /// <summary>The share it accepted, as if it had answered four more and accepted two of them: one answer says little.</summary>
    public decimal Share => (Accepted + 2m) / (Asked + 4m);
}

/// <summary>What the order of houses is made of, each part with its weight and its reason. Product defaults: no directive ranks houses. Pure.</summary>
public static class RankRules
{
    public const decimal Conditions = 30, Distance = 25, Spoken = 15, Programme = 10, Past = 10, Cost = 10;

    /// <summary>At so many kilometres half of the distance's points are left.</summary>
    private const decimal HalfWayKm = 100;

    /// <param name="cheapest">Lowest and highest per diem among the houses looked at.</param>
    public static ImmutableArray<RankFactor> Of(FacilityProfile profile, PersonNeeds person, Match match, int? km, PastAnswers past, decimal? perDiem, (decimal Low, decimal High)? cheapest)
    {
        ArgumentNullException.ThrowIfNull(match);
        ArgumentNullException.ThrowIfNull(profile);
        return [Criteria(match), Way(km), Language(profile.House, person), Fit(profile.House, person), Answers(past), Price(perDiem, cheapest)];
    }

    private static RankFactor Criteria(Match match)
    {
        var asks = match.Of(FindingKind.Ask).Count();
        return match.Verdict switch
        {
            MatchVerdict.Fits => new("conditions", Conditions, Conditions, new("rank.conditions.met")),
            MatchVerdict.Ask => new("conditions", Conditions / 2, Conditions, new("rank.conditions.ask", asks)),
            _ => new("conditions", 0, Conditions, new("rank.conditions.failed", match.Of(FindingKind.Fails).Count())),
        };
    }

    private static RankFactor Way(int? km) => km is { } far
        ? new("distance", Rounded(Distance * HalfWayKm / (HalfWayKm + far)), Distance, new("rank.distance", far))
        : new("distance", 0, Distance, new("rank.distance.unknown"));

    private static RankFactor Language(Facility house, PersonNeeds person) =>
        person.Language is not { } language ? new("language", Spoken, Spoken, new("rank.language.any"))
        : house.Languages.Count == 0 ? new("language", Rounded(Spoken / 2), Spoken, new("rank.language.unknown"))
        : house.Languages.Contains(language, StringComparer.OrdinalIgnoreCase) ? new("language", Spoken, Spoken, new("match.language.for", MatchRules.LanguageName(language)))
        : new("language", 0, Spoken, new("match.language.note", MatchRules.LanguageName(language)));

    private static RankFactor Fit(Facility house, PersonNeeds person)
    {
        var asked = person.Programmes.Length + (person.Indigenous ? 1 : 0);
        if (asked == 0) { return new("programme", Programme, Programme, new("rank.programme.none")); }
        var met = person.Programmes.Count(p => house.Programmes.Contains(p, StringComparer.OrdinalIgnoreCase)) + (person.Indigenous && house.IndigenousProgramme ? 1 : 0);
        return new("programme", Rounded(Programme * met / asked), Programme, new("rank.programme", met, asked));
    }

    private static RankFactor Answers(PastAnswers past) => past.Asked == 0
        ? new("past", Rounded(Past * past.Share), Past, new("rank.past.none"))
        : new("past", Rounded(Past * past.Share), Past, new("rank.past", past.Accepted, past.Asked));

    private static RankFactor Price(decimal? perDiem, (decimal Low, decimal High)? range)
    {
        if (perDiem is not { } price) { return new("cost", Cost / 2, Cost, new("rank.cost.unknown")); }
        var share = range is { } r && r.High > r.Low ? 1 - ((price - r.Low) / (r.High - r.Low)) : 1;
        return new("cost", Rounded(Cost * share), Cost, new("rank.cost", price));
    }

    private static decimal Rounded(decimal points) => Math.Round(points, 1, MidpointRounding.AwayFromZero);
}
