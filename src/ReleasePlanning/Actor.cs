using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning;

/// <summary>Who does something: a signed-in person with the roles they hold, or the service itself (timers, imports).</summary>
public sealed record Actor(StaffId? StaffId, string Name, ImmutableArray<SiteRole> Roles)
{
    public static Actor Service { get; } = new(null, "service", []);

    /// <summary>Whom they stand in for today, as the database says at this request and not as it was when they signed in.</summary>
    public ImmutableArray<Cover> Covers { get; init; } = [];

    public bool Holds(string role) => Roles.Any(r => r.Role == role);
    public bool Holds(string role, SiteId site) => Roles.Contains(new SiteRole(role, site));
    public bool IsAt(SiteId site) => Roles.Any(r => r.SiteId == site);

    /// <summary>The cover under which they act on what somebody owns in a plan; null when they do not stand in there.</summary>
    public Cover? CoverOf(StaffId? owner, string role, SiteId site, ReleasePlanId plan) => owner is { } o ? Covers.FirstOrDefault(c => c.For == o && c.Reaches(role, site, plan)) : null;
}

public sealed record SiteRole(string Role, SiteId SiteId);

/// <summary>Somebody who is away and whose work another does meanwhile: in which of their roles, in which plans, and until when.</summary>
/// <param name="Only">Null: every plan but <paramref name="Except"/>, which a sudden absence gave to others.</param>
public sealed record Cover(StaffId For, string Name, LocalDate UntilOn, ImmutableArray<SiteRole> Roles, ImmutableArray<ReleasePlanId>? Only, ImmutableArray<ReleasePlanId> Except)
{
    /// <summary>Work in a role at a site. Who supervises there owns steps of other roles too, so covering them covers those.</summary>
    public bool Reaches(string role, SiteId site, ReleasePlanId plan) =>
        Reaches(plan) && Roles.Any(r => r.SiteId == site && (r.Role == role || People.Roles.Supervising.Contains(r.Role)));

    public bool Reaches(ReleasePlanId plan) => Only?.Contains(plan) ?? !Except.Contains(plan);
}
