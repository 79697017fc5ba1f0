using System.Globalization;
using Microsoft.AspNetCore.Components;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Calendar;

/// <summary>A page that changes a calendar: typed, looked at, made. The three forms differ in what they ask, not in how they go on.</summary>
public abstract class CalendarChanging : Page
{
    [Inject] protected CalendarQueries Calendars { get; set; } = default!;
    [Inject] private PreviewCalendarChange Preview { get; set; } = default!;
    [Inject] private ChangeCalendar Change { get; set; } = default!;

    protected CalendarPreview? Previewed { get; private set; }
    protected IReadOnlyDictionary<SiteId, Site> Sites { get; private set; } = new Dictionary<SiteId, Site>();
    protected int At { get; private set; }

    protected abstract (CalendarRequest? Request, List<Problem> Problems) Read();

    protected string Field(string name) => Typed(name);

    protected override async Task LoadAsync() => Sites = await Calendars.SitesAsync(Stop);

    protected async Task SubmitAsync()
    {
        if (Typed("do") == "change") { return; }
        var (request, problems) = Read();
        if (request is null) { Refuse(OutcomeKind.Refused, problems); return; }
        if (Typed("do") == "apply")
        {
            var past = Enum.TryParse<PastDue>(Typed("past"), out var chosen) && Enum.IsDefined(chosen) ? chosen : PastDue.Mark;
            var made = await Change.RunAsync(request, past, Me.Actor, Stop);
            if (Accepted(made)) { GoTo($"calendar/changes/{made.Value!.Id}"); }
            return;
        }
        var previewed = await Preview.RunAsync(request, Me.Actor, Stop);
        if (!Accepted(previewed)) { return; }
        _ = int.TryParse(Typed("at"), NumberStyles.None, CultureInfo.InvariantCulture, out var at);
        At = Typed("do") switch { "next" => at + 1, "previous" => Math.Max(0, at - 1), _ => 0 };
        Previewed = previewed.Value;
    }
}
