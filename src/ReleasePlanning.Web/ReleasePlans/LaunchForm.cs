using NodaTime;
using NodaTime.Text;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>What was typed on the launch form, read into what launching needs; what cannot be read is a problem of its field.</summary>
public static class LaunchForm
{
    public static readonly string[] Fields =
        ["paroleOfficeId", "destinationCommunity", "destinationAddress", "needsResidence", "entitlementOn", "releaseOn", "earlyApproval", "hearingOn", "returnOn"];

    public static (LaunchRequest? Request, List<Problem> Problems) Read(PersonId person, ReleaseType type, Func<string, string> typed)
    {
        var problems = new List<Problem>();
        if (!Guid.TryParse(typed("paroleOfficeId"), out var office)) { problems.Add(Problem.With("paroleOfficeId", "page.problem.choose")); }
        var request = new LaunchRequest(
            person, type, SiteId.From(office), typed("destinationCommunity"), typed("destinationAddress"), typed("needsResidence") == "true",
            Date("entitlementOn", typed, problems), Date("releaseOn", typed, problems), typed("earlyApproval") is { Length: > 0 } approval ? approval : null,
            Date("hearingOn", typed, problems), Date("returnOn", typed, problems), typed("notPracticable") is { Length: > 0 } why ? why : null);
        return (problems.Count == 0 ? request : null, problems);
    }

    /// <summary>A day as browsers send it, or as somebody types it: 2026-12-03.</summary>
    public static LocalDate? Date(string field, Func<string, string> typed, List<Problem> problems)
    {
        var text = typed(field);
        if (text.Length == 0) { return null; }
        if (LocalDatePattern.Iso.Parse(text) is { Success: true } read) { return read.Value; }
        problems.Add(Problem.With(field, "page.problem.date"));
        return null;
    }
}
