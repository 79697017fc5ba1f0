using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>What a house is told so that it can answer, and nothing else (CCRA s.25(1)): kept as it was sent. Nothing of victims, no-go areas or no-contact persons.</summary>
/// <param name="Version">Of this shape.</param>
/// <param name="Flags">Those of the file that the criteria of houses are about.</param>
/// <param name="ResidencyUntil">Until when the residency condition stands, where it says so. Other conditions may name people and places, so none goes out.</param>
/// <param name="ArriveOn">As year-month-day, like the day of departure: this is a record, not a date to count with.</param>
public sealed record ReferralPackage(
    int Version, string Name, string Language, string Gender, int Age, string ReleaseType, string ArriveOn, string DepartOn, IReadOnlyList<string> BedNeeds,
    IReadOnlyList<string> Flags, bool ResidencyCondition, string? ResidencyUntil, string Needs, string OfficerName, string OfficerEmail, string OfficerSite)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null where nothing was kept: a referral sent before packages were.</summary>
    public static ReferralPackage? Read(string json) => json is "" or "{}" ? null : JsonSerializer.Deserialize<ReferralPackage>(json, Json);

    public static async Task<ReferralPackage> OfAsync(ReleasePlanningDb db, ReleasePlan plan, string needs, CancellationToken ct)
    {
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var officer = await db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == plan.ParoleOfficerId, ct);
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == plan.ReleasingSiteId, ct);
        var (stands, until) = await PersonNeedsQueries.ResidencyAsync(db, plan, ct);
        var nights = StayNights.Of(plan, until, DateTimeZoneProviders.Tzdb[site.TimeZone]).Nights;
        return new(1, person.DisplayName, person.Language, person.Gender, Period.Between(person.BornOn, plan.ReleaseOn, PeriodUnits.Years).Years, plan.ReleaseType.Code(),
            Day(nights.ArriveOn), Day(nights.DepartOn), PersonNeeds.FeaturesOf(person), [.. person.Flags.Where(PersonNeeds.KindsOfCase.Contains)], stands, until is { } on ? Day(on) : null, needs, officer.Name, officer.Email, site.NameEn);
    }

    private static string Day(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
