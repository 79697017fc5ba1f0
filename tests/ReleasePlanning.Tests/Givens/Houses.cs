using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Houses with as many beds as a test needs, people to live in them, and stays in one line.</summary>
public static class Houses
{
    private static int made;

    public static async Task<(Site House, IReadOnlyList<Bed> Beds)> AHouseAsync(this Acting acting, int beds, Action<Facility>? with = null, SiteKind kind = SiteKind.CommunityResidentialFacility)
    {
        var n = Interlocked.Increment(ref made);
        return await acting.ReadAsync(async db =>
        {
            var like = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.CommunityResidentialFacility).OrderBy(s => s.Code).FirstAsync();
            var house = new Site
            {
                Id = SiteId.New(), Code = $"house-{n}-{Guid.CreateVersion7():N}", Kind = kind, NameEn = $"House {n}", NameFr = $"Maison {n}", Region = like.Region, Province = like.Province,
                City = like.City, TimeZone = like.TimeZone, OpensAt = like.OpensAt, ClosesAt = like.ClosesAt, ParoleOfficeId = like.ParoleOfficeId, Capacity = beds,
            };
            db.Add(house);
            await db.SaveChangesAsync();
            var facility = await db.Set<Facility>().SingleAsync(f => f.Id == house.Id);
            with?.Invoke(facility);
            await db.SaveChangesAsync();
            return (house, (IReadOnlyList<Bed>)await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == house.Id).OrderBy(b => b.Label).ToListAsync());
        });
    }

    /// <summary>Somebody of the region who has no stay yet.</summary>
    public static Task<Person> SomebodyAsync(this Acting acting) => acting.ReadAsync(async db =>
    {
        var like = await db.Set<Person>().AsNoTracking().OrderBy(p => p.Fps).FirstAsync();
        var n = Interlocked.Increment(ref made);
        var person = new Person
        {
            Id = PersonId.New(), Fps = $"9{Random.Shared.NextInt64(10_000_000, 99_999_999)}Z", FamilyName = $"Fictional{n}", GivenNames = "Alex", BornOn = like.BornOn, Gender = like.Gender,
            Language = "en", InstitutionId = like.InstitutionId, SecurityLevel = like.SecurityLevel, SentenceKind = like.SentenceKind, SentencedOn = like.SentencedOn, SentenceMonths = like.SentenceMonths,
            PlaceOfConviction = like.PlaceOfConviction,
        };
        db.Add(person);
        await db.SaveChangesAsync();
        return person;
    });

    /// <summary>Intake staff of a house.</summary>
    public static async Task<Actor> IntakeAsync(this Acting acting, Site house) =>
        (await acting.ReadAsync(db => db.Set<StaffMember>().OrderBy(s => s.SignIn).FirstAsync())) is var staff ? new Actor(staff.Id, staff.Name, [new(Roles.ResidenceIntake, house.Id)]) : throw new InvalidOperationException();

    public static Task<Outcome<BedStay>> BookAsync(this Acting acting, Actor who, Site house, LocalDate arrive, LocalDate depart, Person? person = null, ReleasePlanId? plan = null,
        Guid? bed = null, bool confirm = false, Instant? until = null, params string[] needs) =>
        acting.WithAsync<BookStay, Outcome<BedStay>>(a => a.RunAsync(new(plan, person?.Id, house.Id, arrive, depart, needs, bed, confirm, until), who, default));

    /// <summary>A confirmed stay of somebody new.</summary>
    public static async Task<BedStay> AStayAsync(this Acting acting, Actor who, Site house, LocalDate arrive, LocalDate depart, Guid? bed = null, params string[] needs)
    {
        var booked = await acting.BookAsync(who, house, arrive, depart, await acting.SomebodyAsync(), bed: bed, confirm: true, needs: needs);
        booked.Problems.ShouldBeEmpty();
        return booked.Value!;
    }

    public static Task<Outcome<BedStay>> DoAsync(this Acting acting, BedStay stay, StayAct act, Actor who) => acting.WithAsync<ActOnStay, Outcome<BedStay>>(a => a.RunAsync(stay.Id, act, null, who, default));

    public static Task<BedStay> StayAsync(this Acting acting, Guid id) => acting.ReadAsync(db => db.Set<BedStay>().AsNoTracking().SingleAsync(s => s.Id == id));

    public static Task<List<string>> EventsAsync(this Acting acting, BedStay stay) =>
        acting.ReadAsync(db => db.Set<BedStayEvent>().Where(e => e.StayId == stay.Id).OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.Kind).ToListAsync());
}
