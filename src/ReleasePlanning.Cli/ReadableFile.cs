namespace ReleasePlanning.Cli;

/// <summary>A file named on the command line cannot be read; the reason is for the person who named it.</summary>
public sealed class UnreadableFileException(Reason reason) : Exception(reason.Code)
{
    public Reason Reason => reason;
}

public static class ReadableFile
{
    public static FileStream Open(string path, long mostBytes)
    {
        if (Directory.Exists(path)) { throw new UnreadableFileException(new Reason("cli.is-folder", path)); }
        try
        {
            var stream = File.OpenRead(path);
            if (!stream.CanSeek || stream.Length <= mostBytes) { return stream; }
            stream.Dispose();
            throw new UnreadableFileException(new Reason("cli.file-too-large", path, mostBytes / (1024 * 1024)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableFileException(new Reason("cli.no-such-file", path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnreadableFileException(new Reason("cli.cannot-read", path, e.Message));
        }
    }
}
