using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.WorkItems;

public partial class StepPage
{
    [Parameter] public Guid Id { get; set; }
    [Inject] private StepQueries Steps { get; set; } = default!;
    [Inject] private StayQueries Stays { get; set; } = default!;
    [Inject] private SiteQueries Sites { get; set; } = default!;
    [Inject] private CompleteWorkItem Complete { get; set; } = default!;
    [Inject] private SkipWorkItem Skip { get; set; } = default!;
    [Inject] private ReassignWorkItem Reassign { get; set; } = default!;
    [Inject] private ReportProblem Report { get; set; } = default!;
    [Inject] private SetDueDate Due { get; set; } = default!;
    [Inject] private AddNote Note { get; set; } = default!;
    [Inject] private PlanEscalationQueries Escalations { get; set; } = default!;
    [Inject] private SnoozeStep Snooze { get; set; } = default!;
    [Inject] private EndSnooze EndSnooze { get; set; } = default!;
    [Inject] private AcknowledgeEscalation Acknowledge { get; set; } = default!;
    [Inject] private ReferralQueries Referrals { get; set; } = default!;

    /// <summary>Steps about the bed a plan relies on.</summary>
    private static readonly HashSet<string> OfBed = ["confirm-bed", "reconfirm-bed", "answer-bed-offer", "decide-bed-conditions", "ccc-consent"];

    private StepView? view;
    private ReferralPackage? wouldTell;
    private StayListRow? bed;
    private DateTimeZone zone = DateTimeZone.Utc;
    private ProvinceCalendars calendars = default!;
    private IReadOnlyList<EscalationStory> stories = [];
    private string? snoozedBy;

    private string Version => Typed("version", view!.Item.Version.ToString(CultureInfo.InvariantCulture));
    private uint? Seen => uint.TryParse(Typed("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    protected override async Task LoadAsync()
    {
        var read = await Steps.GetAsync(WorkItemId.From(Id), Me.Actor, Stop);
        if (!Accepted(read)) { return; }
        // a house answers where it sees what the person needs and which beds are free
        if (!IsPost && Query("all").Length == 0 && await Referrals.OfStepAsync(read.Value!.Item, Me.Actor, Stop) is { } referral)
        {
            GoTo($"referrals/{referral}");
            return;
        }
        view = read.Value;
        if (view!.Item is { Form: RankReferrals.FormKey, State: WorkItemState.Open })
        {
            var needs = Typed("needs", view.Fields.Where(f => f.Name == "needs").Select(StepField.Default).FirstOrDefault());
            wouldTell = await Referrals.WouldTellAsync(view.Plan.Id, needs, Me.Actor, Stop);
        }
        zone = SiteTime.Zone(view.Site.TimeZone);
        if (view.Item.State == WorkItemState.Open && OfBed.Contains(view.Item.Form)) { bed = await Stays.OfPlanAsync(view.Plan.Id, Stop); }
        calendars = await Sites.CalendarsAsync(Stop);
        stories = await Escalations.OfStepAsync(view.Item, Stop);
        snoozedBy = view.Item.SnoozedBy is { } by ? (await Sites.NamesAsync([by], Stop)).GetValueOrDefault(by) : null;
    }

    private async Task CompleteAsync()
    {
        if (view is null) { return; }
        // an unticked box is not sent at all: absent means no answer, which a confirmation refuses and a yes-or-no question asks again
        var answers = view.Fields.ToDictionary(f => f.Name, f => (string?)Typed(f.Name));
        var done = await Complete.RunAsync(view.Item.Id, Typed("outcome"), answers, Seen, Me.Actor, Stop);
        if (!Accepted(done)) { return; }
        // who answers a referral need not see the plan it belongs to
        GoTo($"steps/{view.Item.Id}?done=completed");
    }

    private async Task SkipAsync()
    {
        if (view is not null && Accepted(await Skip.RunAsync(view.Item.Id, Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=skipped"); }
    }

    private async Task ReassignAsync()
    {
        if (view is null) { return; }
        if (!Guid.TryParse(Typed("to"), out var to)) { Refuse(OutcomeKind.Refused, [Problem.With("to", "page.problem.choose")]); return; }
        if (Accepted(await Reassign.RunAsync(view.Item.Id, StaffId.From(to), Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=reassigned"); }
    }

    private async Task ReportAsync()
    {
        if (view is not null && Accepted(await Report.RunAsync(view.Item.Id, Typed("code"), Typed("description"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=reported"); }
    }

    private async Task SetDueAsync()
    {
        if (view is null) { return; }
        var problems = new List<Problem>();
        var on = ReleasePlans.LaunchForm.Date("on", f => Typed(f), problems);
        var time = Calendar.CalendarForms.Time("time", f => Typed(f), problems);
        if (on is null && problems.Count == 0) { problems.Add(Problem.With("on", "form.required")); }
        if (problems.Count > 0) { Refuse(OutcomeKind.Refused, problems); return; }
        if (Accepted(await Due.RunAsync(view.Item.Id, on!.Value, time, Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=due-set"); }
    }

    private async Task RestoreDueAsync()
    {
        if (view is not null && Accepted(await Due.RestoreAsync(view.Item.Id, Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=due-restored"); }
    }

    private async Task NoteAsync()
    {
        if (view is not null && Accepted(await Note.RunAsync(view.Item.Id, Typed("text"), Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=noted"); }
    }

    private async Task SnoozeAsync()
    {
        if (view is null) { return; }
        if (LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm").Parse(Typed("until")) is not { Success: true } until)
        {
            Refuse(OutcomeKind.Refused, [Problem.With("until", "snooze.no-moment")]);
            return;
        }
        if (Accepted(await Snooze.RunAsync(view.Item.Id, SiteTime.At(until.Value.Date, until.Value.TimeOfDay, zone), Typed("reason"), Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=snoozed"); }
    }

    private async Task EndSnoozeAsync()
    {
        if (view is not null && Accepted(await EndSnooze.RunAsync(view.Item.Id, Seen, Me.Actor, Stop))) { GoTo($"steps/{view.Item.Id}?done=snooze-ended"); }
    }

    private async Task AcknowledgeAsync(Guid id)
    {
        if (Accepted(await Acknowledge.RunAsync(id, Me.Actor, Stop))) { GoTo($"steps/{view!.Item.Id}?done=acknowledged"); }
    }
}
