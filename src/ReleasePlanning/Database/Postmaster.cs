using System.Diagnostics;
using System.Globalization;

namespace ReleasePlanning.Database;

/// <summary>What the process named in a cluster's <c>postmaster.pid</c> really is.</summary>
internal enum PostmasterState
{
    /// <summary>No process: PostgreSQL clears the file away by itself.</summary>
    Absent,

    /// <summary>Our server.</summary>
    Running,

    /// <summary>Our number was given to some other program; PostgreSQL would refuse to start if that runs as the same user.</summary>
    Stranger,

    /// <summary>Killed, and not yet collected by its parent.</summary>
    Dead,
}

/// <summary>Reads and clears what a PostgreSQL server leaves behind when it, or the machine, is killed.</summary>
internal static class Postmaster
{
    // a container's first process may never collect the dead; three seconds tell the two cases apart
    private const int LooksAtADeadProcess = 30;

    public static async Task<PostmasterState> LookAsync(string data, CancellationToken ct)
    {
        var state = Look(data);
        for (var look = 1; state == PostmasterState.Dead && look < LooksAtADeadProcess; look++)
        {
            await Task.Delay(100, ct);
            state = Look(data);
        }

        return state;
    }

    /// <summary>Removes the marks of a server that is not running, where PostgreSQL would take them for a running one.</summary>
    public static void ForgetStale(string data, string socket)
    {
        if (Look(data) is PostmasterState.Stranger or PostmasterState.Dead)
        {
            File.Delete(PidFile(data));
            foreach (var mark in Directory.GetFiles(socket, ".s.PGSQL.*.lock"))
            {
                File.Delete(mark);
            }
        }
    }

    /// <summary>Ends a server whose data is about to be deleted, so nothing has to be saved.</summary>
    public static async Task KillAsync(string data, CancellationToken ct)
    {
        if (Look(data) == PostmasterState.Running && ReadPid(data) is { } pid)
        {
            using var process = Process.GetProcessById(pid);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(ct);
        }
    }

    private static PostmasterState Look(string data)
    {
        if (ReadPid(data) is not { } pid)
        {
            return PostmasterState.Absent;
        }

        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // the program's name stands in brackets and may itself hold brackets: the state follows the last one
            if (stat[stat.LastIndexOf(')') + 2] == 'Z')
            {
                return PostmasterState.Dead;
            }

            var command = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) is "postgres" or "postmaster" && command.Contains(data)
                ? PostmasterState.Running
                : PostmasterState.Stranger;
        }
        catch (IOException)
        {
            return PostmasterState.Absent;
        }
    }

    private static int? ReadPid(string data)
    {
        try
        {
            return int.TryParse(File.ReadLines(PidFile(data)).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string PidFile(string data) => Path.Combine(data, "postmaster.pid");
}
