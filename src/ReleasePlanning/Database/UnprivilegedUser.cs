using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ReleasePlanning.Database;

/// <summary>The operating-system user a server runs as when we ourselves are root.</summary>
internal sealed class UnprivilegedUser
{
    private readonly uint user;
    private readonly uint group;

    private UnprivilegedUser(string[] account) =>
        (Name, user, group) = (account[0], uint.Parse(account[2], CultureInfo.InvariantCulture), uint.Parse(account[3], CultureInfo.InvariantCulture));

    public string Name { get; }

    /// <summary>Null when we are not root and the server can simply run as we do.</summary>
    public static UnprivilegedUser? ForServer() => Environment.IsPrivilegedProcess
        ? Find("postgres") ?? Find("nobody") ?? throw new InvalidOperationException(
            "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody. Run as an ordinary user.")
        : null;

    public bool CanEnter(string folder)
    {
        try
        {
            using var test = Process.Start(new ProcessStartInfo("/usr/bin/test", ["-x", folder]) { UserName = Name, WorkingDirectory = "/" })!;
            test.WaitForExit();
            return test.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    public void TakeOver(params string[] paths)
    {
        foreach (var path in paths)
        {
            if (chown(path, user, group) != 0)
            {
                throw new Win32Exception(Marshal.GetLastPInvokeError(), $"{path} could not be given to {Name}.");
            }
        }
    }

    private static UnprivilegedUser? Find(string name) => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(account => account.Length > 3 && account[0] == name)
        .Select(account => new UnprivilegedUser(account))
        .FirstOrDefault();

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
