using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Asks whoever is next: all houses of a round together, or one in turn; before that, a house that accepted as a backup is taken up.
/// Says so when none is left. Doing it twice asks nobody twice: a referral out stays the one that is out.</summary>
public sealed class SendBedReferral(PlanPlaces places, BedSpaceQueries beds) : IServiceTask
{
    public string ActivityType => "ReleasePlanning.SendBedReferral";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var referrals = await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id).OrderBy(r => r.Round).ThenBy(r => r.Rank).ToListAsync(ct);
        if (await HeldAsync(context, referrals, ct) is { } held) { return await HeldResultAsync(context, held, ct); }

        var reviewedAt = await db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.Form == ReviewAccommodation.FormKey && w.ClosedAt != null).MaxAsync(w => w.ClosedAt, ct);
        var declines = ReferralRound.Declines(referrals, reviewedAt);
        var out_ = referrals.Where(r => r.State == ReferralState.Sent).ToList();
        var review = out_.Count == 0 && declines >= ReferralRound.DeclinesToReview;
        var lost = await db.Set<BedStay>().AnyAsync(s => s.PlanId == plan.Id && s.State != StayState.Held && s.State != StayState.Confirmed, ct);
        var next = out_.Count > 0 ? out_ : review ? [] : ReferralRound.Next(referrals, lost);
        foreach (var referral in next.Where(r => r.State == ReferralState.Ranked)) { await AskAsync(context, referral, ct); }

        plan.ResidenceId = next is [var only] ? only.ResidenceId : null;
        var centre = next is [var one] && await IsCentreAsync(db, one.ResidenceId, ct);
        return ServiceTaskResult.With(
            ("referralSent", next.Count > 0), ("bedHeld", false), ("askingOver", false), ("reviewDue", review), ("declines", (decimal)declines),
            ("houses", await AskedAsync(context, next, ct)), ("cccResidence", centre), ("conditionsAsked", false),
            ("consentNeeded", centre && plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency));
    }

    /// <summary>The bed a house gave while asking, or that a house which accepted as a backup can give now. A bed only offered from a waiting list is nobody's yet.</summary>
    private async Task<BedReferral?> HeldAsync(ServiceTaskContext context, List<BedReferral> referrals, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        if (await beds.StayOfAsync(plan.Id, ct) is { } stay) { return referrals.FirstOrDefault(r => r.Holds && r.ResidenceId == stay.ResidenceId); }
        foreach (var was in referrals.Where(r => r.Holds)) { was.State = ReferralState.Withdrawn; }
        foreach (var backup in referrals.Where(r => r is { State: ReferralState.Accepted, Backup: true }))
        {
            var (until, nights, needs) = await HoldOfAsync(context, backup, ct);
            // fired by a timer, several plans may be locked: who waited here could be part of a circle
            if (!await db.TryLockBedsAsync(plan.PersonId, backup.ResidenceId, ct)) { continue; }
            if (!(await HoldBed.RunAsync(db, plan, backup, nights, needs, null, until, context.Actor, context.Now, ct)).IsDone) { continue; }
            backup.Backup = false;
            await TellHouse.RunAsync(db, plan, backup.ResidenceId, $"referral-taken-up:{backup.Id}", new Reason("notice.referral-taken-up", plan.Number), context.Now, ct);
            return backup;
        }
        return null;
    }

    private static async Task<(Instant Until, Nights Nights, IReadOnlyList<string> Needs)> HoldOfAsync(ServiceTaskContext context, BedReferral referral, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var site = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        var person = await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId, ct);
        var last = await HoldBed.LastDayAsync(db, site.Id, null, context.Now, ct);
        return (await HoldBed.EndOfAsync(db, site.Id, last, ct), await PersonNeedsQueries.NightsAsync(db, plan, PlanPlaces.Zone(site), ct), PersonNeeds.FeaturesOf(person));
    }

    private static async Task<ServiceTaskResult> HeldResultAsync(ServiceTaskContext context, BedReferral held, CancellationToken ct)
    {
        context.Plan.ResidenceId = held.ResidenceId;
        var centre = await IsCentreAsync(context.Db, held.ResidenceId, ct);
        return ServiceTaskResult.With(
            ("bedHeld", true), ("referralSent", false), ("reviewDue", false), ("askingOver", true), ("houses", ImmutableList<object?>.Empty), ("cccResidence", centre),
            ("conditionsAsked", held.Conditions.Length > 0), ("consentNeeded", centre && context.Plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency));
    }

    private async Task AskAsync(ServiceTaskContext context, BedReferral referral, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var house = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        var rule = $"S+{await AnswerDaysAsync(db, house.Id, ct)}W";
        var due = StepDue.OfStep(plan, rule, DateForce.Default, context.Now, house, await places.CalendarAsync(house, ct)).At;
        (referral.State, referral.SentAt, referral.AnswerDueAt) = (ReferralState.Sent, context.Now, due is { } at ? MicrosecondClock.Truncate(at) : null);
        referral.Package = (await ReferralPackage.OfAsync(db, plan, referral.Note, ct)).Write();
        db.Add(AuditEntry.OfPlan(plan.Id, context.Actor, context.Now, "bed.asked", new Reason("audit.bed.asked", house.NameEn, house.NameFr)));
    }

    private static async Task<ImmutableList<object?>> AskedAsync(ServiceTaskContext context, IReadOnlyList<BedReferral> next, CancellationToken ct)
    {
        var asked = ImmutableList.CreateBuilder<object?>();
        foreach (var referral in next)
        {
            var days = await AnswerDaysAsync(context.Db, referral.ResidenceId, ct);
            asked.Add(ImmutableDictionary<string, object?>.Empty
                .Add("house", referral.ResidenceId.ToString()).Add("answerBy", $"S+{days}W").Add("remindBy", $"S+{ReferralRound.RemindAfter(days)}W"));
        }
        return asked.ToImmutable();
    }

    private static async Task<int> AnswerDaysAsync(ReleasePlanningDb db, SiteId house, CancellationToken ct) =>
        await db.Set<Facility>().Where(f => f.Id == house).Select(f => (int?)f.AnswerWithinDays).FirstOrDefaultAsync(ct) ?? 10;

    private static Task<bool> IsCentreAsync(ReleasePlanningDb db, SiteId house, CancellationToken ct) =>
        db.Set<Site>().AnyAsync(s => s.Id == house && s.Kind == SiteKind.CommunityCorrectionalCentre, ct);
}

