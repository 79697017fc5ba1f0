using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>What a contract says: beds paid for in any case, beds beyond those, and the price of a bed and night.</summary>
public sealed record ContractTerms(LocalDate FromOn, LocalDate? UntilOn, int GuaranteedBeds, int ExtraBeds, decimal? PerDiem);

/// <summary>A contract is never rewritten. A new one ends the one before it the day before it begins.</summary>
public static class ContractRules
{
    public const int MostBeds = 1_000;
    public const decimal HighestPrice = 9_999.99m;

    public static IEnumerable<Problem> Check(ContractTerms terms)
    {
        if (terms.UntilOn < terms.FromOn) { yield return Problem.With("untilOn", "facility.contract-ends-before", terms.FromOn); }
        if (terms.GuaranteedBeds is < 0 or > MostBeds) { yield return Problem.With("guaranteedBeds", "facility.days", 0, MostBeds); }
        if (terms.ExtraBeds is < 0 or > MostBeds) { yield return Problem.With("extraBeds", "facility.days", 0, MostBeds); }
        if (terms.PerDiem is { } price && (price is < 0 or > HighestPrice || decimal.Round(price, 2) != price)) { yield return Problem.With("perDiem", "facility.price", HighestPrice); }
    }

    /// <summary>The contract that the new one ends, if one is in force when it begins; or why it cannot be.</summary>
    public static Outcome<FacilityContract?> Ends(IEnumerable<FacilityContract> before, ContractTerms terms)
    {
        var met = before.Where(c => c.FromOn <= (terms.UntilOn ?? LocalDate.MaxIsoValue) && (c.UntilOn ?? LocalDate.MaxIsoValue) >= terms.FromOn).OrderBy(c => c.FromOn).ToList();
        return met.Find(c => c.FromOn >= terms.FromOn) is { } later
            ? Outcome.Refused<FacilityContract?>("fromOn", "facility.contract-stands", later.FromOn)
            : Outcome.Done(met.FirstOrDefault());
    }

    public static bool Same(FacilityContract contract, ContractTerms terms) =>
        (contract.FromOn, contract.GuaranteedBeds, contract.ExtraBeds, contract.PerDiem) == (terms.FromOn, terms.GuaranteedBeds, terms.ExtraBeds, terms.PerDiem)
        && (contract.UntilOn == terms.UntilOn || terms.UntilOn is null);

    public static FacilityContract New(SiteId facility, ContractTerms terms) => new()
    {
        Id = Guid.CreateVersion7(), FacilityId = facility, FromOn = terms.FromOn, UntilOn = terms.UntilOn, GuaranteedBeds = terms.GuaranteedBeds, ExtraBeds = terms.ExtraBeds, PerDiem = terms.PerDiem,
    };
}
