namespace ReleasePlanning.Database;

/// <summary>
/// A lock file between processes. The kernel drops the lock when its holder dies, so a kill never leaves one behind.
/// </summary>
internal static class ExclusiveLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public static async Task<FileStream> TakeAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause, ct);
        }

        throw new InvalidOperationException($"{path} has been locked by another process for {Patience.TotalMinutes:0} minutes.");
    }
}
