using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>A new release day (or a new entitlement date, when Sentence Management recalculated), with its reason.</summary>
/// <param name="NotPracticable">Why victims cannot be told at least 14 clear days before the new day, where that is so (CCRA s.26(1.1)).</param>
public sealed record MoveRequest(LocalDate ReleaseOn, LocalDate? EntitlementOn, string? EarlyApproval, string Reason, string? NotPracticable = null);

/// <summary>The move as it would be: the new dates and every open due date, old and new.</summary>
/// <param name="WasExpedited">It was before the move.</param>
public sealed record MovePreview(ReleasePlan Plan, ReleaseDates Dates, IReadOnlyList<DueMove> Moves, Nearness Near, bool WasExpedited)
{
    /// <summary>What becomes of the bed and the journey that were arranged for the old day.</summary>
    public IReadOnlyList<Reason> Linked { get; init; } = [];
}

/// <summary>Moves the release day: preview first, then one transaction that re-dates everything open and re-opens the notices.</summary>
public sealed class MoveReleaseDate(ReleasePlanningDb db, RecomputeDueDates recompute, TellFactsChanged tellFactsChanged, ExpeditePlan expedite, PlanPlaces places,
    IEnumerable<ILinkedDate> linked, IClock clock)
{
    public Task<Outcome<MovePreview>> PreviewAsync(ReleasePlanId id, MoveRequest request, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => LookOnceAsync(id, request, actor, ct));

    private async Task<Outcome<MovePreview>> LookOnceAsync(ReleasePlanId id, MoveRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var prepared = await PrepareAsync(id, request, null, actor, ct);
        if (!prepared.IsDone) { return prepared.As<MovePreview>(); }
        var (plan, dates, person) = prepared.Value!;
        var (now, was) = (clock.GetCurrentInstant(), plan.Plan.ExpeditedAt is not null);
        Apply(plan.Plan, dates, request);
        var near = await expedite.LookAsync(plan.Plan, person, now, ct);
        expedite.Mark(plan.Plan, near, request.NotPracticable ?? "…", actor, now);
        var followed = await FollowAsync(plan, actor, now, ct);
        var moves = await recompute.PreviewAsync(plan.Plan, now, ct);
        // the transaction is rolled back: nothing of the preview stays
        return Outcome.Done(new MovePreview(plan.Plan, dates, moves, near, was) { Linked = followed });
    }

    public Task<Outcome<MovePreview>> RunAsync(ReleasePlanId id, MoveRequest request, PastDue past, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, request, past, version, actor, ct));

    private async Task<Outcome<MovePreview>> OnceAsync(ReleasePlanId id, MoveRequest request, PastDue past, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var prepared = await PrepareAsync(id, request, version, actor, ct);
        if (!prepared.IsDone) { return prepared.As<MovePreview>(); }
        var (plan, dates, person) = prepared.Value!;
        var now = clock.GetCurrentInstant();
        var (old, was) = (plan.Plan.ReleaseOn, plan.Plan.ExpeditedAt is not null);
        Apply(plan.Plan, dates, request);
        var near = await expedite.LookAsync(plan.Plan, person, now, ct);
        if (LegalMinimums.Missing(near.Minimums, request.NotPracticable) is { } missing) { return Outcome.Refused<MovePreview>(missing); }
        expedite.Mark(plan.Plan, near, request.NotPracticable, actor, now);
        var followed = await FollowAsync(plan, actor, now, ct);
        var moves = await recompute.RunAsync(plan, past, now, ct);
        await tellFactsChanged.RunAsync(plan, actor, now, ct);
        await expedite.TellAsync(plan.Plan, actor, now, ct);
        db.Add(AuditEntry.OfPlan(id, actor, now, "plan.moved", new Reason("audit.plan.moved", old, dates.ReleaseOn, request.Reason.Trim(), "@past." + past)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<MovePreview>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(new MovePreview(plan.Plan, dates, moves, near, was) { Linked = followed });
    }

    private async Task<IReadOnlyList<Reason>> FollowAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        var said = new List<Reason>();
        foreach (var one in linked) { said.AddRange(await one.RunAsync(plan, actor, now, ct)); }
        return said;
    }

    private async Task<Outcome<(LockedPlan Plan, ReleaseDates Dates, Person Person)>> PrepareAsync(ReleasePlanId id, MoveRequest request, uint? version, Actor actor, CancellationToken ct)
    {
        if (await db.LockPlanAsync(id, ct) is not { } locked) { return Outcome.NotFound<(LockedPlan, ReleaseDates, Person)>(); }
        var plan = locked.Plan;
        if (PlanAccess.MayChange(plan, actor) is { Value: false } no) { return Outcome.Forbidden<(LockedPlan, ReleaseDates, Person)>(no.Why.Code); }
        if (plan.Status != PlanStatus.Active) { return Outcome.Conflict<(LockedPlan, ReleaseDates, Person)>("plan.not-active", "@plan-status." + plan.Status); }
        if (version is { } v && v != plan.Version) { return Outcome.Conflict<(LockedPlan, ReleaseDates, Person)>("changed-meanwhile"); }
        if (string.IsNullOrWhiteSpace(request.Reason)) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("reason", "form.required"); }
        if (request.Reason.Length > 2000) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("reason", "form.too-long", 2000); }

        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var site = await places.SiteAsync(plan.ReleasingSiteId, ct);
        var days = await places.DaysAsync(site, ct);
        var today = clock.GetCurrentInstant().InZone(PlanPlaces.Zone(site)).Date;
        var byLaw = plan.ReleaseType.IsEntitledByLaw();
        var entitlement = byLaw ? LaunchRules.OfficialDate(person, plan.ReleaseType) ?? plan.EntitlementOn : request.EntitlementOn ?? request.ReleaseOn;
        if (byLaw && request.EntitlementOn is { } asked && asked != entitlement) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("entitlementOn", "launch.official-date-stands", entitlement); }
        if (request.ReleaseOn < today) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("releaseOn", "launch.release-in-the-past", request.ReleaseOn); }
        if (request.ReleaseOn > today.PlusYears(5)) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("releaseOn", "launch.release-too-far", request.ReleaseOn); }
        var decided = ReleaseDay.Decide(byLaw, entitlement, days);
        var why = decided.Why;
        if (byLaw && request.ReleaseOn != decided.Value)
        {
            var check = ReleaseDay.Check(request.ReleaseOn, entitlement, days, !string.IsNullOrWhiteSpace(request.EarlyApproval));
            if (!check.Value) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>(new Problem("releaseOn", check.Why)); }
            why = check.Why;
        }
        if (plan.ReturnOn is { } back && back < request.ReleaseOn) { return Outcome.Refused<(LockedPlan, ReleaseDates, Person)>("releaseOn", "launch.return-before-departure", request.ReleaseOn); }
        return Outcome.Done((locked, new ReleaseDates(entitlement, request.ReleaseOn, why), person));
    }

    private static void Apply(ReleasePlan plan, ReleaseDates dates, MoveRequest request)
    {
        (plan.EntitlementOn, plan.ReleaseOn, plan.ReleaseReason) = (dates.EntitlementOn, dates.ReleaseOn, dates.Why);
        plan.EarlyApproval = string.IsNullOrWhiteSpace(request.EarlyApproval) ? plan.EarlyApproval : request.EarlyApproval.Trim();
    }
}
