using System.Globalization;
using Microsoft.AspNetCore.Components;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;

namespace ReleasePlanning.Web.Layout;

public partial class MainLayout
{
    /// <summary>Where the pages about beds are, under one heading.</summary>
    private const string Beds = "#beds";

    private static readonly (string Path, string Key, string Policy, string Shortcut)[] BedLinks =
    [
        ("beds", "page.nav.board", Policies.ReadBeds, "g h"),
        ("beds/search", "page.nav.bed-search", Policies.SearchBeds, "g s"),
        ("facilities", "page.nav.facilities", Policies.ReadFacilities, "g f"),
        ("stays", "page.nav.stays", Policies.ReadStays, "g s"),
        ("beds/occupancy", "page.nav.occupancy", Policies.ReadOccupancy, "g y"),
        ("beds/not-placed", "page.nav.not-placed", Policies.ReadPlacements, "g k"),
    ];

    private static readonly (string Path, string Key, string Policy, string Shortcut)[] Links =
    [
        ("", "page.nav.inbox", Policies.SignedInStaff, "g i"),
        ("referrals", "page.nav.referrals", Policies.AnswerReferrals, "g r"),
        ("plans", "page.nav.plans", Policies.ReadPlans, "g p"),
        (Beds, "page.nav.beds", Policies.SignedInStaff, ""),
        ("people", "page.nav.people", Policies.ReadPeople, "g e"),
        ("overdue", "page.nav.overdue", Policies.ReadOverdue, "g o"),
        ("unassigned", "page.nav.unassigned", Policies.Direct, "g u"),
        ("absences", "page.nav.absences", Policies.SignedInStaff, "g b"),
        ("workflows", "page.nav.workflows", Policies.ReadWorkflows, "g w"),
        ("calendar", "page.nav.calendar", Policies.ReadCalendar, "g c"),
        ("ladders", "page.nav.ladders", Policies.Administer, "g l"),
        ("imports", "page.nav.imports", Policies.Administer, "g m"),
        ("incidents", "page.nav.incidents", Policies.Administer, "g n"),
        ("deliveries", "page.nav.deliveries", Policies.Administer, "g d"),
        ("audit", "page.nav.audit", Policies.ReadAudit, "g a"),
    ];

    [CascadingParameter] private HttpContext Http { get; set; } = default!;

    private SignedIn? Me => SignedIn.From(Http.User);

    private static string T(string key) => Texts.Of(key, CultureInfo.CurrentUICulture);

    // the page has a base address, so a link into the page must name the page
    private string Here(string fragment) => $"{Http.Request.PathBase}{LanguagePrefix.AskedFor(Http.Request)}#{fragment}";

    /// <summary>Those of the pages about beds that the reader may open.</summary>
    private IReadOnlyList<(string Path, string Key, string Policy, string Shortcut)> MyBeds => [.. BedLinks.Where(l => Policies.Allows(l.Policy, Me))];

    /// <summary>The entry of the page that is shown; the longest, because one address may begin with another.</summary>
    private bool IsBedHere(string path) => IsHere(path) && !BedLinks.Any(l => l.Path.Length > path.Length && IsHere(l.Path));

    private bool IsHere(string path) => path.Length == 0 ? Http.Request.Path == "/" : Http.Request.Path.StartsWithSegments("/" + path);
}
