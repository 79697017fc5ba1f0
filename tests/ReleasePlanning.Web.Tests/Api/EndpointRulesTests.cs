using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

public sealed class EndpointRulesTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private IReadOnlyList<RouteEndpoint> Endpoints => [.. site.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()];

    [Fact]
    public void Every_endpoint_says_who_may_reach_it()
    {
        var endpoints = Endpoints;
        endpoints.Count.ShouldBeGreaterThan(50, "the list of endpoints is not the real one");
        var without = endpoints.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null
            && e.Metadata.GetOrderedMetadata<IAuthorizeData>().Count == 0 && e.Metadata.GetMetadata<AuthorizationPolicy>() is null);
        // in development only, the framework itself serves static files that changed after the build; strangers do not reach it
        without = without.Where(e => e.RoutePattern.RawText != "{**path:file}");
        without.Select(e => e.DisplayName + " " + e.RoutePattern.RawText).ShouldBeEmpty();
    }

    [Fact]
    public void Only_what_names_nobody_is_open_to_strangers()
    {
        string[] open = ["sign-in", "sign-out", "feeds", "accessibility", "shortcuts", "status", "not-found", "error", "openapi"];
        var strange = Endpoints
            .Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is not null && e.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null)
            .Select(e => e.RoutePattern.RawText!.TrimStart('/'))
            .Where(p => !open.Any(o => p.StartsWith(o, StringComparison.Ordinal)));
        strange.ShouldBeEmpty();
    }

    [Fact]
    public void Every_change_through_the_api_has_a_rule_of_its_own_and_not_only_a_sign_in_where_only_some_roles_may()
    {
        // without a last word: a collection, here of absences
        string[] decidedByTheActItself = ["complete", "skip", "reassign", "notes", "messages", "acknowledge", "problem", "due", "due-restore", "resolve", "snooze", "end-snooze", "", "preview", "change", "end", "take", "read", "read-all", "choice", "calendar-feed", "revoke"];
        var changes = Endpoints.Where(e => e.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal)
            && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains(HttpMethods.Post) == true).ToList();
        changes.Count.ShouldBeGreaterThan(10);
        changes.Where(e => e.Metadata.GetOrderedMetadata<IAuthorizeData>().All(a => a.Policy == "signed-in")).Select(e => e.RoutePattern.RawText!.Split('/')[^1])
            .ShouldBe(decidedByTheActItself, ignoreOrder: true);
    }
}
