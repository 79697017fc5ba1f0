using System.Text.Json;

namespace ReleasePlanning.Web.Tests;

public sealed class ThirdPartyNoticesTests
{
    private static readonly string Notices = File.ReadAllText(Path.Combine(Checkout.Root, "THIRD-PARTY-NOTICES.md"));

    [Fact]
    public void Every_package_the_browser_may_get_is_named_with_its_version()
    {
        using var locked = Read("Islands", "package-lock.json");

        locked.RootElement.GetProperty("packages").EnumerateObject()
            .Where(p => p.Name.Length > 0 && !p.Value.TryGetProperty("dev", out _) && !p.Value.TryGetProperty("optional", out _))
            .Select(p => Row(p.Name.Split("node_modules/")[^1], p.Value.GetProperty("version").GetString()!))
            .Where(row => !Notices.Contains(row, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_package_the_service_is_shipped_with_is_named_with_its_version()
    {
        using var locked = Read("packages.lock.json");

        locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(p => p.Value.GetProperty("type").GetString() != "Project" && !p.Name.Contains("Analyzers", StringComparison.Ordinal))
            .Select(p => Row(p.Name, p.Value.GetProperty("resolved").GetString()!))
            .Where(row => !Notices.Contains(row, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static string Row(string package, string version) => $"| {package} | {version} |";

    private static JsonDocument Read(params string[] path) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine([Checkout.Root, "src", "ReleasePlanning.Web", .. path])));
}
