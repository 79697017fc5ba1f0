using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>A search as somebody types it: for a plan, whose person brings most of it, or by hand.</summary>
/// <param name="Needs">Bed features and facts of the person by their keys; see <see cref="BedSearchRequest.AllNeeds"/>.</param>
/// <param name="Near">Degrees "latitude,longitude", or a community, from which distances are measured; empty: the destination.</param>
public sealed record BedSearchRequest(
    ReleasePlanId? Plan = null, LocalDate? ArriveOn = null, int? Nights = null, string Destination = "", string Gender = "", string Language = "", string ReleaseType = "",
    ImmutableArray<string> Needs = default, ImmutableArray<string> Programmes = default, Region? Region = null, int? WithinKm = null, string Near = "")
{
    public const string UnstableMentalHealth = "unstable-mental-health";
    public const string WithChildren = "with-children";
    public const string Residency = "residency";

    /// <summary>What an officer can add to a plan's person.</summary>
    public static readonly IReadOnlyList<string> ExtraNeeds = [.. BedFeatures.All, UnstableMentalHealth, WithChildren];

    public static readonly IReadOnlyList<string> AllNeeds =
        [.. ExtraNeeds, PersonFlags.SexualOffence, PersonFlags.Arson, PersonFlags.Violence, PersonFlags.Gang, PersonFlags.OpioidAgonistTherapy, PersonFlags.Indigenous, Residency];
}

/// <summary>A search that makes sense, and the plan it is for.</summary>
public sealed record AskedSearch(BedQuery Query, PlanNeeds? For);

/// <summary>Turns what somebody typed into a search, or says what is wrong with it. Looking for a plan's person is reading the plan, and is written down as that.</summary>
public sealed class BedSearchQueries(ReleasePlanningDb db, PersonNeedsQueries needs, RecordRead recordRead, IClock clock)
{
    /// <summary>Farther ahead no house knows its beds.</summary>
    public const int MostDaysAhead = 730;

    public async Task<Outcome<AskedSearch>> AskAsync(BedSearchRequest asked, Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var said = asked with { Needs = asked.Needs.IsDefault ? [] : asked.Needs, Programmes = asked.Programmes.IsDefault ? [] : asked.Programmes };
        PlanNeeds? plan = null;
        if (said.Plan is { } id)
        {
            plan = await needs.OfPlanAsync(id, ExtraOf(said), ct);
            // the command line runs as the service, by whoever runs the database
            if (plan is null || (actor != Actor.Service && (await PlanScope.ViewAsync(db, plan.Plan, actor, ct)).Value != PlanView.Full)) { return Outcome.NotFound<AskedSearch>(); }
        }
        var today = clock.GetCurrentInstant().InUtc().Date;
        var arriveOn = said.ArriveOn ?? (plan is { } p && p.ArriveOn >= today ? p.ArriveOn : today);
        var nights = said.Nights ?? plan?.Nights ?? StayNights.Usual;
        if (Problems(said, arriveOn, nights, today).ToList() is { Count: > 0 } problems) { return Outcome.Refused<AskedSearch>(problems); }
        if (plan is not null) { await recordRead.RunAsync(plan.Plan.Id, actor, null, ct); }
        return Outcome.Done(new AskedSearch(new(said.Plan, plan?.Needs ?? ByHand(said), arriveOn, nights, said.Region, PlaceOf(said.Near), said.WithinKm), plan));
    }

    private static IEnumerable<Problem> Problems(BedSearchRequest said, LocalDate arriveOn, int nights, LocalDate today)
    {
        // somewhere it is still yesterday
        if (arriveOn < today.PlusDays(-1)) { yield return Problem.With("arriveOn", "bed-search.past", today); }
        if (arriveOn > today.PlusDays(MostDaysAhead)) { yield return Problem.With("arriveOn", "bed-search.too-far", today.PlusDays(MostDaysAhead)); }
        if (nights is < 1 or > StayNights.Most) { yield return Problem.With("nights", "bed-search.nights", StayNights.Most); }
        if (said.Gender is not ("" or "M" or "F" or "X")) { yield return Problem.With("gender", "bed-search.gender"); }
        if (said.Language.Length > 8) { yield return Problem.With("language", "form.too-long", 8); }
        if (said.ReleaseType.Length > 0 && !ReleaseTypes.TryParse(said.ReleaseType, out _)) { yield return Problem.With("releaseType", "bed-search.release-type"); }
        if (said.Destination.Length > 100) { yield return Problem.With("destination", "form.too-long", 100); }
        if (said.WithinKm is < 1 or > 10_000) { yield return Problem.With("withinKm", "bed-search.within"); }
        if (said.Near.Length > 0 && PlaceOf(said.Near) is null) { yield return Problem.With("near", "bed-search.near"); }
        if (said.Programmes.Length > 10 || said.Programmes.Any(p => p.Length > 40)) { yield return Problem.With("programmes", "bed-search.programmes"); }
        foreach (var unknown in said.Needs.Except(BedSearchRequest.AllNeeds)) { yield return Problem.With("needs", "bed-search.unknown-need", unknown, string.Join(", ", BedSearchRequest.AllNeeds)); }
    }

    private static ExtraNeeds ExtraOf(BedSearchRequest said) => new(
        [.. BedFeatures.All.Where(f => said.Needs.Contains(f))], said.Needs.Contains(BedSearchRequest.UnstableMentalHealth), said.Needs.Contains(BedSearchRequest.WithChildren), said.Programmes);

    private static PersonNeeds ByHand(BedSearchRequest said)
    {
        bool Has(string need) => said.Needs.Contains(need);
        var oat = Has(PersonFlags.OpioidAgonistTherapy);
        return new()
        {
            ReleaseType = ReleaseTypes.TryParse(said.ReleaseType, out var type) ? type : null, Gender = said.Gender is "" ? null : said.Gender, Language = said.Language is "" ? null : said.Language,
            SexualOffence = Has(PersonFlags.SexualOffence), Arson = Has(PersonFlags.Arson), Violence = Has(PersonFlags.Violence), Gang = Has(PersonFlags.Gang), OpioidAgonistTherapy = oat,
            Indigenous = Has(PersonFlags.Indigenous), UnstableMentalHealth = Has(BedSearchRequest.UnstableMentalHealth), WithChildren = Has(BedSearchRequest.WithChildren),
            ResidencyCondition = Has(BedSearchRequest.Residency), Destination = said.Destination, DestinationProvince = CommunityPlaces.ProvinceOf(said.Destination), Programmes = said.Programmes,
            BedFeatures = [.. BedFeatures.All.Where(f => Has(f) || (f == BedFeatures.MedicationStorage && oat))],
        };
    }

    private static GeoPoint? PlaceOf(string near)
    {
        var parts = near.Split(',');
        if (parts.Length == 2 && Degrees(parts[0]) is { } latitude && Degrees(parts[1]) is { } longitude) { return new GeoPoint(latitude, longitude) is { IsOnEarth: true } at ? at : null; }
        return near.Length == 0 ? null : CommunityPlaces.Find(near);
    }

    private static double? Degrees(string text) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var degrees) && double.IsFinite(degrees) ? degrees : null;
}
