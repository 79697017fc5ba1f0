using System.Globalization;
using System.Text;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>What one line of the facilities file says. It is checked by the same rules as what is typed on a page.</summary>
internal static class ImportFacilitiesRow
{
    internal static readonly Dictionary<string, FacilitySubtype?> Subtypes = Enum.GetValues<FacilitySubtype>().ToDictionary(s => Hyphenated(s.ToString()), s => (FacilitySubtype?)s);

    private static readonly string[] OfAContract = ["contract_until", "guaranteed_beds", "extra_beds", "per_diem"];

    private static readonly Dictionary<string, bool?> YesNo = new() { ["yes"] = true, ["no"] = false };

    /// <summary>The column of each criterion of <see cref="FacilityCriteria.All"/>, in its order.</summary>
    internal static IEnumerable<string> CriteriaColumns => FacilityCriteria.All.Select(Column);

    /// <summary>The facility and the contract the line names; no facility when anything was refused.</summary>
    public static (FacilityEdit? Edit, ContractTerms? Contract) Read(ImportRow row, SiteKind kind)
    {
        var subtype = row.Choice("subtype", Subtypes);
        var takes = FacilityCriteria.All.Where(c => row.Choice(Column(c), YesNo) is true).ToList();
        var edit = new FacilityEdit(
            subtype ?? default, row.Value("operator"), row.Value("street"), row.Value("postal_code"), Degrees(row, "latitude"), Degrees(row, "longitude"),
            row.Value("contact"), row.Value("phone"), row.Value("email"), row.List("languages"), row.List("genders"), row.List("release_types"), takes,
            row.List("programmes"), row.List("catchment"), row.List("near"), row.OptionalNumber("longest_stay_days", 1, FacilityRules.LongestStay),
            row.OptionalNumber("turnaround_days", 0, FacilityRules.MostTurnaround) ?? 0, row.OptionalNumber("answer_within_days", 1, FacilityRules.MostDays) ?? 10,
            row.OptionalNumber("hold_days", 1, FacilityRules.MostDays) ?? 10, row.OptionalDate("opens_on"), row.OptionalDate("closes_on"), row.Value("notes"));
        foreach (var problem in FacilityRules.Check(edit, kind))
        {
            var column = problem.Field switch { "contactName" => "contact", "takes" => "subtype", var field => Underscored(field) };
            if (column != "subtype" || subtype is not null) { row.Refuse(column, problem.Reason.Code, [.. problem.Reason.Args]); }
        }
        var contract = Contract(row);
        return row.IsRefused ? (null, null) : (edit, contract);
    }

    private static ContractTerms? Contract(ImportRow row)
    {
        var (from, until) = (row.OptionalDate("contract_from"), row.OptionalDate("contract_until"));
        var (guaranteed, extra) = (row.OptionalNumber("guaranteed_beds", 0, ContractRules.MostBeds), row.OptionalNumber("extra_beds", 0, ContractRules.MostBeds));
        var price = Price(row);
        if (from is null)
        {
            foreach (var column in OfAContract.Where(c => row.Value(c).Length > 0)) { row.Refuse(column, "import.contract-without-day"); }
            return null;
        }
        if (row.Value("guaranteed_beds").Length == 0) { row.Refuse("guaranteed_beds", "import.required"); }
        var terms = new ContractTerms(from.Value, until, guaranteed ?? 0, extra ?? 0, price);
        foreach (var problem in ContractRules.Check(terms))
        {
            var column = problem.Field == "untilOn" ? "contract_until" : Underscored(problem.Field);
            row.Refuse(column, problem.Reason.Code, [.. problem.Reason.Args]);
        }
        return terms;
    }

    private static decimal? Price(ImportRow row)
    {
        if (row.OptionalText("per_diem") is not { } text) { return null; }
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var price)) { return price; }
        row.Refuse("per_diem", "facility.price", ContractRules.HighestPrice);
        return null;
    }

    private static double? Degrees(ImportRow row, string column)
    {
        if (row.OptionalText(column) is not { } text) { return null; }
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var degrees) && double.IsFinite(degrees)) { return degrees; }
        row.Refuse(column, "import.degrees");
        return null;
    }

    private static string Column(string criterion) => criterion.Replace('-', '_');

    private static string Hyphenated(string name) => Split(name, '-');

    private static string Underscored(string name) => Split(name, '_');

    private static string Split(string name, char with)
    {
        var split = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && split.Length > 0) { split.Append(with); }
            split.Append(char.ToLowerInvariant(c));
        }
        return split.ToString();
    }
}
