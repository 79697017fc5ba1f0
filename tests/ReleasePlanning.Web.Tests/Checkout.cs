namespace ReleasePlanning.Web.Tests;

/// <summary>The folder that holds the solution.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("The tests do not run inside a checkout.")
        : File.Exists(Path.Combine(folder.FullName, "ReleasePlanning.sln")) ? folder.FullName : Find(folder.Parent);
}
