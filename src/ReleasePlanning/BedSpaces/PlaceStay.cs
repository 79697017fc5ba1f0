using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Gives a person a bed of a house for some nights: held, or confirmed at once. The caller holds the locks of <see cref="LockBeds"/> (and of the plan);
/// stays whose bed nobody named change beds where that makes room. Never saves.</summary>
public sealed class PlaceStay(ReleasePlanningDb db, FitStay fit)
{
    public const int LongestNights = 1_100;

    public async Task<Outcome<BedStay>> RunAsync(StayRequest request, Actor actor, Instant now, CancellationToken ct)
    {
        if (Refuse(request, now) is { } wrong) { return Outcome.Refused<BedStay>(wrong); }
        // who goes on in another bed of the house lives there already
        if (!await GoesOnThereAsync(request, ct) && !(await new KeepAwayQueries(db).AgainstHouseAsync(request.Plan, request.Person, request.Facility, request.Nights, null, ct)).IsEmpty)
        {
            return Outcome.Conflict<BedStay>("stays.kept-away");
        }
        var id = Guid.CreateVersion7();
        var fitted = await fit.RunAsync(new(id, request.Facility, request.Nights, request.Needs, request.Bed, request.Bed is not null), actor, now, ct);
        if (fitted.Value is not { } place) { return fitted.As<BedStay>(); }
        var stay = new BedStay
        {
            Id = id, PlanId = request.Plan, PersonId = request.Person, ResidenceId = request.Facility, BedId = place.Bed, BedNamed = request.Bed is not null, Needs = [.. request.Needs.Distinct()],
            Nights = request.Nights, Occupies = place.Occupies, State = request.State, HeldUntil = request.State == StayState.Held ? request.HeldUntil : null,
            BookedAt = now, ReferralId = request.Referral, TransferOf = request.TransferOf, ArrivedAt = request.State == StayState.Arrived ? now : null,
        };
        if (request.State != StayState.Held && await StayPromise.RefusedAsync(db, stay, ct) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        db.Add(stay);
        await db.WriteAsync(stay, request.State switch { StayState.Held => StayEvents.Held, StayState.Confirmed => StayEvents.Confirmed, _ => StayEvents.Arrived }, actor, now, ct);
        await db.KeepHoldTimerAsync(stay, ct);
        if (stay.State == StayState.Confirmed) { await ConfirmStay.RemoveHoldsAsync(db, stay, actor, now, ct); }
        return Outcome.Done(stay);
    }

    private async Task<bool> GoesOnThereAsync(StayRequest request, CancellationToken ct) =>
        request.TransferOf is { } before && (await db.Set<BedStay>().FindAsync([before], ct))!.ResidenceId == request.Facility;

    private static Problem? Refuse(StayRequest request, Instant now)
    {
        if (request.State is not (StayState.Held or StayState.Confirmed or StayState.Arrived)) { return Problem.With("state", "stays.not-a-beginning"); }
        if (FacilityRules.NothingIn(("needs", request.Needs)) is { } nothing) { return nothing; }
        if (request.Needs.FirstOrDefault(n => !BedFeatures.All.Contains(n)) is { } unknown) { return Problem.With("needs", "stays.unknown-feature", unknown, string.Join(", ", BedFeatures.All)); }
        if (request.Nights.Count > LongestNights) { return Problem.With("departOn", "stays.too-long", LongestNights); }
        if (request.State != StayState.Held) { return null; }
        return request.HeldUntil is not { } until ? Problem.With("heldUntil", "form.required") : until <= now ? Problem.With("heldUntil", "stays.hold-in-the-past") : null;
    }
}
