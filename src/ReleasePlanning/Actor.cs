using System.Collections.Immutable;

namespace ReleasePlanning;

/// <summary>Who does something: a signed-in person with the roles they hold, or the service itself (timers, imports).</summary>
public sealed record Actor(StaffId? StaffId, string Name, ImmutableArray<SiteRole> Roles)
{
    public static Actor Service { get; } = new(null, "service", []);

    public bool Holds(string role) => Roles.Any(r => r.Role == role);
    public bool Holds(string role, SiteId site) => Roles.Contains(new SiteRole(role, site));
    public bool IsAt(SiteId site) => Roles.Any(r => r.SiteId == site);
}

public sealed record SiteRole(string Role, SiteId SiteId);
