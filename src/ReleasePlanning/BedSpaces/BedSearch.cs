using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>What is looked for: somebody with these needs, from this day, for so many nights.</summary>
/// <param name="Plan">Brings its no-go areas and no-contact persons; null for a search typed in by hand.</param>
/// <param name="Near">Where distances are measured from; null: the destination's place on the map.</param>
public sealed record BedQuery(
    ReleasePlanId? Plan, PersonNeeds Needs, LocalDate ArriveOn, int Nights, Region? Region = null, GeoPoint? Near = null, int? WithinKm = null)
{
    public Nights Stay => new(ArriveOn, ArriveOn.PlusDays(Nights));
}

/// <summary>Every house looked at: those that take this person on these nights, best first, and the others with what failed.</summary>
/// <param name="From">Where distances were measured from; null: the destination is not known on the map.</param>
public sealed record BedSearch(BedQuery Query, ImmutableArray<HouseFound> Suitable, ImmutableArray<HouseFound> Failing, GeoPoint? From, Reason WhyDistance)
{
    public IEnumerable<HouseFound> All => Suitable.Concat(Failing);
}

/// <summary>One house as an answer.</summary>
/// <param name="Km">Great circle; null where the house or the destination has no place on the map.</param>
/// <param name="FirstPossibleOn">The first day from the one asked for on which a bed fits the whole stay; null: none up to the horizon, or what failed is not a matter of days.</param>
public sealed record HouseFound(
    Site Site, Facility Facility, Match Match, RoomAnswer Room, int? Km, decimal? PerDiem, ImmutableArray<RankFactor> Factors, LocalDate? FirstPossibleOn)
{
    public bool IsSuitable => Match.Verdict != MatchVerdict.Fails && Room.Has;
    public decimal Points => Factors.Sum(f => f.Points);
    public IEnumerable<Reason> For => Match.Of(FindingKind.For).Concat(Room.Has ? [Room.Why] : []);
    /// <summary>What to ask first, what to know, and what failed.</summary>
    public IEnumerable<Reason> Against => Match.Of(FindingKind.Fails).Concat(Room.Has ? [] : [Room.Why]).Concat(Match.Of(FindingKind.Ask)).Concat(Match.Of(FindingKind.Note));
}

/// <summary>One thing the order is made of: what it gave, of how much, and why.</summary>
/// <param name="Key">Names in both languages: resource "rank-factor.{key}".</param>
public sealed record RankFactor(string Key, decimal Points, decimal Most, Reason Why);

public enum RoomKind
{
    /// <summary>A bed is free for the whole stay.</summary>
    Free,
    /// <summary>Moving people who have not arrived to other beds of the house makes one free.</summary>
    AfterRepacking,
    None,
}

public sealed record RoomAnswer(RoomKind Kind, int FreeBeds, Reason Why)
{
    public bool Has => Kind != RoomKind.None;
}
