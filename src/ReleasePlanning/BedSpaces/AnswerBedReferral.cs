using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The house's intake answers: accepts and holds a bed from release day, or declines with a coded reason.</summary>
public sealed class AnswerBedReferral : IStepForm
{
    public static readonly ImmutableArray<string> DeclineCodes =
    [
        "no-vacancy", "out-of-catchment", "clientele-criteria", "proximity", "incompatibles", "accessibility-health", "medication",
        "mental-health-stability", "missing-documents", "conditions-conflict", "language", "person-refused", "other",
    ];

    public string Key => "answer-bed-referral";

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var beds = await FreeBedsAsync(step, DefaultNights(step.Plan), ct);
        return
        [
            new FormField("bed", FieldKind.Choice, true, [.. beds.Select(b => new FieldOption(b.Id.ToString(), b.Label, b.Label))], beds.FirstOrDefault()?.Id.ToString()).For("accepted"),
            new FormField("departOn", FieldKind.Date, true, Default: DefaultNights(step.Plan).DepartOn).For("accepted"),
            new FormField("holdUntil", FieldKind.Date, true, Default: step.Plan.ReleaseOn).For("accepted"),
            FormField.Choice("declineCode", "decline.", true, [.. DeclineCodes]).For("declined"),
            new FormField("note", FieldKind.LongText),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var referral = await step.Db.Set<BedReferral>().FirstOrDefaultAsync(r => r.PlanId == step.Plan.Id && r.State == ReferralState.Sent, ct);
        if (referral is null) { return StepResult.Refused("", "beds.no-referral-out"); }
        if (outcome == "declined" && answers.Text("declineCode") == "other" && answers.Text("note").Length == 0) { return StepResult.Refused("note", "beds.other-needs-words"); }
        (referral.AnsweredAt, referral.AnsweredBy, referral.Note) = (step.Now, step.Actor.StaffId, answers.Text("note"));
        if (outcome == "declined")
        {
            (referral.State, referral.DeclineCode) = (ReferralState.Declined, answers.Text("declineCode"));
            return StepResult.Done;
        }
        return await AcceptAsync(step, referral, answers, ct);
    }

    private static async Task<StepResult> AcceptAsync(StepContext step, BedReferral referral, FormAnswers answers, CancellationToken ct)
    {
        var depart = answers.Date("departOn")!.Value;
        if (depart <= step.Plan.ReleaseOn) { return StepResult.Refused("departOn", "beds.departs-before-arrival", step.Plan.ReleaseOn); }
        if (answers.Date("holdUntil") is { } hold && hold < step.Today) { return StepResult.Refused("holdUntil", "beds.hold-in-the-past", step.Today); }
        var nights = new Nights(step.Plan.ReleaseOn, depart);
        var bed = Guid.Parse(answers.Text("bed"));
        var free = await FreeBedsAsync(step, nights, ct);
        if (!free.Any(b => b.Id == bed)) { return StepResult.Refused("bed", "beds.taken"); }
        referral.State = ReferralState.Accepted;
        step.Plan.ResidenceId = referral.ResidenceId;
        step.Db.Add(new BedStay
        {
            Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, PersonId = step.Plan.PersonId, BedId = bed, ResidenceId = referral.ResidenceId, Nights = nights, Occupies = nights,
            HeldUntil = step.At(answers.Date("holdUntil")!.Value.At(step.Site.ClosesAt)), BookedAt = step.Now,
        });
        return StepResult.Done with { FactsChanged = true };
    }

    private static Nights DefaultNights(ReleasePlan plan) => new(plan.ReleaseOn, plan.ReleaseOn.PlusDays(90));

    private static async Task<List<Bed>> FreeBedsAsync(StepContext step, Nights nights, CancellationToken ct)
    {
        var house = step.Plan.ResidenceId ?? step.Item.SiteId;
        var beds = await step.Db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == house).OrderBy(b => b.Label).ToListAsync(ct);
        var stays = await step.Db.Set<BedStay>().AsNoTracking()
            .Where(s => s.ResidenceId == house && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).ToListAsync(ct);
        return [.. beds.Where(b => !stays.Any(s => s.BedId == b.Id && s.Nights.Meets(nights)))];
    }
}
