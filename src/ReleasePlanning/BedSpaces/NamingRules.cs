using ReleasePlanning.Language;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.BedSpaces;

/// <summary>Whether a house may be asked for a person, from what the search says of it: one that suits, yes; one that does not, with a reason on record;
/// one the person is kept away from, never. Pure.</summary>
public static class NamingRules
{
    /// <summary>The person is kept away from it. Nobody is named, and no reason lifts it.</summary>
    public static bool IsBarred(HouseFound house)
    {
        ArgumentNullException.ThrowIfNull(house);
        return house.Match.Findings.Any(f => f.Kind == FindingKind.Fails && f.Criterion is ("no-contact" or "no-go"));
    }

    /// <param name="field">The field that names the house; a missing reason is said of "reason".</param>
    public static Problem? Refuse(HouseFound house, string field, string reason)
    {
        if (IsBarred(house)) { return Problem.With(field, "beds.house-barred", StayRules.Named(house.Site)); }
        return house.IsSuitable || !string.IsNullOrWhiteSpace(reason) ? null : new("reason", new("beds.house-fails", [StayRules.Named(house.Site), .. Failed(house)]));
    }

    /// <summary>What failed, a sentence each.</summary>
    public static IEnumerable<Reason> Failed(HouseFound house)
    {
        ArgumentNullException.ThrowIfNull(house);
        return house.Match.Of(FindingKind.Fails).Concat(house.Room.Has ? [] : [house.Room.Why]);
    }

    /// <summary>The houses as a form offers them: those that suit by rank, then those that may be named with a reason, then those nobody may name.</summary>
    public static IEnumerable<FieldOption> Options(BedSearch search)
    {
        ArgumentNullException.ThrowIfNull(search);
        return search.Suitable.Concat(search.Failing.Where(h => !IsBarred(h))).Concat(search.Failing.Where(IsBarred)).Select(Option);
    }

    private static FieldOption Option(HouseFound house) =>
        new(house.Site.Id.ToString(), Label(house, "en"), Label(house, "fr")) { Barred = IsBarred(house) };

    private static string Label(HouseFound house, string language)
    {
        var culture = Texts.Culture(language);
        string T(string key, params object?[] args) => Texts.Of(key, culture, args);
        IEnumerable<string?> parts =
        [
            $"{house.Site.Name(language)}, {house.Site.City}",
            house.Km is { } km ? T("page.bed-search.away", km) : null,
            house.IsSuitable ? house.Room.Kind == RoomKind.Free ? T("house-option.free", house.Room.FreeBeds) : T("house-option.repack") : null,
            house is { IsSuitable: true, Match.Verdict: MatchVerdict.Ask } ? T("house-option.ask") : null,
            house is { IsSuitable: false, FirstPossibleOn: { } first } ? T("house-option.first", first) : null,
            house.IsSuitable ? null : T(IsBarred(house) ? "house-option.barred" : "house-option.fails", Texts.Of(Failed(house).First(), culture)),
        ];
        return string.Join(" · ", parts.OfType<string>());
    }
}
