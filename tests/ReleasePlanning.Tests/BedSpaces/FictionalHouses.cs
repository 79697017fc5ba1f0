using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Many houses all over the country with three years of stays, two of them past; the same from the same seed. Nobody in it lives.</summary>
public static class FictionalHouses
{
    private static readonly (string City, string Province, Region Region, string Zone)[] Towns =
    [
        ("Halifax", "NS", Region.Atlantic, "America/Halifax"), ("Moncton", "NB", Region.Atlantic, "America/Moncton"), ("St. John's", "NL", Region.Atlantic, "America/St_Johns"),
        ("Montréal", "QC", Region.Quebec, "America/Toronto"), ("Québec", "QC", Region.Quebec, "America/Toronto"), ("Gatineau", "QC", Region.Quebec, "America/Toronto"),
        ("Toronto", "ON", Region.Ontario, "America/Toronto"), ("Hamilton", "ON", Region.Ontario, "America/Toronto"), ("Kingston", "ON", Region.Ontario, "America/Toronto"),
        ("Winnipeg", "MB", Region.Prairie, "America/Winnipeg"), ("Regina", "SK", Region.Prairie, "America/Regina"), ("Calgary", "AB", Region.Prairie, "America/Edmonton"), ("Edmonton", "AB", Region.Prairie, "America/Edmonton"),
        ("Vancouver", "BC", Region.Pacific, "America/Vancouver"), ("Chilliwack", "BC", Region.Pacific, "America/Vancouver"),
    ];

    private static readonly string[] Flags = [PersonFlags.SexualOffence, PersonFlags.Arson, PersonFlags.Violence, PersonFlags.Gang, PersonFlags.OpioidAgonistTherapy, PersonFlags.Wheelchair];

