using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>The places a plan touches, with their calendars and zones. "releasing", "destination", "residence" and "region" are how diagrams name them.</summary>
public sealed class PlanPlaces(ReleasePlanningDb db, CurrentCalendar current)
{
    private CalendarData? data;

    /// <summary>Another calendar than the one in force, to see what would be.</summary>
    public void Assume(CalendarData calendar) => data = calendar;

    public async Task<Site> SiteAsync(SiteId id, CancellationToken ct) =>
        await db.Set<Site>().FindAsync([id], ct) ?? throw new InvalidOperationException($"There is no site {id}.");

    /// <summary>The site a diagram's word stands for. A residence not chosen yet is looked after by the parole office at the destination.</summary>
    public async Task<Site> SiteAsync(ReleasePlan plan, string word, CancellationToken ct) => word switch
    {
        "releasing" => await SiteAsync(plan.ReleasingSiteId, ct),
        "residence" => await SiteAsync(plan.ResidenceId ?? plan.ParoleOfficeId, ct),
        "region" => await HeadquartersAsync((await SiteAsync(plan.ReleasingSiteId, ct)).Region, ct),
        "destination" => await SiteAsync(plan.ParoleOfficeId, ct),
        // a site the run gave by its id; one it has not given yet stands for the residence
        _ when Guid.TryParse(word, out var id) => await SiteAsync(SiteId.From(id), ct),
        _ when word.Length == 0 || StepBinding.IsAsked(word) => await SiteAsync(plan.ResidenceId ?? plan.ParoleOfficeId, ct),
        _ => throw new InvalidOperationException($"\"{word}\" is not one of releasing, destination, residence, region."),
    };

    public async Task<WorkingDays> DaysAsync(Site site, CancellationToken ct)
    {
        data ??= await current.ReadAsync(db, ct);
        return data.Days(site.Province);
    }

    /// <summary>Both calendars of a site's province, its hours and its zone.</summary>
    public async Task<SiteCalendar> CalendarAsync(Site site, CancellationToken ct)
    {
        data ??= await current.ReadAsync(db, ct);
        return data.Of(site);
    }

    /// <summary>What a plan's diagrams may ask: the calendar, and the zone their timers are counted in, which is the releasing institution's.
    /// Read when they ask and not before, because most steps never do; the interpreter cannot wait for an answer, so the read is not an awaited one.</summary>
    public FeelHost ForConditions(ReleasePlan plan) =>
        new((from, to, province) => (data ??= current.Read(db)).Days(province).Between(from, to))
        {
            ZoneOf = () => Zone(db.Set<Site>().Find(plan.ReleasingSiteId) ?? throw new InvalidOperationException($"There is no site {plan.ReleasingSiteId}.")),
        };

    public static DateTimeZone Zone(Site site) => DateTimeZoneProviders.Tzdb[site.TimeZone];

    private async Task<Site> HeadquartersAsync(Region region, CancellationToken ct) =>
        db.Set<Site>().Local.FirstOrDefault(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == region)
        ?? await db.Set<Site>().FirstOrDefaultAsync(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == region, ct)
        ?? throw new InvalidOperationException($"The region {region} has no headquarters in the list of sites.");
}
