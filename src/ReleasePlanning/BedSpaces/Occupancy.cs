using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>What an overview of occupancy asks for: all regions, or one with its communities and kinds of house.</summary>
public sealed record OccupancyQuery(Region? Region, LocalDate Today, int Weeks = OccupancyQuery.UsualWeeks)
{
    public const int MostWeeks = 52;
    /// <summary>Half a year, unless somebody asks otherwise.</summary>
    public const int UsualWeeks = 26;

    /// <summary>The day it is in the middle of the country. Weeks and nights are whole days: which one it is differs by house only around midnight.</summary>
    public static LocalDate TodayOf(Instant now) => SiteTime.DateOf(now, SiteTime.Zone("America/Winnipeg"));

    /// <summary>Weeks begin on Monday.</summary>
    public LocalDate FirstMonday => Today.PlusDays(1 - (int)Today.DayOfWeek);
}

public enum OccupancyGroupKind { Region, Community, Subtype }

/// <summary>One week of one group of houses, at the night of it on which the fewest beds are free.</summary>
/// <param name="Total">Beds that are open that night.</param>
/// <param name="Available">Of those, not out of service.</param>
/// <param name="Free">Beds that can still be had: house by house, because one that is overbooked takes no bed from another.</param>
/// <param name="Guaranteed">Beds by contract, paid for whether used or not.</param>
/// <param name="Plans">What open plans without a bed will need; null where the group says nothing of demand.</param>
/// <param name="WithPeople">The same with people entitled to release in the horizon for whom no plan is open yet.</param>
public sealed record OccupancyWeek(LocalDate On, int Total, int Available, int Booked, int Free, int Guaranteed, int Extra, BedDemand? Plans, BedDemand? WithPeople)
{
    public int OutOfService => Total - Available;

    /// <summary>How many more are expected to be needed than are free; zero when there is room.</summary>
    public int Short => Plans is null ? 0 : Math.Max(0, (int)Math.Round(Plans.Expected, MidpointRounding.AwayFromZero) - Free);

    /// <summary>How many more are needed than are free at the upper end of the band.</summary>
    public int ShortAtMost => Plans is null ? 0 : Math.Max(0, Plans.High - Free);
}

/// <summary>A region, a community or a kind of house, week by week.</summary>
public sealed record OccupancyGroup(OccupancyGroupKind Kind, string Key, ImmutableArray<OccupancyWeek> Weeks)
{
    /// <summary>The weeks in which more are expected to be needed than are free.</summary>
    public IEnumerable<OccupancyWeek> ShortWeeks => Weeks.Where(w => w.Short > 0);
}

public sealed record Occupancy(OccupancyQuery Asked, IReadOnlyList<OccupancyGroup> Groups, IReadOnlyList<ForecastInput> Inputs);

/// <summary>Beds of one house night by night, counted over a span of nights. Adds only: what is there, what cannot be used, who sleeps there.</summary>
public sealed class NightCount(LocalDate from, int days)
{
    private readonly int[] total = new int[days + 1];
    private readonly int[] outOfUse = new int[days + 1];
    private readonly int[] booked = new int[days + 1];
    private bool summed;

    public int Total(int night) => Of(total, night);
    public int Available(int night) => Of(total, night) - Of(outOfUse, night);
    public int Booked(int night) => Of(booked, night);
    /// <summary>Never below none: who has no bed here takes none elsewhere.</summary>
    public int Free(int night) => Math.Max(0, Available(night) - Booked(night));

    public void AddBeds(LocalDate? first, LocalDate? end, int count) => Add(total, first ?? from, end ?? from.PlusDays(days), count);
    public void AddOutOfUse(LocalDate first, LocalDate end) => Add(outOfUse, first, end, 1);
    public void AddStays(LocalDate arriveOn, LocalDate departOn, int count) => Add(booked, arriveOn, departOn, count);

    private void Add(int[] nights, LocalDate first, LocalDate end, int count)
    {
        if (summed) { throw new InvalidOperationException("Read only after everything was added."); }
        var (a, b) = (Math.Clamp(Period.DaysBetween(from, first), 0, days), Math.Clamp(Period.DaysBetween(from, end), 0, days));
        if (b <= a) { return; }
        nights[a] += count;
        nights[b] -= count;
    }

    private int Of(int[] nights, int night)
    {
        if (!summed)
        {
            foreach (var row in new[] { total, outOfUse, booked }) { for (var i = 1; i <= days; i++) { row[i] += row[i - 1]; } }
            summed = true;
        }
        return nights[night];
    }
}
