using Microsoft.AspNetCore.Components;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Web.ReleasePlans;

public partial class LaunchPage
{
    [Parameter] public Guid Id { get; set; }

    private PersonView? view;
    private ReleaseType? type;
    private LocalDate? official;
    private IReadOnlyList<Site> offices = [];
    private LaunchRequest? request;
    private LaunchPreview? preview;
    private IReadOnlyList<FirstStep> steps = [];
    private IReadOnlyDictionary<StaffId, string> owners = new Dictionary<StaffId, string>();
    private IReadOnlyDictionary<SiteId, Site> allSites = new Dictionary<SiteId, Site>();
    private ProvinceCalendars? calendars;

    protected override async Task LoadAsync()
    {
        view = await People.GetAsync(PersonId.From(Id), Me.Actor, Stop);
        if (view is null) { NotFound(); return; }
        if (!ReleaseTypes.TryParse(Query("type"), out var chosen)) { return; }
        type = chosen;
        official = LaunchRules.OfficialDate(view.Person, chosen);
        offices = await Sites.OfKindAsync(SiteKind.ParoleOffice, Stop);
    }

    private async Task SubmitAsync()
    {
        if (view is null || type is not { } chosen || Typed("do") == "change") { return; }
        var read = LaunchForm.Read(view.Person.Id, chosen, field => Typed(field));
        if (read.Request is null) { Refuse(OutcomeKind.Refused, read.Problems); return; }
        request = read.Request;
        if (Typed("do") == "launch") { await LaunchAsync(); } else { await PreviewAsync(); }
    }

    private async Task LaunchAsync()
    {
        var launched = await Launch.RunAsync(request!, Me.Actor, Stop);
        if (Accepted(launched)) { GoTo($"plans/{launched.Value!.Id}?done=launched"); }
        // what lacks a reason is asked for where the reason is asked for
        else if (launched.Problems.Any(p => p.Field == "notPracticable")) { await PreviewAsync(); }
    }

    private async Task PreviewAsync()
    {
        var dates = await Launch.PreviewAsync(request!, Me.Actor, Stop);
        if (!Accepted(dates)) { return; }
        var rehearsed = await Launch.RehearseAsync(request!, Me.Actor, Stop);
        if (!Accepted(rehearsed)) { return; }
        (preview, steps) = (dates.Value, rehearsed.Value!);
        owners = await Sites.NamesAsync(steps.Where(s => s.Item.OwnerId is not null).Select(s => s.Item.OwnerId!.Value), Stop);
        allSites = await Sites.AllAsync(Stop);
        calendars = await Sites.CalendarsAsync(Stop);
    }

    // the office nearest to where the person wants to go, when its name says so
    private string? Suggested() => offices.FirstOrDefault(o => view!.Person.PreferredCommunity.Contains(o.City, StringComparison.OrdinalIgnoreCase))?.Id.ToString();

    private IEnumerable<(string, string)> Offices => offices.Select(s => (s.Id.ToString(), $"{s.Name(Lang)} ({s.City}, {s.Province})"));

    private static string? Iso(LocalDate? on) => on?.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
