using System.Collections.Immutable;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house in the community a person wants to live in: what it answered, if it was asked, and whether it could have been.</summary>
/// <param name="FreeOnArrival">A bed of it that would do was free the night of the arrival.</param>
/// <param name="Takes">It takes people like this one, by <see cref="MatchRules"/>; where nobody entered whom it takes, it is not said that it does not.</param>
public sealed record PreferredHouse(SiteId Id, ReferralState? Answer, string? DeclineCode, bool FreeOnArrival, bool Takes);

/// <summary>Why a person was not placed where they wanted to live, and the specialised housing they need, in codes that can be counted. Pure.
/// The Auditor General found nobody kept that (Report 6, 2018, ¶6.32); the codes are the product's own.</summary>
public static class Placement
{
    /// <summary>No house answered in its time.</summary>
    public const string Silence = "silence";
    /// <summary>There is no house in the community.</summary>
    public const string NoHouse = "no-house";
    /// <summary>Houses there would take them, and no bed of one was free the night of the arrival.</summary>
    public const string NoBedFree = "no-bed-free";
    /// <summary>Whom they take, as they have entered it, excludes the person.</summary>
    public const string Criteria = "clientele-criteria";
    /// <summary>A house there had a bed and would take them, and was not asked or not waited for.</summary>
    public const string NotAsked = "not-asked";
    /// <summary>A house there accepted, and another one became the person's.</summary>
    public const string AcceptedElsewhere = "accepted-elsewhere";

    /// <summary>Every reason in the order in which they are shown; those of a decline are the house's own.</summary>
    public static readonly ImmutableArray<string> Reasons =
        [NoHouse, NoBedFree, Silence, .. AnswerBedReferral.DeclineCodes, NotAsked, AcceptedElsewhere];

    /// <summary>Kinds of specialised housing a person can need, besides the features of a bed.</summary>
    public static readonly ImmutableArray<string> Specialised = [.. BedFeatures.All, "women", "indigenous-programme", "sexual-offence", "arson", "gang", "violence"];

    /// <summary>The resource of a need's name; that of a bed's feature is the bed's own.</summary>
    public static string TextKey(string need) => (BedFeatures.All.Contains(need) ? "bed-feature." : "need.") + need;

    /// <summary>Where the person wants to live: what the extract says, else where the plan leads.</summary>
    public static string PreferredBy(Person person, ReleasePlan plan) =>
        string.IsNullOrWhiteSpace(person.PreferredCommunity) ? plan.DestinationCommunity : person.PreferredCommunity.Trim();

    public static bool Same(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The reasons, the plainest first; never empty, because some reason there is.</summary>
    public static ImmutableArray<string> WhyNotThere(IReadOnlyCollection<PreferredHouse> houses)
    {
        if (houses.Count == 0) { return [NoHouse]; }
        var reasons = new HashSet<string>(StringComparer.Ordinal);
        foreach (var house in houses)
        {
            reasons.Add(house switch
            {
                { Answer: ReferralState.Declined, DeclineCode: { } code } => code,
                { Answer: ReferralState.NoAnswer } => Silence,
                { Answer: ReferralState.Accepted } => AcceptedElsewhere,
                { Takes: false } => Criteria,
                { FreeOnArrival: false } => NoBedFree,
                _ => NotAsked,
            });
        }
        // that one was not asked explains nothing where others have said why not
        if (reasons.Count > 1) { reasons.Remove(NotAsked); }
        return [.. Reasons.Where(reasons.Contains)];
    }

    /// <summary>The specialised housing a person needs, from the flags of the extract and from what was asked of the bed.</summary>
    public static ImmutableArray<string> NeedsOf(Person person, IEnumerable<string> bedNeeds)
    {
        var needs = PersonNeeds.FeaturesOf(person, bedNeeds).ToHashSet(StringComparer.Ordinal);
        Add("indigenous-programme", PersonFlags.Indigenous);
        Add("sexual-offence", PersonFlags.SexualOffence);
        Add("arson", PersonFlags.Arson);
        Add("gang", PersonFlags.Gang);
        Add("violence", PersonFlags.Violence);
        if (person.Gender == "F") { needs.Add("women"); }
        return [.. Specialised.Where(needs.Contains)];

        void Add(string need, string flag) { if (person.Has(flag)) { needs.Add(need); } }
    }
}
