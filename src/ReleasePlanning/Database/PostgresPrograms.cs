using System.Diagnostics;

namespace ReleasePlanning.Database;

/// <summary>Runs PostgreSQL's programs as somebody PostgreSQL accepts: it refuses to run as root.</summary>
internal sealed class PostgresPrograms(string folder, UnprivilegedUser? user)
{
    public async Task<string> MajorVersionAsync(CancellationToken ct)
    {
        // "postgres (PostgreSQL) 17.10" or "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
        var said = await MustRunAsync("postgres", ["--version"], null, ct);
        return said.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2].Split('.')[0].Trim();
    }

    /// <summary>Runs and returns what was said; a failure carries the program's words and the end of its log.</summary>
    public async Task<string> MustRunAsync(string program, IEnumerable<string> arguments, string? log, CancellationToken ct)
    {
        var (code, said) = await RunAsync(program, arguments, ct);
        if (code == 0)
        {
            return said;
        }

        var lastLines = log is null ? "" : string.Join('\n', (await File.ReadAllLinesAsync(log, ct)).TakeLast(10));
        throw new InvalidOperationException($"PostgreSQL's {program} in {folder} failed ({code}): {said}\n{lastLines}");
    }

    public async Task<(int Code, string Said)> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Path.Combine(folder, program), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // the caller's folder may be one the unprivileged user cannot enter
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = "/";
        if (user is not null)
        {
            start.UserName = user.Name;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, output + await errors);
    }
}
