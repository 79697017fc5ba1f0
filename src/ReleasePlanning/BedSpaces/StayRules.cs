using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>What can be done with a stay; resource "stay-act.{act}".</summary>
public static class StayActs
{
    public const string Confirm = "confirm", HoldLonger = "hold-longer", Arrive = "arrive", NotArrived = "not-arrived", Depart = "depart";
    public const string Extend = "extend", Shorten = "shorten", MoveBed = "move-bed", Transfer = "transfer", Cancel = "cancel";

    public static readonly IReadOnlyList<string> All = [Confirm, HoldLonger, Arrive, NotArrived, Depart, Extend, Shorten, MoveBed, Transfer, Cancel];
}

/// <summary>Why a stay ended before its time, or never began; resource "stay-end.{code}".</summary>
public static class StayEnds
{
    public const string AnotherConfirmed = "another-confirmed", Transferred = "transferred", MovedBed = "moved-bed", PlanEnded = "plan-ended";

    /// <summary>Why somebody gives up a stay before it begins. The last are the service's own.</summary>
    public static readonly IReadOnlyList<string> Cancelling =
        ["not-needed", "person-refused", "house-withdrew", "consent-refused", "bed-lost", "entered-in-error", "other", AnotherConfirmed, PlanEnded, Transferred];

    public static readonly IReadOnlyList<string> NotArriving = ["did-not-come", "suspended", "hospital", "other"];

    public static readonly IReadOnlyList<string> Departing = ["as-planned", "own-address", "suspended", "breach-of-rules", "hospital", "unlawfully-at-large", "warrant-expired", "deceased", "other", Transferred, MovedBed];

    /// <summary>Those a person may choose.</summary>
    public static IEnumerable<string> Chosen(IReadOnlyList<string> codes) => codes.Except([AnotherConfirmed, PlanEnded, Transferred, MovedBed]);
}

/// <summary>An act on a stay: offered, or refused with a reason a person can read.</summary>
public sealed record OfferedAct(string Act, bool May, Reason? Why);

/// <summary>Which acts a stay allows, and why not. Pure: everything is given.</summary>
public static class StayRules
{
    /// <summary>Still there on the day after the departure day, which was theirs to leave on.</summary>
    public static bool IsOverstaying(BedStay stay, LocalDate today) => stay.State == StayState.Arrived && IsOverstaying(stay.Nights, today);

    /// <summary>Of somebody who is there.</summary>
    public static bool IsOverstaying(Nights nights, LocalDate today) => nights.DepartOn < today;

    /// <param name="promise">Why the bed cannot be promised for good now: the person resides elsewhere, or a consent is missing.</param>
    public static IReadOnlyList<OfferedAct> Offered(BedStay stay, LocalDate today, Instant now, Reason? promise = null) =>
    [
        .. from act in StayActs.All
           let why = Refuse(stay, act, today, now) ?? (act is StayActs.Confirm or StayActs.Arrive ? promise : null)
           select new OfferedAct(act, why is null, why),
    ];

    /// <param name="today">At the house; null where the act brings its own day.</param>
    public static Reason? Refuse(BedStay stay, string act, LocalDate? today, Instant now)
    {
        ArgumentNullException.ThrowIfNull(stay);
        if (!stay.TakesTheBed) { return new Reason("stays.over", StateName(stay)); }
        if (stay.State == StayState.Held && stay.HeldUntil <= now) { return new Reason("stays.hold-over"); }
        return (act, stay.State) switch
        {
            (StayActs.Confirm, not StayState.Held) => new Reason("stays.confirmed-already", StateName(stay)),
            (StayActs.HoldLonger, not StayState.Held) => new Reason("stays.confirmed-already", StateName(stay)),
            (StayActs.Arrive or StayActs.Transfer, StayState.Held) => new Reason("stays.confirm-first"),
            (StayActs.Arrive, StayState.Arrived) => new Reason("stays.arrived-already"),
            (StayActs.Arrive, _) when today < stay.Nights.ArriveOn => new Reason("stays.arrives-later", stay.Nights.ArriveOn),
            (StayActs.Arrive, _) when today >= stay.Nights.DepartOn => new Reason("stays.nights-over", stay.Nights.DepartOn),
            (StayActs.NotArrived, StayState.Held) => new Reason("stays.cancel-instead"),
            (StayActs.NotArrived, StayState.Arrived) => new Reason("stays.arrived-already"),
            (StayActs.NotArrived, _) when today < stay.Nights.ArriveOn => new Reason("stays.arrives-later", stay.Nights.ArriveOn),
            (StayActs.Depart, StayState.Held or StayState.Confirmed) => new Reason("stays.nobody-there"),
            (StayActs.Shorten, _) when stay.Nights.Count == 1 => new Reason("stays.one-night"),
            (StayActs.Shorten, StayState.Arrived) when today >= stay.Nights.DepartOn.PlusDays(-1) => new Reason("stays.depart-instead"),
            (StayActs.Cancel, StayState.Arrived) => new Reason("stays.depart-instead"),
            (StayActs.MoveBed, StayState.Arrived) when today >= stay.Nights.DepartOn => new Reason("stays.extend-first", stay.Nights.DepartOn),
            _ => null,
        };
    }

    /// <summary>A house as an argument of a sentence, in the reader's language.</summary>
    public static Reason Named(People.Site house) => new("stays.house", house.NameEn, house.NameFr);

    private static string StateName(BedStay stay) => "@stay-state." + stay.State;
}
