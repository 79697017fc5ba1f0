using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
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

    /// <summary>What the criteria of houses are about.</summary>
    private static readonly string[] ForHouses =
        [PersonFlags.Wheelchair, PersonFlags.OpioidAgonistTherapy, PersonFlags.SexualOffence, PersonFlags.Arson, PersonFlags.Violence, PersonFlags.Gang];

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>Null where nothing was kept: a referral sent before packages were.</summary>
    public static ReferralPackage? Read(string json) => json is "" or "{}" ? null : JsonSerializer.Deserialize<ReferralPackage>(json, Json);

    public static IReadOnlyList<string> FlagsForHouses(Person person) => [.. person.Flags.Where(ForHouses.Contains)];

    /// <summary>What the bed must have.</summary>
    public static IReadOnlyList<string> BedNeedsOf(Person person)
    {
        var needs = new List<string>();
        if (person.Has(PersonFlags.Wheelchair)) { needs.Add(BedFeatures.Wheelchair); }
        if (person.Has(PersonFlags.OpioidAgonistTherapy)) { needs.Add(BedFeatures.MedicationStorage); }
        return needs;
    }

    public static async Task<ReferralPackage> OfAsync(ReleasePlanningDb db, ReleasePlan plan, string needs, CancellationToken ct)
    {
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var officer = await db.Set<StaffMember>().AsNoTracking().SingleAsync(s => s.Id == plan.ParoleOfficerId, ct);
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == plan.ReleasingSiteId, ct);
        var until = await db.Set<ParoleCondition>().Where(c => c.PlanId == plan.Id && c.Kind == ConditionKind.Residency && c.ReplacedAt == null).Select(c => c.UntilOn).FirstOrDefaultAsync(ct);
        var nights = StayNights.Of(plan, DateTimeZoneProviders.Tzdb[site.TimeZone]);
        return new(1, person.DisplayName, person.Language, person.Gender, Period.Between(person.BornOn, plan.ReleaseOn, PeriodUnits.Years).Years, plan.ReleaseType.Code(),
            Day(nights.ArriveOn), Day(nights.DepartOn), BedNeedsOf(person), FlagsForHouses(person), plan.ResidencyCondition, until is { } on ? Day(on) : null, needs, officer.Name, officer.Email, site.NameEn);
    }

    private static string Day(LocalDate date) => LocalDatePattern.Iso.Format(date);
}
