using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which houses take this person from this day for so many nights: dates, place and needs at once. Changes nothing. Three small reads, then rules in memory.</summary>
public sealed class FindBeds(ReleasePlanningDb db, KnownHouses houses, KnownAnswers answers, KeepAwayQueries keepAway, CurrentCalendar calendar, IClock clock)
{
    /// <summary>How far ahead the first possible day is looked for.</summary>
    public const int HorizonDays = 180;

    public async Task<BedSearch> RunAsync(BedQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var known = await houses.ReadAsync(db, query.ArriveOn, ct);
        var apart = await keepAway.OfAsync(query.Plan, query.Needs.Person, ct);
        var now = clock.GetCurrentInstant();
        var past = await answers.LikeAsync(db, query.Needs, now, ct);
        var days = await calendar.ReadAsync(db, ct);
        return Rank(query, known.Values, apart, past, days, now);
    }

    private static BedSearch Rank(BedQuery query, IEnumerable<KnownHouse> known, KeepAwayFacts apart, Func<SiteId, PastAnswers> past, CalendarData days, Instant now)
    {
        var all = known.ToList();
        var (from, whyDistance) = Origin(query, all);
        var looked = all.Where(h => (query.Region is null || h.Site.Region == query.Region) && Within(query, from, h)).ToList();
        var prices = looked.Select(h => h.PerDiemOn(query.ArriveOn)).OfType<decimal>().ToList();
        (decimal, decimal)? range = prices.Count == 0 ? null : (prices.Min(), prices.Max());
        var found = looked.Select(h => Look(query, h.At(now, days), apart, past(h.Site.Id), range, from, days)).ToList();
        return new(
            query,
            [.. found.Where(f => f.IsSuitable).OrderByDescending(f => f.Points).ThenBy(f => f.Km ?? int.MaxValue).ThenBy(f => f.Site.Code, StringComparer.Ordinal)],
            // the soonest possible first; what is no matter of days last
            [.. found.Where(f => !f.IsSuitable).OrderBy(f => f.FirstPossibleOn ?? LocalDate.MaxIsoValue).ThenByDescending(f => f.Points).ThenBy(f => f.Site.Code, StringComparer.Ordinal)],
            from, whyDistance);
    }

    private static HouseFound Look(BedQuery query, KnownHouse known, KeepAwayFacts apart, PastAnswers past, (decimal, decimal)? range, GeoPoint? from, CalendarData days)
    {
        var profile = FacilityProfile.Of(known.Facility, known.Site);
        var match = MatchRules.Of(profile, query.Needs, query.Stay, apart.At(known.Room.Taken, query.Stay));
        var room = new BedRoom(known.Room, known.Facility.Asks(query.Needs.BedFeatures), query.Needs.Person, known.ReadyOn(days));
        var answer = room.On(query.Stay);
        var km = Km(from, profile.At);
        var perDiem = known.PerDiemOn(query.ArriveOn);
        return new(known.Site, known.Facility, match, answer, km, perDiem, RankRules.Of(profile, query.Needs, match, km, past, perDiem, range),
            FirstDay(query, known, profile, match, answer, room, apart));
    }

    // what fails for ever has no first day; the opening of a house and the nights of somebody else pass
    private static LocalDate? FirstDay(BedQuery query, KnownHouse known, FacilityProfile profile, Match match, RoomAnswer answer, BedRoom room, KeepAwayFacts apart)
    {
        if (match.Verdict != MatchVerdict.Fails && answer.Has) { return query.ArriveOn; }
        if (match.Findings.Any(f => f.Kind == FindingKind.Fails && f.Criterion is not ("opening" or "no-contact"))) { return null; }
        var (from, last) = (query.ArriveOn, query.ArriveOn.PlusDays(HorizonDays));
        while (room.FirstDay(from, query.Nights, Period.DaysBetween(from, last)) is { } day)
        {
            var nights = new Nights(day, day.PlusDays(query.Nights));
            if (MatchRules.Of(profile, query.Needs, nights, apart.At(known.Room.Taken, nights)).Verdict != MatchVerdict.Fails) { return day; }
            from = day.PlusDays(1);
            if (from > last) { return null; }
        }
        return null;
    }

    private static bool Within(BedQuery query, GeoPoint? from, KnownHouse house) =>
        query.WithinKm is not { } most || from is null || (GeoPoint.Of(house.Facility.Latitude, house.Facility.Longitude) is { } at && at.KmTo(from.Value) <= most);

    private static int? Km(GeoPoint? from, GeoPoint? at) => from is { } a && at is { } b ? (int)Math.Round(a.KmTo(b)) : null;

    private static (GeoPoint?, Reason) Origin(BedQuery query, List<KnownHouse> known)
    {
        if (query.Near is { } near) { return (near, new("bed-search.distance.point")); }
        var destination = query.Needs.Destination;
        if (destination.Length == 0) { return (null, new("bed-search.distance.no-destination")); }
        if (CommunityPlaces.Find(destination) is { } place) { return (place, new("bed-search.distance.community", destination)); }
        var there = known.Where(h => CommunityPlaces.Same(h.Site.City, destination)).Select(h => GeoPoint.Of(h.Facility.Latitude, h.Facility.Longitude)).OfType<GeoPoint>().ToList();
        return there.Count > 0
            ? (new GeoPoint(there.Average(p => p.Latitude), there.Average(p => p.Longitude)), new("bed-search.distance.houses", destination))
            : (null, new("bed-search.distance.unknown", destination));
    }
}
