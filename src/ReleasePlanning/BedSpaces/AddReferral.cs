using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer adds a house at the end of the list that is being asked. The diagram goes on as it is: whoever is next by rank is asked next.</summary>
public sealed class AddReferral(ReleasePlanningDb db, PersonNeedsQueries needs, FindBeds find, IClock clock)
{
    /// <param name="reason">Why a house that does not suit is asked; see <see cref="NamingRules"/>.</param>
    public async Task<Outcome<BedReferral>> RunAsync(ReleasePlanId id, SiteId house, string? reason, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(id, ct) is not { Plan: var plan }) { return Outcome.NotFound<BedReferral>(); }
        if (PlanAccess.MayChange(plan, actor) is { Value: false } no) { return Outcome.Forbidden<BedReferral>(no.Why.Code); }
        if (!plan.IsOpen || !plan.NeedsResidence) { return Outcome.Conflict<BedReferral>("referrals.over"); }
        var round = await CurrentAsync(id, ct);
        // a list that is at its end is followed by a step that asks for a new one
        if (round.Count == 0 || await db.Set<WorkItem>().AnyAsync(w => w.PlanId == id && w.State == WorkItemState.Open && (w.Form == RankReferrals.FormKey || w.Form == ReviewAccommodation.FormKey), ct))
        {
            return Outcome.Conflict<BedReferral>("referrals.list-first");
        }
        if (round.Exists(r => r.ResidenceId == house && !(r.State == ReferralState.Withdrawn && r.SentAt is null))) { return Outcome.Refused<BedReferral>("house", "referrals.house-in-round"); }
        var now = clock.GetCurrentInstant();
        var search = await find.RunAsync((await needs.OfPlanAsync(id, null, ct))!.Query(now.InUtc().Date), ct);
        if (search.All.FirstOrDefault(h => h.Site.Id == house) is not { } found) { return Outcome.Refused<BedReferral>("house", "stays.no-such-facility"); }
        var why = reason?.Trim() ?? "";
        if (why.Length > FormField.Longest) { return Outcome.Refused<BedReferral>("reason", "form.too-long", FormField.Longest); }
        if (NamingRules.Refuse(found, "house", why) is { } refused) { return Outcome.Refused<BedReferral>(refused); }

        var referral = new BedReferral
        {
            Id = Guid.CreateVersion7(), PlanId = id, ResidenceId = house, Round = round[0].Round, Rank = round.Max(r => r.Rank) + 1, Note = ToldTo(round), Reason = found.IsSuitable ? "" : why,
            Together = round[0].Together,
        };
        db.Add(referral);
        db.Add(AuditEntry.OfPlan(id, actor, now, "bed.named", new Reason("audit.bed.named", StayRules.Named(found.Site))));
        if (!found.IsSuitable) { db.Add(AuditEntry.OfPlan(id, actor, now, "bed.named-despite", new Reason("audit.bed.named-despite", StayRules.Named(found.Site), why))); }
        if (await db.SaveAsync(ct) is { } broken) { return Outcome.Conflict<BedReferral>(broken.Reason.Code, [.. broken.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(referral);
    }

    private async Task<List<BedReferral>> CurrentAsync(ReleasePlanId id, CancellationToken ct)
    {
        var all = await db.Set<BedReferral>().Where(r => r.PlanId == id).OrderBy(r => r.Rank).ToListAsync(ct);
        return all.FindAll(r => r.Round == all.Max(other => other.Round));
    }

    // what the officer wrote for the houses of this round; of one that was asked it is in what was sent
    private static string ToldTo(List<BedReferral> round) =>
        round.Find(r => r.State == ReferralState.Ranked)?.Note
        ?? round.Select(r => ReferralPackage.Read(r.Package)?.Needs).LastOrDefault(n => n is not null) ?? "";
}