/// <summary>A house did not answer in time: its referral is closed as unanswered.</summary>
public sealed class CloseBedReferral : IServiceTask
{
    public string ActivityType => "ReleasePlanning.CloseBedReferral";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var referrals = await context.Db.Set<BedReferral>().Where(r => r.PlanId == context.Plan.Id).ToListAsync(ct);
        // which house, where several are asked together
        var asked = context.Variables.GetValueOrDefault("asked") is IReadOnlyDictionary<string, object?> one && Guid.TryParse(one.GetValueOrDefault("house") as string, out var id) ? id : (Guid?)null;
        var sent = referrals.FirstOrDefault(r => r.State == ReferralState.Sent && (asked is null || r.ResidenceId.Value == asked));
        if (sent is null) { return ServiceTaskResult.Done; }
        (sent.State, sent.AnsweredAt) = (ReferralState.NoAnswer, context.Now);
        var house = await context.Db.Set<Site>().SingleAsync(s => s.Id == sent.ResidenceId, ct);
        context.Db.Add(AuditEntry.OfPlan(context.Plan.Id, context.Actor, context.Now, "bed.silent", new Reason("audit.bed.silent", house.NameEn, house.NameFr)));
        return ServiceTaskResult.With(("askingOver", ReferralRound.IsOver(referrals)));
    }
}
