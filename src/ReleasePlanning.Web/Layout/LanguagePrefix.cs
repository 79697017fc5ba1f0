using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.Layout;

/// <summary>Pages live under /en and /fr. The prefix moves into the path base, so that routes and links never name a language; the API follows Accept-Language.</summary>
public static class LanguagePrefix
{
    private static readonly string[] Languages = ["en", "fr"];

    public static IApplicationBuilder UseLanguagePrefix(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        var prefix = Languages.FirstOrDefault(l => http.Request.Path.StartsWithSegments("/" + l)) ?? Before(http.Request.PathBase);
        if (prefix is not null && http.Request.Path.StartsWithSegments("/" + prefix, out var rest))
        {
            http.Request.PathBase = http.Request.PathBase.Add("/" + prefix);
            http.Request.Path = rest.HasValue ? rest : "/";
        }
        else if (prefix is null && IsPage(http.Request))
        {
            http.Response.Redirect($"{http.Request.PathBase}/{Preferred(http.Request)}{http.Request.Path}{http.Request.QueryString}");
            return;
        }
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = Texts.Culture(prefix ?? Preferred(http.Request));
        await next();
    });

    /// <summary>The same page in the other language.</summary>
    public static string SamePageIn(string language, HttpRequest request)
    {
        var root = request.PathBase.Value ?? "";
        if (Before(request.PathBase) is { } current) { root = root[..^(current.Length + 1)]; }
        return $"{root}/{language}{AskedFor(request)}";
    }

    /// <summary>Path and query that were asked for, also on an error page that answers in their place.</summary>
    public static string AskedFor(HttpRequest request)
    {
        var features = request.HttpContext.Features;
        if (features.Get<IStatusCodeReExecuteFeature>() is { } replaced) { return replaced.OriginalPath + replaced.OriginalQueryString; }
        return (features.Get<IExceptionHandlerPathFeature>()?.Path ?? request.Path.Value) + request.QueryString;
    }

    // an error page runs after the prefix was moved
    private static string? Before(PathString pathBase) =>
        Languages.FirstOrDefault(l => pathBase.Value?.EndsWith("/" + l, StringComparison.Ordinal) == true);

    private static bool IsPage(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !request.IsApi() && !request.Path.StartsWithSegments("/hubs") && !Path.HasExtension(request.Path);

    private static string Preferred(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => Languages.FirstOrDefault(s => l.Value.StartsWith(s, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(l => l is not null) ?? Languages[0];
}
