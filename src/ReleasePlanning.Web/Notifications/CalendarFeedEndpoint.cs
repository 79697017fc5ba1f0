using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Net.Http.Headers;
using ReleasePlanning.Notifications;

namespace ReleasePlanning.Web.Notifications;

/// <summary>The calendar feed: calendar programs cannot sign in, so the key in the address is what lets them in. A wrong key is answered as if nothing were there.</summary>
public static class CalendarFeedEndpoint
{
    private const string Rate = "calendar-feed";
    private const int MostInAMinute = 30;

    public static void AddCalendarFeedRate(this IServiceCollection services) => services.AddRateLimiter(o =>
    {
        o.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        // per key: a calendar that asks every second harms nobody else's
        o.AddPolicy(Rate, http => RateLimitPartition.GetFixedWindowLimiter(
            http.Request.RouteValues["key"]?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions { PermitLimit = MostInAMinute, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 }));
        o.OnRejected = async (rejected, ct) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "60";
            await rejected.HttpContext.Response.WriteAsync("Too many requests", ct);
        };
    });

    public static void MapCalendarFeed(this IEndpointRouteBuilder app) =>
        app.MapGet("/feeds/{key:length(64)}.ics", ReadAsync).AllowAnonymous().RequireRateLimiting(Rate).ExcludeFromDescription();

    public static string AddressOf(string key, HttpRequest request, MailSettings mail) => $"{LinkBase(request, mail)}/feeds/{key}.ics";

    private static string LinkBase(HttpRequest request, MailSettings mail) => mail.LinkBase.Length > 0 ? mail.LinkBase.TrimEnd('/') : $"{request.Scheme}://{request.Host}";

    private static async Task<IResult> ReadAsync(string key, HttpContext http, CalendarFeedQueries feeds, MailSettings mail, CancellationToken ct)
    {
        if (await feeds.OfAsync(key, LinkBase(http.Request, mail), ct) is not { } calendar) { return Results.NotFound(); }
        var bytes = Encoding.UTF8.GetBytes(calendar);
        // answers 304 by itself when the reader has this one
        return Results.File(bytes, "text/calendar; charset=utf-8", entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\""));
    }
}
