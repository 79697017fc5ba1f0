using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>Something done with a stay, with what it needs to be said. <see cref="Name"/> is one of <see cref="StayActs"/>.</summary>
public abstract record StayAct(string Name)
{
    public sealed record Confirm() : StayAct(StayActs.Confirm);
    public sealed record HoldLonger(Instant Until) : StayAct(StayActs.HoldLonger);
    public sealed record Arrive(Instant At) : StayAct(StayActs.Arrive);
    public sealed record NotArrived(string Code, string Note = "") : StayAct(StayActs.NotArrived);
    public sealed record Depart(Instant At, string Code, string Note = "") : StayAct(StayActs.Depart);
    public sealed record Extend(LocalDate DepartOn) : StayAct(StayActs.Extend);
    public sealed record Shorten(LocalDate DepartOn) : StayAct(StayActs.Shorten);
    /// <summary>Other nights altogether, before the person arrives.</summary>
    public sealed record MoveNights(Nights Nights) : StayAct(StayActs.Extend);
    public sealed record MoveBed(Guid Bed) : StayAct(StayActs.MoveBed);
    /// <param name="Needs">Null: the same as now.</param>
    public sealed record Transfer(SiteId To, LocalDate On, LocalDate DepartOn, IReadOnlyList<string>? Needs = null, Guid? Bed = null) : StayAct(StayActs.Transfer);
    public sealed record Cancel(string Code, string Note = "") : StayAct(StayActs.Cancel);
}
