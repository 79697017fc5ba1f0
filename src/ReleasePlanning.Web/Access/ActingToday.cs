using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.Access;

/// <summary>Adds to every request whom the person stands in for at that moment, so that a cover that begins or ends after the sign-in counts at once;
/// and who left is signed in no more. What it adds is never written into the cookie.</summary>
public sealed class ActingToday(CoverQueries covers, IHttpContextAccessor accessor) : IClaimsTransformation
{
    public async Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal)
    {
        if (principal.Identities.Any(i => i is ForOthers) || SignedIn.From(principal) is not { } me || accessor.HttpContext is not { } http) { return principal; }
        // pictures and style sheets are for everybody and need no question to the database
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null) { return principal; }
        if (await covers.TodayAsync(me.StaffId, me.Roles, http.RequestAborted) is not { } today) { return new ClaimsPrincipal(new ClaimsIdentity()); }
        return new ClaimsPrincipal([.. principal.Identities, new ForOthers(today)]);
    }

    /// <summary>For whom somebody stands in, as part of who asks.</summary>
    public static ImmutableArray<Cover> CoversOf(ClaimsPrincipal principal) => principal.Identities.OfType<ForOthers>().FirstOrDefault()?.Covers ?? [];

    private sealed class ForOthers(ImmutableArray<Cover> covers) : ClaimsIdentity
    {
        public ImmutableArray<Cover> Covers => covers;
    }
}
