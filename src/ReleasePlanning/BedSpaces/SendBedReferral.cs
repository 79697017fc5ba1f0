using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Asks the next ranked house; says so when none is left. Doing it twice asks nobody twice: a referral out stays the one that is out.</summary>
public sealed class SendBedReferral : IServiceTask
{
    public string ActivityType => "ReleasePlanning.SendBedReferral";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var referrals = await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id).OrderBy(r => r.Round).ThenBy(r => r.Rank).ToListAsync(ct);
        var round = referrals.Count == 0 ? 0 : referrals[^1].Round;
        var next = referrals.FirstOrDefault(r => r.State == ReferralState.Sent) ?? referrals.FirstOrDefault(r => r.Round == round && r.State == ReferralState.Ranked);
        var declines = (decimal)referrals.Count(r => r.State is ReferralState.Declined or ReferralState.NoAnswer);
        if (next is null)
        {
            plan.ResidenceId = null;
            return ServiceTaskResult.With(("referralSent", false), ("declines", declines), ("cccResidence", false), ("consentNeeded", false));
        }
        var house = await db.Set<Site>().SingleAsync(s => s.Id == next.ResidenceId, ct);
        if (next.State != ReferralState.Sent)
        {
            (next.State, next.SentAt) = (ReferralState.Sent, context.Now);
            plan.ResidenceId = house.Id;
            await ListBedsAsync(db, house, ct);
            db.Add(AuditEntry.OfPlan(plan.Id, context.Actor, context.Now, "bed.asked", new Reason("audit.bed.asked", house.NameEn, house.NameFr)));
        }
        var centre = house.Kind == SiteKind.CommunityCorrectionalCentre;
        return ServiceTaskResult.With(
            ("referralSent", true), ("declines", declines), ("residenceKind", house.Kind.ToString()), ("cccResidence", centre),
            ("consentNeeded", centre && plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency));
    }

    /// <summary>A house asked for the first time has its contracted beds listed, numbered from one; two plans asking at once list them once.</summary>
    private static Task<int> ListBedsAsync(ReleasePlanningDb db, Site house, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into beds (id, residence_id, label)
        select gen_random_uuid(), {house.Id.Value}, lpad(n::text, 2, '0') from generate_series(1, {house.Capacity ?? 0}) n
        on conflict (residence_id, label) do nothing
        """, ct);
}

/// <summary>A house did not answer in time: its referral is closed as unanswered.</summary>
public sealed class CloseBedReferral : IServiceTask
{
    public string ActivityType => "ReleasePlanning.CloseBedReferral";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var sent = await context.Db.Set<BedReferral>().FirstOrDefaultAsync(r => r.PlanId == context.Plan.Id && r.State == ReferralState.Sent, ct);
        if (sent is null) { return ServiceTaskResult.Done; }
        (sent.State, sent.AnsweredAt) = (ReferralState.NoAnswer, context.Now);
        var house = await context.Db.Set<Site>().SingleAsync(s => s.Id == sent.ResidenceId, ct);
        context.Db.Add(AuditEntry.OfPlan(context.Plan.Id, context.Actor, context.Now, "bed.silent", new Reason("audit.bed.silent", house.NameEn, house.NameFr)));
        return ServiceTaskResult.Done;
    }
}