    public static async Task MakeAsync(ReleasePlanningDb db, LocalDate today, int facilities, int beds, int stays, int seed = 1)
    {
        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10));
        var random = new Random(seed);
        await HousesAsync(db, random, today, facilities, Math.Max(1, beds / facilities));
        await db.Database.ExecuteSqlAsync($"""
            update beds b set features = array_remove(array[
                case when h.n % 10 = 0 then 'wheelchair' end, case when h.n % 4 = 0 then 'ground-floor' end,
                case when h.n % 3 = 0 then 'single' end, case when h.n % 2 = 0 then 'medication-storage' end], null)
            from (select id, row_number() over (order by residence_id, label) as n from beds) h where h.id = b.id
            """);
        await StaysAsync(db, today, Math.Max(1, stays / beds));
        await SpellsAsync(db, today);
        await ReferralsAsync(db, random, today, facilities);
        await db.Database.ExecuteSqlRawAsync("analyze");
        db.ChangeTracker.Clear();
    }

    /// <summary>Questions as officers ask them: another person, day, length and destination each time.</summary>
    public static IEnumerable<BedQuery> Queries(LocalDate today, int count, int seed = 2)
    {
        var random = new Random(seed);
        bool One(int of) => random.Next(of) == 0;
        for (var i = 0; i < count; i++)
        {
            var town = Towns[random.Next(Towns.Length)];
            var oat = One(6);
            var features = BedFeatures.All.Where(f => (f == BedFeatures.MedicationStorage && oat) || (f == BedFeatures.Wheelchair && One(15)) || (f == BedFeatures.GroundFloor && One(15)));
            yield return new(null, new()
            {
                Gender = One(8) ? "F" : "M", Language = One(3) ? "fr" : "en", ReleaseType = (ReleaseType)random.Next(3, 7), SexualOffence = One(6), Arson = One(15), Violence = One(2), Gang = One(8),
                OpioidAgonistTherapy = oat, Indigenous = One(4), ResidencyCondition = One(2), Destination = town.City, DestinationProvince = town.Province, BedFeatures = [.. features],
            }, today.PlusDays(random.Next(7, 120)), random.Next(14, 180));
        }
    }

    private static async Task HousesAsync(ReleasePlanningDb db, Random random, LocalDate today, int count, int beds)
    {
        bool Mostly(int percent) => random.Next(100) < percent;
        var office = await db.Set<Site>().AsNoTracking().FirstAsync(s => s.Kind == SiteKind.ParoleOffice);
        var sites = Enumerable.Range(0, count).Select(n =>
        {
            var town = Towns[n % Towns.Length];
            return new Site
            {
                Id = SiteId.New(), Code = string.Create(CultureInfo.InvariantCulture, $"bench-{n:D4}"), Kind = n % 15 == 0 ? SiteKind.CommunityCorrectionalCentre : SiteKind.CommunityResidentialFacility,
                NameEn = string.Create(CultureInfo.InvariantCulture, $"Fictional house {n}"), NameFr = string.Create(CultureInfo.InvariantCulture, $"Maison fictive {n}"), Region = town.Region, Province = town.Province,
                City = town.City, TimeZone = town.Zone, ParoleOfficeId = office.Id, Capacity = beds, OpensAt = new(8, 0), ClosesAt = new(16, 0),
            };
        }).ToList();
        db.AddRange(sites);
        await db.SaveChangesAsync();
        var ids = sites.ConvertAll(s => s.Id);
        var made = await db.Set<Facility>().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id);
        foreach (var site in sites)
        {
            var (house, town) = (made[site.Id], CommunityPlaces.Find(site.City)!.Value);
            (house.Latitude, house.Longitude) = (town.Latitude + (random.NextDouble() / 5), town.Longitude + (random.NextDouble() / 5));
            (house.Genders, house.Languages) = (Mostly(80) ? ["M"] : Mostly(50) ? ["F"] : ["M", "F", "X"], site.Province == "QC" ? ["fr", "en"] : Mostly(30) ? ["en", "fr"] : ["en"]);
            (house.TakesSexualOffence, house.TakesArson, house.TakesViolence, house.TakesGang) = (Mostly(35), Mostly(30), Mostly(75), Mostly(50));
            (house.TakesOpioidAgonistTherapy, house.TakesUnstableMentalHealth, house.TakesChildren, house.IndigenousProgramme) = (Mostly(70), Mostly(30), Mostly(5), Mostly(20));
            (house.LongestStayDays, house.TurnaroundDays) = (Mostly(20) ? 120 : null, Mostly(30) ? random.Next(1, 6) : 0);
            house.Catchment = Mostly(15) ? [site.Province] : [];
            house.ReleaseTypes = Mostly(20) ? ["DP", "FP", "SR"] : [];
            house.CriteriaEnteredAt = Mostly(90) ? Instant.FromUtc(2026, 1, 1, 0, 0) : null;
            db.Add(new FacilityContract { Id = Guid.CreateVersion7(), FacilityId = house.Id, FromOn = today.PlusYears(-2), GuaranteedBeds = beds, ExtraBeds = 0, PerDiem = 90 + random.Next(120) });
        }
        await db.SaveChangesAsync();
    }

    /// <summary>One after the other on each bed, over three years from two years ago; of those to come somewhat more than half are booked by now.</summary>
    private static Task<int> StaysAsync(ReleasePlanningDb db, LocalDate today, int ofBed)
    {
        var (start, now) = (today.PlusYears(-2).ToDateOnly(), today.ToDateOnly());
        var days = 1095 / ofBed;
        return db.Database.ExecuteSqlAsync($"""
            with numbered as (select id, residence_id, row_number() over (order by residence_id, label) as n from beds where residence_id in (select id from sites where code like 'bench-%')),
            persons as (
                insert into people select p.* from (select x as person from people x order by fps limit 1) somebody, numbered b, generate_series(1, 4) k,
                    lateral jsonb_populate_record(somebody.person, jsonb_build_object('id', md5('person' || b.n || '-' || k)::uuid, 'fps', 'B' || b.n || '-' || k, 'flags', '[]'::jsonb)) p
                returning id),
            drawn as (
                select b.id, b.residence_id, b.n, i, ({days} / 2 + abs(hashint8(b.n * 1000 + i)) % {days})::int as nights, (abs(hashint8(b.n * 7000 + i)) % 4 + case when i = 1 then abs(hashint8(b.n)) % 40 else 0 end)::int as gap,
                    abs(hashint8(b.n * 31 + i * 17)) % 100 as luck
                from numbered b, generate_series(1, {ofBed * 11 / 10}) i),
            dated as (select *, {start}::date + (sum(nights + gap) over (partition by id order by i) - nights)::int as arrive from drawn)
            insert into bed_stays (id, person_id, residence_id, bed_id, bed_named, needs, nights, occupies, state, booked_at, held_until)
            select md5('stay' || n || '-' || i)::uuid, md5('person' || n || '-' || (i % 4 + 1))::uuid, residence_id, id, luck % 10 = 0, array[]::text[],
                daterange(arrive, arrive + nights), daterange(arrive, arrive + nights),
                case when arrive + nights <= {now} then 'Departed' when arrive <= {now} then 'Arrived' when luck < 20 then 'Held' else 'Confirmed' end, {now}::date - 30,
                case when arrive > {now} and luck < 20 then {now}::date + 10 end
            from dated where (select count(*) from persons) > 0 and (arrive <= {now} or luck < 55)
            """);
    }

    private static Task<int> SpellsAsync(ReleasePlanningDb db, LocalDate today)
    {
        var now = today.ToDateOnly();
        return db.Database.ExecuteSqlAsync($"""
            insert into out_of_service_revisions (spell_id, revision, bed_id, facility_id, from_on, until_on, reason_code, note, cancelled, at)
            select md5('spell' || b.n)::uuid, 1, b.id, b.residence_id, {now}::date + (b.n % 90)::int, {now}::date + (b.n % 90 + 20)::int, 'repair', '', b.n % 80 = 0, {now}::date
            from (select id, residence_id, row_number() over (order by residence_id, label) as n from beds) b where b.n % 40 = 0
            """);
    }

    /// <summary>What houses answered before: forty referrals a house.</summary>
    private static async Task ReferralsAsync(ReleasePlanningDb db, Random random, LocalDate today, int facilities)
    {
        var (office, prison) = (await db.Set<Site>().FirstAsync(s => s.Kind == SiteKind.ParoleOffice), await db.Set<Site>().FirstAsync(s => s.Kind == SiteKind.Institution));
        var (staff, like) = (await db.Set<StaffMember>().FirstAsync(), await db.Set<Person>().AsNoTracking().FirstAsync());
        var plans = new List<ReleasePlan>();
        for (var i = 0; i < Math.Max(4, facilities / 5); i++)
        {
            var person = new Person
            {
                Id = PersonId.New(), Fps = string.Create(CultureInfo.InvariantCulture, $"R{i:D6}"), FamilyName = "Fictional", GivenNames = "Person", BornOn = like.BornOn, Gender = "M", Language = "en", InstitutionId = like.InstitutionId,
                SecurityLevel = like.SecurityLevel, SentenceKind = like.SentenceKind, SentencedOn = like.SentencedOn, PlaceOfConviction = "Fictional Falls", Flags = [.. Flags.Where(_ => random.Next(4) == 0)],
            };
            var plan = new ReleasePlan
            {
                Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = ReleaseType.StatutoryRelease, ReleasingSiteId = prison.Id, ParoleOfficeId = office.Id, DestinationCommunity = office.City, NeedsResidence = true,
                ResidencyCondition = false, EntitlementOn = today, ReleaseOn = today.PlusDays(-1), ReleaseReason = new Reason("release.as-entered"), ParoleOfficerId = staff.Id, LaunchedAt = Instant.FromUtc(2026, 1, 1, 0, 0), LaunchedBy = staff.Id, Status = PlanStatus.Closed,
            };
            db.AddRange(person, plan);
            plans.Add(plan);
        }
        await db.SaveChangesAsync();
        var ids = plans.Select(p => p.Id.Value).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            insert into bed_referrals (id, plan_id, residence_id, round, rank, together, state, conditions, backup, note, package, sent_at, answered_at)
            select gen_random_uuid(), p.id, f.id, 1, f.n::int, true, (array['Accepted', 'Declined', 'Declined', 'NoAnswer'])[abs(hashint8(f.n * 100 + p.k)) % 4 + 1], '', false, '', jsonb_build_object(), now(), now()
            from (select id, row_number() over (order by id) as n from facilities) f join unnest({ids}) with ordinality p(id, k) on (f.n + p.k) % 3 = 0 and p.k <= 120
            """);
    }
}
