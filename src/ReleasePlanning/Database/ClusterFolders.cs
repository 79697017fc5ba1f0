using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;

namespace ReleasePlanning.Database;

/// <summary>The places of one private cluster.</summary>
internal sealed record ClusterFolders(string Root, string Data, string Socket)
{
    public const string DataPrefix = "postgres-";
    public const string GateName = "postgres.lock";
    public const string HeldName = "postgres.held";

    // a unix socket address holds 107 bytes; PostgreSQL adds its own file name to the folder
    private const int LongestSocketFolder = 85;

    public string Log => Path.Combine(Root, "postgres.log");

    /// <summary>Locked while a server is being started or stopped.</summary>
    public string Gate => Path.Combine(Root, GateName);

    /// <summary>Shared lock of every process that uses the server.</summary>
    public string Held => Path.Combine(Root, HeldName);

    /// <summary>Written once initdb has finished.</summary>
    public string Initialised => Data + ".initialised";

    public static ClusterFolders For(string wanted, string major, UnprivilegedUser? user)
    {
        var root = Reachable(wanted, user);
        Directory.CreateDirectory(root);
        var socket = Path.Combine(root, "run");
        return new(root, Path.Combine(root, DataPrefix + major), Encoding.UTF8.GetByteCount(socket) <= LongestSocketFolder
            ? socket
            : Path.Combine(Path.GetTempPath(), "release-planning-" + Digest(root)));
    }

    /// <summary>
    /// The folder itself, or a stand-in where the server's user cannot come: a checkout below a home folder only root may enter.
    /// </summary>
    public static string Reachable(string wanted, UnprivilegedUser? user)
    {
        var folder = Path.GetFullPath(wanted);
        var nearest = folder;
        while (!Directory.Exists(nearest))
        {
            nearest = Path.GetDirectoryName(nearest)!;
        }

        return user is null || user.CanEnter(nearest) ? folder : Path.Combine("/var/lib", "release-planning-" + Digest(folder));
    }

    [SupportedOSPlatform("linux")]
    public void Prepare(UnprivilegedUser? user)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var folder in new[] { Data, Socket })
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, ownerOnly);
        }

        File.AppendAllText(Log, "");
        user?.TakeOver(Data, Socket, Log);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
