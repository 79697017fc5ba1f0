using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.Access;

/// <summary>The person behind the request, as their sign-in cookie says; for whom they stand in, as the database says now.</summary>
public sealed record SignedIn(StaffId StaffId, string Name, string Language, ImmutableArray<SiteRole> Roles)
{
    private const string IdClaim = "staff", LanguageClaim = "language", RoleClaim = "role-at-site";

    public ImmutableArray<Cover> Covers { get; private init; } = [];
    public Actor Actor => new(StaffId, Name, Roles) { Covers = Covers };
    public bool Holds(string role) => Roles.Any(r => r.Role == role);
    public bool HoldsAny(IEnumerable<string> roles) => roles.Any(Holds);

    /// <summary>Null for somebody who has not signed in.</summary>
    public static SignedIn? From(ClaimsPrincipal user)
    {
        if (!Guid.TryParse(user.FindFirstValue(IdClaim), out var id)) { return null; }
        var roles = user.FindAll(RoleClaim).Select(c => c.Value.Split('@')).Select(p => new SiteRole(p[0], SiteId.From(Guid.Parse(p[1]))));
        return new SignedIn(StaffId.From(id), user.Identity?.Name ?? "", user.FindFirstValue(LanguageClaim) ?? "en", [.. roles]) { Covers = ActingToday.CoversOf(user) };
    }

    public static ClaimsPrincipal PrincipalOf(StaffMember staff) => new(new ClaimsIdentity(
        [
            new(IdClaim, staff.Id.ToString()),
            new(ClaimTypes.Name, staff.Name),
            new(LanguageClaim, staff.Language),
            .. staff.Roles.Select(r => new Claim(RoleClaim, $"{r.Role}@{r.SiteId}")),
        ],
        CookieAuthenticationDefaults.AuthenticationScheme));
}
