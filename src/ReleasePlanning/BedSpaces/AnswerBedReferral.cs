using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The house's intake answers: accepts and holds a bed, accepts on conditions, takes the person on its waiting list, or declines with a coded reason.</summary>
public sealed class AnswerBedReferral : IStepForm
{
    public static readonly ImmutableArray<string> DeclineCodes =
    [
        "no-vacancy", "out-of-catchment", "clientele-criteria", "proximity", "incompatibles", "accessibility-health", "medication",
        "mental-health-stability", "missing-documents", "conditions-conflict", "language", "person-refused", "other",
    ];

    public const string FormKey = "answer-bed-referral";
    public const string Conditional = "conditional";
    public const string Waitlisted = "waitlisted";

    public string Key => FormKey;

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var nights = await PersonNeedsQueries.NightsAsync(step.Db, step.Plan, step.Zone, ct);
        var beds = await HoldBed.RoomAsync(step.Db, step.Item.SiteId, nights, PersonNeeds.FeaturesOf(step.Person), step.Now, ct);
        return
        [
            new FormField("bed", FieldKind.Choice, false, [.. beds.Select(b => new FieldOption(b.Id.ToString(), b.Label, b.Label))]),
            new FormField("departOn", FieldKind.Date, true, Default: nights.DepartOn).For("accepted", Conditional, Waitlisted),
            new FormField("holdUntil", FieldKind.Date, true, Default: await HoldBed.LastDayAsync(step.Db, step.Item.SiteId, null, step.Now, ct)).For("accepted", Conditional),
            new FormField("conditions", FieldKind.LongText).For(Conditional),
            FormField.Choice("declineCode", "decline.", true, [.. DeclineCodes]).For("declined"),
            new FormField("note", FieldKind.LongText),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var referrals = await step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id).ToListAsync(ct);
        var referral = referrals.FirstOrDefault(r => r.State == ReferralState.Sent && r.ResidenceId == step.Item.SiteId) ?? referrals.FirstOrDefault(r => r.State == ReferralState.Sent && !r.Together);
        if (referral is null) { return StepResult.Refused("", "beds.no-referral-out"); }
        if (outcome == "declined" && answers.Text("declineCode") == "other" && answers.Text("note").Length == 0) { return StepResult.Refused("note", "beds.other-needs-words"); }
        var problems = outcome switch
        {
            "declined" => Decline(referral, answers),
            Waitlisted => await WaitAsync(step, referral, answers, ct),
            _ => await AcceptAsync(step, referrals, referral, answers, outcome, ct),
        };
        if (problems.Length > 0) { return StepResult.Refused(problems); }

        (referral.AnsweredAt, referral.AnsweredBy, referral.Note) = (step.Now, step.Actor.StaffId, answers.Text("note"));
        TellHouse.Officer(step.Db, step.Plan, $"referral-answered:{referral.Id}",
            new Reason("notice.referral-answered", step.Plan.Number, step.Site.NameEn, step.Site.NameFr, "@referral-state." + referral.State), step.Now);
        var over = ReferralRound.IsOver(referrals);
        if (over) { await WithdrawOthersAsync(step, referrals, ct); }
        return StepResult.With(("askingOver", over)) with { FactsChanged = referral.Holds };
    }

    private static ImmutableArray<Problem> Decline(BedReferral referral, FormAnswers answers)
    {
        (referral.State, referral.DeclineCode) = (ReferralState.Declined, answers.Text("declineCode"));
        return [];
    }

    private static async Task<ImmutableArray<Problem>> WaitAsync(StepContext step, BedReferral referral, FormAnswers answers, CancellationToken ct)
    {
        if (Wrong(step, answers) is { } wrong) { return [wrong]; }
        referral.State = ReferralState.Waiting;
        await WaitlistTurn.JoinAsync(step.Db, step.Plan, referral, NightsOf(step, answers), PersonNeeds.FeaturesOf(step.Person), step.Now, ct);
        return [];
    }

    private static async Task<ImmutableArray<Problem>> AcceptAsync(
        StepContext step, List<BedReferral> referrals, BedReferral referral, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (Wrong(step, answers) is { } wrong) { return [wrong]; }
        if (answers.Date("holdUntil") is { } day && day < step.Today) { return [Problem.With("holdUntil", "beds.hold-in-the-past", step.Today)]; }
        var current = await step.Db.LockBedOfAsync(step.Plan, [referral.ResidenceId], ct);
        var holder = current is null ? null : referrals.FirstOrDefault(r => r.Holds && r.ResidenceId == current.ResidenceId);
        referral.Conditions = outcome == Conditional ? answers.Text("conditions") : "";
        var preferred = holder is not null && holder.Round == referral.Round && referral.Rank < holder.Rank;
        if (current is not null && !preferred)
        {
            // another house holds a bed already: this one stands by
            (referral.State, referral.Backup) = (ReferralState.Accepted, true);
            return [];
        }
        if (current is not null)
        {
            // the house the officer prefers comes after one that was quicker: that one stands by instead
            holder!.Backup = true;
            await HoldBed.CancelAsync(step.Db, current, "not-needed", step.Actor, step.Now, ct);
        }
        var until = await HoldBed.EndOfAsync(step.Db, referral.ResidenceId, answers.Date("holdUntil")!.Value, ct);
        var bed = Guid.TryParse(answers.Text("bed"), out var id) ? id : (Guid?)null;
        var held = await HoldBed.RunAsync(step.Db, step.Plan, referral, NightsOf(step, answers), PersonNeeds.FeaturesOf(step.Person), bed, until, step.Actor, step.Now, ct);
        if (!held.IsDone) { return held.Problems; }
        (referral.State, referral.Backup) = (ReferralState.Accepted, false);
        step.Plan.ResidenceId = referral.ResidenceId;
        return [];
    }

    private static Problem? Wrong(StepContext step, FormAnswers answers) =>
        answers.Date("departOn")!.Value <= StayNights.ArriveOn(step.Plan, step.Zone) ? Problem.With("departOn", "beds.departs-before-arrival", StayNights.ArriveOn(step.Plan, step.Zone)) : null;

    private static Nights NightsOf(StepContext step, FormAnswers answers) => new(StayNights.ArriveOn(step.Plan, step.Zone), answers.Date("departOn")!.Value);

    private static async Task WithdrawOthersAsync(StepContext step, List<BedReferral> referrals, CancellationToken ct)
    {
        foreach (var other in referrals.Where(r => r.State == ReferralState.Sent))
        {
            other.State = ReferralState.Withdrawn;
            await TellHouse.RunAsync(step.Db, step.Plan, other.ResidenceId, $"referral-withdrawn:{other.Id}", new Reason("notice.referral-withdrawn", step.Plan.Number), step.Now, ct);
        }
    }
}
