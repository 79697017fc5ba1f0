using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ReleasePlanning.Web;

/// <summary>What happens around the start: the demo region where it is asked for, and where to go.</summary>
public static class SiteStart
{
    public static async Task GreetAsync(this WebApplication site, TextWriter console)
    {
        var address = site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await console.WriteLineAsync($"Release Planning is at {address}/en (English) and {address}/fr (français). Ctrl-C stops it.");
    }
}
