using System.Globalization;
using Microsoft.AspNetCore.Components;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;

namespace ReleasePlanning.Web.Layout;

public partial class MainLayout
{
    private static readonly (string Path, string Key, string Policy, string Shortcut)[] Links =
    [
        ("", "page.nav.inbox", Policies.SignedInStaff, "g i"),
        ("plans", "page.nav.plans", Policies.ReadPlans, "g p"),
        ("people", "page.nav.people", Policies.ReadPeople, "g e"),
        ("overdue", "page.nav.overdue", Policies.ReadOverdue, "g o"),
        ("unassigned", "page.nav.unassigned", Policies.Direct, "g u"),
        ("absences", "page.nav.absences", Policies.SignedInStaff, "g b"),
        ("facilities", "page.nav.facilities", Policies.ReadFacilities, "g f"),
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

    private bool IsHere(string path) => path.Length == 0 ? Http.Request.Path == "/" : Http.Request.Path.StartsWithSegments("/" + path);
}
