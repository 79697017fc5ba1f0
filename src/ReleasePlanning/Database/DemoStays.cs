using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;

namespace ReleasePlanning.Database;

/// <summary>Who lives in the houses of the demo region, who is expected and for whom a bed is held: fictional people without plans, counted from the day of the first start.
/// Whoever moved in before that day is entered as they are, the way a service begins; what happens on the day itself is done by the acts of a house's own staff.
/// Only where nobody has a bed yet.</summary>
public sealed class DemoStays(ReleasePlanningDb db, IServiceScopeFactory scopes, CurrentCalendar calendar, IClock clock)
{
    private const string BeingRepaired = "beacon-street-house", JustLeft = "clearwater-centre";
    private const int BookedDaysBefore = 30;
    // beside the other locks of starters
    private const int Lock = 3;

    private sealed record Line(string Site, string Bed, string Fps, StayState State, int ArrivesIn, int DepartsIn, IReadOnlyList<string> Needs, int? HoldEndsIn);

    public async Task RunAsync(CancellationToken ct)
    {
        if (await db.Set<BedStay>().AnyAsync(ct)) { return; }
        await DemoRegion.LoadAsync("residents", new ImportExtract(db, clock).RunAsync, ct);
        db.ChangeTracker.Clear();
        if (!await EnterAsync(ct)) { return; }
        await TakeOutOfServiceAsync(ct);
        await LeaveAsync(ct);
    }

    /// <summary>False when another starter was first.</summary>
    private async Task<bool> EnterAsync(CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(41, {Lock})", ct);
        if (await db.Set<BedStay>().AnyAsync(ct)) { return false; }
        var sites = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.CommunityResidentialFacility || s.Kind == SiteKind.CommunityCorrectionalCentre).ToDictionaryAsync(s => s.Code, ct);
        var beds = await db.Set<Bed>().AsNoTracking().ToDictionaryAsync(b => (b.ResidenceId, b.Label), b => b.Id, ct);
        var turnaround = await db.Set<Facility>().AsNoTracking().ToDictionaryAsync(f => f.Id, f => f.TurnaroundDays, ct);
        var lines = await ReadAsync(ct);
        var fps = lines.ConvertAll(l => l.Fps);
        var people = await db.Set<Person>().AsNoTracking().Where(p => fps.Contains(p.Fps)).ToDictionaryAsync(p => p.Fps, p => p.Id, ct);
        var (now, days) = (clock.GetCurrentInstant(), await calendar.ReadAsync(db, ct));
        foreach (var line in lines)
        {
            var site = sites[line.Site];
            Enter(line, site, beds[(site.Id, line.Bed)], people[line.Fps], nights => Turnaround.Of(nights, turnaround[site.Id], days.Days(site.Province)), now);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private void Enter(Line line, Site site, Guid bed, PersonId person, Func<Nights, Nights> occupies, Instant now)
    {
        var zone = SiteTime.Zone(site.TimeZone);
        var today = SiteTime.DateOf(now, zone);
        var nights = new Nights(today.PlusDays(line.ArrivesIn), today.PlusDays(line.DepartsIn));
        // nothing was booked after now
        var booked = Instant.Min(now, SiteTime.At(nights.ArriveOn.PlusDays(-BookedDaysBefore), site.OpensAt, zone));
        var stay = new BedStay
        {
            Id = Guid.CreateVersion7(), PersonId = person, ResidenceId = site.Id, BedId = bed, Needs = [.. line.Needs], Nights = nights, Occupies = occupies(nights), BookedAt = booked,
            State = line.State == StayState.Held ? StayState.Held : StayState.Confirmed,
            HeldUntil = line.HoldEndsIn is { } ends ? SiteTime.At(today.PlusDays(ends), site.ClosesAt, zone) : null,
        };
        db.Add(stay);
        db.WriteEvent(stay, line.State == StayState.Held ? StayEvents.Held : StayEvents.Confirmed, Actor.Service, booked);
        if (line.State != StayState.Arrived) { return; }
        var arrived = SiteTime.At(nights.ArriveOn, site.OpensAt.PlusHours(6), zone);
        (stay.State, stay.ArrivedAt) = (StayState.Arrived, arrived);
        db.WriteEvent(stay, StayEvents.Arrived, Actor.Service, arrived);
    }

    /// <summary>A free bed is being repaired for two weeks.</summary>
    private async Task TakeOutOfServiceAsync(CancellationToken ct)
    {
        var (house, staff) = await HouseAsync(BeingRepaired, ct);
        var bed = await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == house.Id && !db.Set<BedStay>().Any(s => s.BedId == b.Id)).OrderByDescending(b => b.Label).FirstAsync(ct);
        var seen = await db.Set<Facility>().AsNoTracking().Where(f => f.Id == house.Id).Select(f => f.Version).SingleAsync(ct);
        var today = SiteTime.DateOf(clock.GetCurrentInstant(), SiteTime.Zone(house.TimeZone));
        await using var scope = scopes.CreateAsyncScope();
        Done(await scope.ServiceProvider.GetRequiredService<SetSpell>().RunAsync(house.Id, bed.Id, null, new(today, today.PlusDays(13), "repair", "The window frame is being replaced."), seen, staff, ct));
    }

    /// <summary>Somebody left this morning, and the house makes the bed ready.</summary>
    private async Task LeaveAsync(CancellationToken ct)
    {
        var (house, staff) = await HouseAsync(JustLeft, ct);
        var stays = await db.Set<BedStay>().AsNoTracking().Where(s => s.ResidenceId == house.Id && s.State == StayState.Arrived).ToListAsync(ct);
        var first = stays.MinBy(s => s.Nights.DepartOn)!;
        await using var scope = scopes.CreateAsyncScope();
        Done(await scope.ServiceProvider.GetRequiredService<ActOnStay>().RunAsync(first.Id, new StayAct.Depart(clock.GetCurrentInstant(), "own-address"), null, staff, ct));
    }

    private async Task<(Site House, Actor Staff)> HouseAsync(string code, CancellationToken ct)
    {
        var house = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Code == code, ct);
        var staff = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.SignIn).FirstAsync(s => s.Roles.Any(r => r.Role == Roles.ResidenceIntake && r.SiteId == house.Id), ct);
        return (house, new Actor(staff.Id, staff.Name, [new(Roles.ResidenceIntake, house.Id)]));
    }

    private static void Done<T>(Outcome<T> outcome)
    {
        if (!outcome.IsDone) { throw new InvalidOperationException("The demo region was refused: " + string.Join(", ", outcome.Problems.Select(p => p.Reason.Code))); }
    }

    private static async Task<List<Line>> ReadAsync(CancellationToken ct)
    {
        using var reader = new StreamReader(DemoRegion.File("stays"));
        var lines = new List<Line>();
        // the first line names the columns
        await reader.ReadLineAsync(ct);
        while (await reader.ReadLineAsync(ct) is { } text)
        {
            var f = text.Split(',');
            lines.Add(new(f[0], f[1], f[2], Enum.Parse<StayState>(f[3], ignoreCase: true), Days(f[4]), Days(f[5]), f[6].Split(';', StringSplitOptions.RemoveEmptyEntries), f[7].Length == 0 ? null : Days(f[7])));
        }
        return lines;

        static int Days(string text) => int.Parse(text, CultureInfo.InvariantCulture);
    }
}
