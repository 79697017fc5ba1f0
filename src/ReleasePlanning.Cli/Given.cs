using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Cli;

/// <summary>The command line makes no sense, as found on the way.</summary>
internal sealed class MisusedException(Reason reason) : Exception
{
    public Reason Reason => reason;
}

/// <summary>What stands behind the options, looked up where it names something.</summary>
internal sealed class Given(IReadOnlyDictionary<string, string> options, ReleasePlanningDb db)
{
    public ReleasePlanningDb Db => db;
    public bool Has(string name) => options.ContainsKey(name);
    public string? Text(string name) => options.GetValueOrDefault(name);
    public string Needed(string name) => Text(name) ?? throw new MisusedException(new Reason("cli.option-needs-value", name));

    public LocalDate Day(string name) => LocalDatePattern.Iso.Parse(Needed(name)) is { Success: true, Value: var day } ? day : throw new MisusedException(new Reason("cli.stays.not-a-day", name));

    public Instant Moment(string name, Site house) => LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(Needed(name)) is { Success: true, Value: var at }
        ? SiteTime.At(at.Date, at.TimeOfDay, SiteTime.Zone(house.TimeZone))
        : throw new MisusedException(new Reason("cli.stays.not-a-moment", name));

    public Task<Site> HouseAsync(string name, CancellationToken ct) => SiteAsync(Needed(name), ct);

    public async Task<Site> SiteAsync(string code, CancellationToken ct) =>
        await db.Set<Site>().AsNoTracking().SingleOrDefaultAsync(s => s.Code == code, ct) ?? throw new MisusedException(new Reason("cli.stays.unknown", code));

    public async Task<Site> HouseOfAsync(Guid stay, CancellationToken ct) =>
        await (from s in db.Set<BedStay>() join h in db.Set<Site>() on s.ResidenceId equals h.Id where s.Id == stay select h).AsNoTracking().SingleOrDefaultAsync(ct)
        ?? throw new MisusedException(new Reason("cli.stays.unknown", stay));

    public async Task<ReleasePlanId> PlanAsync(string number, CancellationToken ct) =>
        (await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Number == number, ct) ?? throw new MisusedException(new Reason("cli.stays.unknown", number))).Id;

    public async Task<PersonId> PersonAsync(string fps, CancellationToken ct) =>
        (await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Fps == fps, ct) ?? throw new MisusedException(new Reason("cli.stays.unknown", fps))).Id;

    public async Task<Guid> BedAsync(SiteId house, string label, CancellationToken ct) =>
        (await db.Set<Bed>().AsNoTracking().SingleOrDefaultAsync(b => b.ResidenceId == house && b.Label == label, ct) ?? throw new MisusedException(new Reason("cli.stays.unknown", label))).Id;
}
