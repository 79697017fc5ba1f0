using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using NodaTime;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Web.Inbox;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Web.Notifications;
using ReleasePlanning.Web.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web;

/// <summary>Builds the site: what it is made of, then the order a request goes through it. Tests build the same one.</summary>
public static class WebHost
{
    public const string ConnectionName = "ReleasePlanning";
    private const long LargestBody = 10 * 1024 * 1024;

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(WebHost).Assembly.GetName().Name });
        AddSite(builder);
        // last, so that a test can put its own clock in place of ours
        configure?.Invoke(builder);
        var app = builder.Build();
        UseSite(app);
        return app;
    }

    public static string ConnectionString(this WebApplication app) => ConnectionString(app.Configuration);

    private static string ConnectionString(IConfiguration configuration) => configuration.GetConnectionString(ConnectionName)
        ?? throw new InvalidOperationException("Set ConnectionStrings__ReleasePlanning to a PostgreSQL server.");

    private static void AddSite(WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(k => { k.Limits.MaxRequestBodySize = LargestBody; k.AddServerHeader = false; });
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(5));
        services.Configure<FormOptions>(o => { o.MultipartBodyLengthLimit = LargestBody; o.ValueCountLimit = 512; });
        services.AddReleasePlanning(ConnectionString(builder.Configuration));
        if (builder.Configuration.GetValue<TimeSpan?>("Messages:LongestKept") is { } longest) { services.AddSingleton(new MessageLimits(Duration.FromTimeSpan(longest))); }

        services.AddHttpContextAccessor();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(CookieSignIn.Configure);
        services.AddScoped<IClaimsTransformation, ActingToday>();
        services.AddAuthorization(Policies.Add);
        services.AddAntiforgery(o =>
        {
            o.HeaderName = ChangeGuard.Header;
            o.Cookie.Name = "release-planning-form";
            o.Cookie.Path = "/";
        });
        services.AddDataProtection().SetApplicationName("release-planning");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(p =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = ActivatorUtilities.CreateInstance<SharedKeys>(p)));

        services.AddScoped<TeamAbsences>();
        services.AddHealthChecks().AddCheck<DatabaseAnswers>("database");
        services.AddRazorComponents();
        // accents are letters: French pages stay readable, and a third smaller
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSignalR();
        services.AddHostedService<InboxListener>();
        services.AddHostedService<TimerWorker>();
        services.AddHostedService<MigrationWorker>().AddHostedService<RedatingWorker>().AddHostedService<StayWorker>();
        services.AddSingleton<Escalations.LadderBell>().AddHostedService<LadderWorker>();
        builder.AddOutbox();
        services.AddCalendarFeedRate();
        services.AddExceptionHandler<ApiExceptions>();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o => JsonForms.Configure(o.SerializerOptions));
        services.AddOpenApi("v1", ApiDescription.Configure);
    }

    private static void UseSite(WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseHealthChecks(DatabaseAnswers.Path);
        // first, so that a failure too is told in the language that was asked
        app.UseLanguagePrefix();
        app.UseExceptionHandler("/status/500", createScopeForErrors: true);
        app.UseWhen(c => c.Request.IsApi(), api => api.UseStatusCodePages(c => Problems.Answer(c.HttpContext.Response.StatusCode).ExecuteAsync(c.HttpContext)));
        app.UseWhen(c => !c.Request.IsApi(), pages => pages.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.UseAntiforgery();
        app.UseWhen(c => c.Request.IsApi() && c.Request.IsChange(), api => api.UseMiddleware<IdempotentChanges>());

        app.MapStaticAssets().AllowAnonymous();
        app.MapOpenApi().AllowAnonymous();
        app.MapApi();
        app.MapHub<InboxHub>("/hubs/inbox");
        app.MapRazorComponents<App>().RequireAuthorization(Policies.SignedInStaff);
    }
}
