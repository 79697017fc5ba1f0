using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.Access;

/// <summary>How the sign-in cookie behaves: pages send strangers to the sign-in page, the API answers them, and a role taken away is gone within minutes.</summary>
public static class CookieSignIn
{
    private static readonly TimeSpan Recheck = TimeSpan.FromMinutes(5);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "release-planning";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.Path = "/";
        options.ExpireTimeSpan = TimeSpan.FromHours(9);
        options.SlidingExpiration = false;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnRedirectToLogin = c => Answer(c, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = c => { c.Response.StatusCode = StatusCodes.Status403Forbidden; return Task.CompletedTask; };
        options.Events.OnValidatePrincipal = RecheckAsync;
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.IsApi()) { context.Response.StatusCode = status; }
        else { context.Response.Redirect(context.RedirectUri); }
        return Task.CompletedTask;
    }

    private static async Task RecheckAsync(CookieValidatePrincipalContext context)
    {
        if (!await ActingToday.AskAsync(context))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
            return;
        }
        var now = (context.Options.TimeProvider ?? TimeProvider.System).GetUtcNow();
        if (context.Properties.IssuedUtc is { } issued && now - issued < Recheck) { return; }
        var me = context.Principal is { } user ? SignedIn.From(user) : null;
        var db = context.HttpContext.RequestServices.GetRequiredService<ReleasePlanningDb>();
        var staff = me is null ? null : await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles)
            .SingleOrDefaultAsync(s => s.Id == me.StaffId && s.Active, context.HttpContext.RequestAborted);
        if (staff is null)
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync();
            return;
        }
        context.ReplacePrincipal(SignedIn.PrincipalOf(staff));
        context.ShouldRenew = true;
    }
}
