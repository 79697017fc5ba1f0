using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Travel;

/// <summary>Drafts, books and confirms the journey. Departure is entered in the institution's zone, arrival in the destination's.</summary>
public sealed class PlanTravel(string key) : IStepForm
{
    public static readonly ImmutableArray<string> Modes = ["service-vehicle", "bus", "train", "air", "ferry", "taxi", "family-pick-up", "community-volunteer", "several"];

    public string Key => key;

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var j = await LiveAsync(step, ct);
        var office = await step.Db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == step.Plan.ParoleOfficeId, ct);
        var there = PlanPlaces.Zone(office);
        return
        [
            FormField.Choice("mode", "mode.", true, [.. Modes]) with { Default = j?.Mode },
            new FormField("carrier", FieldKind.Text, MaxLength: 200, Default: j?.Carrier),
            new FormField("origin", FieldKind.Text, true, MaxLength: 200, Default: j?.Origin ?? step.Site.City),
            new FormField("destination", FieldKind.Text, true, MaxLength: 200, Default: j?.Destination ?? step.Plan.DestinationCommunity),
            new FormField("departsAt", FieldKind.DateTime, true, Default: j is null ? step.Plan.ReleaseOn.At(new LocalTime(9, 0)) : j.DepartsAt.InZone(step.Zone).LocalDateTime),
            new FormField("arrivesAt", FieldKind.DateTime, true, Default: j is null ? step.Plan.ReleaseOn.At(new LocalTime(16, 0)) : j.ArrivesAt.InZone(there).LocalDateTime),
            FormField.Choice("accompaniment", "accompaniment.", true, "none", "family", "volunteer", "staff") with { Default = j?.Accompaniment ?? "none" },
            new FormField("cost", FieldKind.Amount, Default: j?.Cost),
            new FormField("bookingReference", FieldKind.Text, MaxLength: 100, Default: j?.BookingReference).For("booked"),
            new FormField("note", FieldKind.LongText),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var office = await step.Db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == step.Plan.ParoleOfficeId, ct);
        var departs = step.At(answers.Moment("departsAt")!.Value);
        var arrives = answers.Moment("arrivesAt")!.Value.InZoneLeniently(PlanPlaces.Zone(office)).ToInstant();
        if (arrives <= departs) { return StepResult.Refused("arrivesAt", "travel.arrives-before-departure"); }
        if (departs.InZone(step.Zone).Date != step.Plan.ReleaseOn) { return StepResult.Refused("departsAt", "travel.not-on-release-day", step.Plan.ReleaseOn); }
        if (arrives - departs > Duration.FromDays(7)) { return StepResult.Refused("arrivesAt", "travel.too-long"); }

        var journey = await LiveAsync(step, ct);
        var before = journey is null ? default : (journey.Destination, journey.DepartsAt, journey.ArrivesAt, journey.Mode);
        if (journey is null)
        {
            journey = new Journey
            {
                Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, Mode = "", Origin = "", Destination = "", DepartsAt = departs, ArrivesAt = arrives, Accompaniment = "none",
            };
            step.Db.Add(journey);
        }
        (journey.Mode, journey.Carrier, journey.Origin, journey.Destination) = (answers.Text("mode"), answers.Text("carrier"), answers.Text("origin"), answers.Text("destination"));
        (journey.DepartsAt, journey.ArrivesAt, journey.Accompaniment) = (departs, arrives, answers.Text("accompaniment"));
        (journey.Cost, journey.BookingReference) = (answers.Amount("cost"), answers.Text("bookingReference"));
        journey.State = (key, outcome) switch
        {
            ("book-travel", _) => JourneyState.Booked,
            ("confirm-travel", "confirmed") => JourneyState.Confirmed,
            ("recheck-travel", _) => JourneyState.Booked,
            _ => JourneyState.Draft,
        };
        step.Plan.ArrivalExpectedAt = arrives;
        var changed = before != (journey.Destination, journey.DepartsAt, journey.ArrivesAt, journey.Mode);
        return StepResult.Done with { FactsChanged = changed, DatesChanged = changed };
    }

    private static Task<Journey?> LiveAsync(StepContext step, CancellationToken ct) =>
        step.Db.Set<Journey>().FirstOrDefaultAsync(j => j.PlanId == step.Plan.Id && j.State != JourneyState.Cancelled, ct);
}
