using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Kinds of place a condition may forbid being near, as facilities list what is close by. Names in both languages: resource "near-kind.{key}".</summary>
public static class NearKinds
{
    public static readonly IReadOnlyList<string> All = ["school", "playground", "park", "bar", "daycare"];
}

/// <summary>What an officer enters about a place to keep away from: a community, a circle, or a kind of place. One of the three.</summary>
public sealed record NoGoRequest(string Community, double? Latitude, double? Longitude, double? RadiusKm, string NearKind, string Reason);

/// <summary>Who may say what a person is kept away from, and what can be said. Pure.</summary>
public static class KeepAwayRules
{
    public const double MostRadiusKm = 500;
    public const int MostReason = 1000;
    public const int MostCommunity = 100;

    /// <summary>The plan's officers on both sides and who directs them; a house and the victims' unit never.</summary>
    public static Reasoned<bool> May(ReleasePlan plan, Actor actor) =>
        PlanAccess.MayChange(plan, actor).Value
        || plan.CommunityOfficerId is { } officer && (officer == actor.StaffId || actor.CoverOf(officer, Roles.CommunityParoleOfficer, plan.ParoleOfficeId, plan.Id) is not null)
        || actor.Holds(Roles.CommunityParoleOfficer, plan.ParoleOfficeId) || actor.Holds(Roles.ParoleOfficerSupervisor, plan.ParoleOfficeId)
            ? new(true, new Reason("access.plan"))
            : new(false, new Reason("keep-away.not-yours"));

    public static IEnumerable<Problem> Problems(NoGoRequest asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        double?[] circle = [asked.Latitude, asked.Longitude, asked.RadiusKm];
        var given = (asked.Community.Length > 0 ? 1 : 0) + (asked.NearKind.Length > 0 ? 1 : 0) + (circle.Any(c => c is not null) ? 1 : 0);
        if (given != 1) { yield return Problem.With("community", "keep-away.one-of-three"); }
        if (asked.Community.Length > MostCommunity) { yield return Problem.With("community", "form.too-long", MostCommunity); }
        if (asked.NearKind.Length > 0 && !NearKinds.All.Contains(asked.NearKind)) { yield return Problem.With("nearKind", "keep-away.unknown-kind", string.Join(", ", NearKinds.All)); }
        if (circle.Any(c => c is not null))
        {
            if (asked.Latitude is not (>= -90 and <= 90)) { yield return Problem.With("latitude", "keep-away.latitude"); }
            if (asked.Longitude is not (>= -180 and <= 180)) { yield return Problem.With("longitude", "keep-away.longitude"); }
            if (asked.RadiusKm is not (> 0 and <= MostRadiusKm)) { yield return Problem.With("radiusKm", "keep-away.radius", (int)MostRadiusKm); }
        }
        foreach (var problem in ReasonProblems(asked.Reason)) { yield return problem; }
    }

    public static IEnumerable<Problem> ReasonProblems(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason)) { yield return Problem.With("reason", "form.required"); }
        else if (reason.Length > MostReason) { yield return Problem.With("reason", "form.too-long", MostReason); }
    }
}
