using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A question about a referral, or the answer to it; the other side is told.</summary>
public sealed class WriteReferralMessage(ReleasePlanningDb db, IClock clock)
{
    public const int Longest = 2000;

    public async Task<Outcome<ReferralMessage>> RunAsync(Guid id, string? text, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<BedReferral>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } referral) { return Outcome.NotFound<ReferralMessage>(); }
        var plan = (await db.LockPlanAsync(referral.PlanId, ct))!.Plan;
        var house = referral.SentAt is not null && StayAccess.Runs(referral.ResidenceId, actor);
        if (!house && PlanAccess.MayChange(plan, actor) is { Value: false }) { return Outcome.NotFound<ReferralMessage>(); }
        if (referral.SentAt is null) { return Outcome.Conflict<ReferralMessage>("referral.not-sent"); }
        if (string.IsNullOrWhiteSpace(text)) { return Outcome.Refused<ReferralMessage>("text", "form.required"); }
        if (text.Length > Longest) { return Outcome.Refused<ReferralMessage>("text", "form.too-long", Longest); }
        var now = clock.GetCurrentInstant();
        var message = new ReferralMessage { Id = Guid.CreateVersion7(), ReferralId = id, PlanId = plan.Id, At = now, By = actor.StaffId!.Value, FromHouse = house, Text = text.Trim() };
        db.Add(message);
        var site = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        if (house) { TellHouse.Officer(db, plan, $"referral-message:{message.Id}", new Reason("notice.referral-message", plan.Number, site.NameEn, site.NameFr), now); }
        else { await TellHouse.RunAsync(db, plan, site.Id, $"referral-message:{message.Id}", new Reason("notice.referral-reply", plan.Number), now, ct); }
        db.Add(AuditEntry.OfPlan(plan.Id, actor, now, "referral.message", new Reason("audit.referral.message", site.NameEn, site.NameFr)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(message);
    }
}
