using System.Collections.Immutable;

namespace ReleasePlanning.BedSpaces;

public enum MatchVerdict { Fits, Ask, Fails }

/// <summary>For: speaks for the house. Note: to know, nothing against it. Ask: nobody here can say; the house can. Fails: not this house, as things stand.</summary>
public enum FindingKind { For, Note, Ask, Fails }

/// <summary>What one criterion gives, as a sentence.</summary>
/// <param name="Criterion">Names in both languages: resource "criterion.{key}".</param>
public sealed record Finding(string Criterion, FindingKind Kind, Reason Why);

/// <summary>Whether a house takes a person for some nights, and why: every criterion that says something.</summary>
public sealed record Match(ImmutableArray<Finding> Findings)
{
    public MatchVerdict Verdict =>
        Findings.Any(f => f.Kind == FindingKind.Fails) ? MatchVerdict.Fails : Findings.Any(f => f.Kind == FindingKind.Ask) ? MatchVerdict.Ask : MatchVerdict.Fits;

    public IEnumerable<Reason> Of(FindingKind kind) => Findings.Where(f => f.Kind == kind).Select(f => f.Why);
}

/// <summary>What keeps a person away from a house besides the house itself. Never shown to a house: an area may say where a victim lives, a name who else lives there.</summary>
/// <param name="Areas">No-go areas in force.</param>
/// <param name="MetThere">Somebody lives there on some of those nights whom this person must not meet. Nobody is named.</param>
public sealed record KeepAway(ImmutableArray<ForbiddenPlace> Areas, bool MetThere)
{
    public static KeepAway None { get; } = new([], false);
}

/// <summary>A community by name, a circle on the map, or a kind of place that must not be near.</summary>
public sealed record ForbiddenPlace(string Community, GeoPoint? At, double? RadiusKm, string NearKind)
{
    public static ForbiddenPlace Of(ParoleConditions.NoGoArea area)
    {
        ArgumentNullException.ThrowIfNull(area);
        return new(area.Community, GeoPoint.Of(area.Latitude, area.Longitude), area.RadiusKm, area.NearKind);
    }
}

/// <summary>A house as the rules see it.</summary>
public sealed record FacilityProfile(Facility House, string City, string Province)
{
    public static FacilityProfile Of(Facility house, People.Site site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return new(house, site.City, site.Province);
    }

    public GeoPoint? At => GeoPoint.Of(House.Latitude, House.Longitude);
}
