using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>Takes in the rooms and beds of residences. Beds a file does not name stay as they are; who is booked keeps a bed that will do.</summary>
public sealed class ImportBeds(ReleasePlanningDb db, IClock clock)
{
    public static readonly IReadOnlyList<string> Columns = ["site", "bed", "room", "floor", "features", "opens_on", "closes_on"];

    private static readonly HashSet<string> Features = [.. BedFeatures.All];

    public Task<Outcome<Import>> RunAsync(Stream file, string fileName, StaffId? by, CancellationToken ct) =>
        ImportTransaction.RunAsync(db, clock, ImportKind.Beds, Columns, file, fileName, by, LoadAsync, ct);

    private async Task LoadAsync(ImportBatch batch, CancellationToken ct)
    {
        var houses = await ImportHouses.LockAsync(db, batch, "site", ct);
        RefuseRepeated(batch);
        var read = new List<(ImportRow Row, ImportedHouse House, BedEdit Edit, LocalDate? ClosesOn)>();
        foreach (var row in batch.Rows.Where(r => !r.IsUnreadable))
        {
            if (houses.Find(row, "site") is { } house && Read(row) is { } bed) { read.Add((row, house, bed.Edit, bed.ClosesOn)); }
        }
        foreach (var (row, house, edit, _) in read.Where(r => r.Edit.Room.Length > 0))
        {
            var first = read.First(r => r.House == house && r.Edit.Room == edit.Room);
            if (first.Edit.Floor != edit.Floor) { row.Refuse("floor", "import.room-on-two-floors", first.Row.Line); }
        }

        var ids = read.Select(r => r.House.Site.Id).Distinct().ToList();
        var rooms = await db.Set<Room>().Where(r => ids.Contains(r.FacilityId)).ToDictionaryAsync(r => (r.FacilityId, r.Label), ct);
        var beds = await db.Set<Bed>().Where(b => ids.Contains(b.ResidenceId)).ToDictionaryAsync(b => (b.ResidenceId, b.Label), ct);
        foreach (var house in read.Where(r => !r.Row.IsRefused).GroupBy(r => r.House))
        {
            foreach (var (row, _, edit, closesOn) in house) { Take(batch, row, house.Key, edit, closesOn, rooms, beds); }
        }
    }

    private void Take(
        ImportBatch batch, ImportRow row, ImportedHouse house, BedEdit edit, LocalDate? closesOn, Dictionary<(SiteId, string), Room> rooms, Dictionary<(SiteId, string), Bed> beds)
    {
        var known = beds.GetValueOrDefault((house.Site.Id, edit.Label));
        if (known is not null && Meets(house, known.Id, edit, closesOn, batch.At) is > 0 and var met)
        {
            row.Refuse(closesOn is null ? "features" : "closes_on", "import.people-are-booked", met);
            return;
        }
        var roomId = RoomOf(house.Site.Id, edit, rooms, out var roomChanged);
        var now = new Bed
        {
            Id = known?.Id ?? Guid.CreateVersion7(), ResidenceId = house.Site.Id, RoomId = roomId, Label = edit.Label, Features = [.. edit.Features], OpensOn = edit.OpensOn, ClosesOn = closesOn,
        };
        if (known is not null)
        {
            batch.Count(db.Replace(known, now) || roomChanged);
            return;
        }
        db.Add(now);
        batch.Added++;
    }

    private Guid? RoomOf(SiteId house, BedEdit edit, Dictionary<(SiteId, string), Room> rooms, out bool changed)
    {
        changed = false;
        if (edit.Room.Length == 0) { return null; }
        if (!rooms.TryGetValue((house, edit.Room), out var room))
        {
            db.Add(rooms[(house, edit.Room)] = room = new Room { Id = Guid.CreateVersion7(), FacilityId = house, Label = edit.Room, Floor = edit.Floor });
            changed = true;
        }
        else if (room.Floor != edit.Floor)
        {
            db.Entry(room).Property(r => r.Floor).CurrentValue = edit.Floor;
            changed = true;
        }
        return room.Id;
    }

    private static int Meets(ImportedHouse house, Guid bed, BedEdit edit, LocalDate? closesOn, Instant at)
    {
        var after = house.Beds.Beds.Select(b => b.Id != bed ? b : new Bed { Id = b.Id, ResidenceId = b.ResidenceId, Label = b.Label, Features = [.. edit.Features], OpensOn = edit.OpensOn, ClosesOn = closesOn });
        return RoomPlan.Of(house.Beds, house.Beds with { Beds = [.. after] }, house.Stays, SiteTime.DateOf(at, SiteTime.Zone(house.Site.TimeZone))).Met.Count;
    }

    private static (BedEdit Edit, LocalDate? ClosesOn)? Read(ImportRow row)
    {
        var (opens, closes) = (row.OptionalDate("opens_on"), row.OptionalDate("closes_on"));
        if (closes <= opens) { row.Refuse("closes_on", "facility.closes-before-it-opens", opens); }
        var edit = new BedEdit(row.Text("bed"), row.Value("room"), row.Value("floor"), row.Several("features", Features), opens);
        foreach (var problem in BedRules.Check(edit).Where(p => p.Field is "label" or "room" or "floor" && edit.Label.Length > 0))
        {
            row.Refuse(problem.Field == "label" ? "bed" : problem.Field, problem.Reason.Code, [.. problem.Reason.Args]);
        }
        return row.IsRefused ? null : (edit, closes);
    }

    private static void RefuseRepeated(ImportBatch batch)
    {
        var first = new Dictionary<(string, string), int>();
        foreach (var row in batch.Rows.Where(r => !r.IsUnreadable))
        {
            var key = (row.Value("site"), row.Value("bed"));
            if (!first.TryAdd(key, row.Line)) { row.Refuse("bed", "import.repeated", first[key]); }
        }
    }
}
