using System.Collections.Immutable;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.Access;

/// <summary>Adds to every request whom the person stands in for at that moment, so that a cover that begins or ends after the sign-in counts at once;
/// and who left is signed out. What it adds is never written into the cookie.</summary>
public sealed class ActingToday(IHttpContextAccessor accessor) : IClaimsTransformation
{
    private static readonly object Key = new();

    /// <summary>Asks the database, once a request; false for somebody who left.</summary>
    public static async Task<bool> AskAsync(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        // pictures and style sheets are for everybody and need no question to the database
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null || context.Principal is not { } user || SignedIn.From(user) is not { } me) { return true; }
        if (await http.RequestServices.GetRequiredService<CoverQueries>().TodayAsync(me.StaffId, me.Roles, http.RequestAborted) is not { } covers) { return false; }
        http.Items[Key] = covers;
        return true;
    }

    public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => Task.FromResult(
        accessor.HttpContext?.Items[Key] is not ImmutableArray<Cover> { IsEmpty: false } covers || principal.Identities.Any(i => i is ForOthers)
            ? principal : new ClaimsPrincipal([.. principal.Identities, new ForOthers(covers)]));

    /// <summary>For whom somebody stands in, as part of who asks.</summary>
    public static ImmutableArray<Cover> CoversOf(ClaimsPrincipal principal) => principal.Identities.OfType<ForOthers>().FirstOrDefault()?.Covers ?? [];

    private sealed class ForOthers(ImmutableArray<Cover> covers) : ClaimsIdentity
    {
        public ImmutableArray<Cover> Covers => covers;
    }
}
