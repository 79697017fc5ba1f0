using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>What a house must be able to take on to take this person, and nothing else about them. Pure facts: from the extract, the plan and what the officer added.
/// With no person it describes a search typed in by hand.</summary>
public sealed record PersonNeeds
{
    public PersonId? Person { get; init; }
    public ReleaseType? ReleaseType { get; init; }
    /// <summary>"M", "F" or "X"; null: not said.</summary>
    public string? Gender { get; init; }
    /// <summary>ISO code of the language the person chose; null: any.</summary>
    public string? Language { get; init; }
    public bool SexualOffence { get; init; }
    public bool Arson { get; init; }
    public bool Violence { get; init; }
    public bool Gang { get; init; }
    public bool OpioidAgonistTherapy { get; init; }
    public bool Indigenous { get; init; }
    /// <summary>Not in the extract: the officer says so.</summary>
    public bool UnstableMentalHealth { get; init; }
    /// <summary>Children come along. Not in the extract: the officer says so.</summary>
    public bool WithChildren { get; init; }
    /// <summary>Must live in a community-based residential facility (CCRA s.133(4), (4.1)).</summary>
    public bool ResidencyCondition { get; init; }
    public string Destination { get; init; } = "";
    public string? DestinationProvince { get; init; }
    /// <summary>Programmes asked for, by their short names.</summary>
    public ImmutableArray<string> Programmes { get; init; } = [];
    /// <summary>What the bed must have; see <see cref="BedFeatures"/>. In their order, each once.</summary>
    public ImmutableArray<string> BedFeatures { get; init; } = [];

    /// <summary>What the criteria of houses are about, and no more of a file than that: what a house is told, and what makes cases alike.</summary>
    public static readonly ImmutableArray<string> KindsOfCase =
        [PersonFlags.SexualOffence, PersonFlags.Arson, PersonFlags.Violence, PersonFlags.Gang, PersonFlags.OpioidAgonistTherapy, PersonFlags.Wheelchair];

    /// <summary>What the bed must have as far as the file says.</summary>
    public static ImmutableArray<string> FeaturesOf(Person person, IEnumerable<string>? more = null)
    {
        ArgumentNullException.ThrowIfNull(person);
        var asked = (more ?? []).ToHashSet(StringComparer.Ordinal);
        if (person.Has(PersonFlags.Wheelchair)) { asked.Add(BedSpaces.BedFeatures.Wheelchair); }
        if (person.Has(PersonFlags.OpioidAgonistTherapy)) { asked.Add(BedSpaces.BedFeatures.MedicationStorage); }
        return [.. BedSpaces.BedFeatures.All.Where(asked.Contains)];
    }

    /// <param name="residency">A residency condition stands.</param>
    public static PersonNeeds Of(Person person, ReleasePlan plan, string? province, bool residency, ExtraNeeds? extra = null)
    {
        extra ??= ExtraNeeds.None;
        return new()
        {
            Person = person.Id, ReleaseType = plan.ReleaseType, Gender = person.Gender, Language = person.Language,
            SexualOffence = person.Has(PersonFlags.SexualOffence), Arson = person.Has(PersonFlags.Arson), Violence = person.Has(PersonFlags.Violence), Gang = person.Has(PersonFlags.Gang),
            OpioidAgonistTherapy = person.Has(PersonFlags.OpioidAgonistTherapy), Indigenous = person.Has(PersonFlags.Indigenous),
            UnstableMentalHealth = extra.UnstableMentalHealth, WithChildren = extra.WithChildren,
            ResidencyCondition = residency,
            Destination = plan.DestinationCommunity, DestinationProvince = CommunityPlaces.ProvinceOf(plan.DestinationCommunity) ?? province,
            Programmes = extra.Programmes, BedFeatures = FeaturesOf(person, extra.BedFeatures),
        };
    }

    /// <summary>Which of <see cref="KindsOfCase"/> this is, for comparing with a house's past answers.</summary>
    public ImmutableArray<string> CaseFlags => [.. KindsOfCase.Where(Is)];

    private bool Is(string kind) => kind switch
    {
        PersonFlags.SexualOffence => SexualOffence,
        PersonFlags.Arson => Arson,
        PersonFlags.Violence => Violence,
        PersonFlags.Gang => Gang,
        PersonFlags.OpioidAgonistTherapy => OpioidAgonistTherapy,
        _ => BedFeatures.Contains(BedSpaces.BedFeatures.Wheelchair),
    };
}

/// <summary>What no file says and the officer adds.</summary>
public sealed record ExtraNeeds(ImmutableArray<string> BedFeatures, bool UnstableMentalHealth, bool WithChildren, ImmutableArray<string> Programmes)
{
    public static ExtraNeeds None { get; } = new([], false, false, []);
}

/// <summary>A plan's needs and the nights it asks for.</summary>
public sealed record PlanNeeds(ReleasePlan Plan, Person Person, PersonNeeds Needs, LocalDate ArriveOn, int Nights, Reason WhyNights)
{
    /// <summary>The search for this plan as it stands; nobody arrives in the past.</summary>
    public BedQuery Query(LocalDate today) => new(Plan.Id, Needs, LocalDate.Max(ArriveOn, today), Nights);
}
