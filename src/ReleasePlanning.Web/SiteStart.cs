using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web;

/// <summary>What happens around the start: the shipped diagrams, the demo region where it is asked for, and where to go.</summary>
public static class SiteStart
{
    // the desks of one case, from Red Willow to Winnipeg
    private static readonly (string Role, string Site)[] Desks =
    [
        (Roles.InstitutionalParoleOfficer, "red-willow"), (Roles.ManagerAssessmentInterventions, "red-willow"), (Roles.CommunityParoleOfficer, "winnipeg-parole"),
        (Roles.ResidenceIntake, "northgate-house"), (Roles.Administrator, "prairie-headquarters"),
    ];

    /// <summary>Publishes the diagrams that come with this version and, with Demo:Load, fills an empty database with the demo region.</summary>
    public static async Task LoadAsync(this WebApplication site, CancellationToken ct = default)
    {
        // a wrong clock would move deadlines: better not to start
        if (TimeZoneSelfTest.Run() is { Length: > 0 } wrong) { throw new InvalidOperationException(string.Join(" ", wrong.Select(r => Texts.Of(r, Texts.English)))); }
        await using var scope = site.Services.CreateAsyncScope();
        if (site.Configuration.GetValue<bool>("Demo:Load")) { await scope.ServiceProvider.GetRequiredService<DemoRegion>().RunAsync(ct); }
        await scope.ServiceProvider.GetRequiredService<ShippedWorkflows>().RunAsync(ct);
        if (!site.Configuration.GetValue<bool>("Demo:Load")) { return; }
        await scope.ServiceProvider.GetRequiredService<DemoPlans>().RunAsync(ct);
        await scope.ServiceProvider.GetRequiredService<DemoStays>().RunAsync(ct);
        await scope.ServiceProvider.GetRequiredService<DemoReferrals>().RunAsync(ct);
    }

    public static async Task GreetAsync(this WebApplication site, TextWriter console)
    {
        var address = site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await console.WriteLineAsync($"Release Planning is at {address}/en (English) and {address}/fr (français). Ctrl-C stops it.");
        if (!site.Environment.IsDevelopment()) { return; }

        await using var scope = site.Services.CreateAsyncScope();
        var staff = await scope.ServiceProvider.GetRequiredService<StaffQueries>().WhoCanSignInAsync(CancellationToken.None);
        foreach (var (role, place) in Desks)
        {
            if (staff.FirstOrDefault(s => s.Role == role && s.Site.Code == place) is { } who) { await console.WriteLineAsync($"  sign in as {who.Name} ({role}, {who.Site.NameEn})"); }
        }
    }
}
