using System.Diagnostics;
using ReleasePlanning.Benchmarks.Reporting;

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>What one flush to disk takes beside the cluster: 8 KiB written at the end of a file and flushed, as a commit does. Every durable figure
/// is a figure of this disk too.</summary>
public sealed class DiskFlush(string folder)
{
    private const int Flushes = 300;

    private readonly List<double> all = [];

    /// <summary>The middle of a few hundred, in milliseconds.</summary>
    public double Probe()
    {
        var path = Path.Combine(folder, "flush-probe");
        var page = new byte[8192];
        var taken = new List<double>();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (var i = 0; i < Flushes; i++)
            {
                var watch = Stopwatch.StartNew();
                file.Write(page);
                file.Flush(flushToDisk: true);
                taken.Add(watch.Elapsed.TotalMilliseconds);
            }
        }
        File.Delete(path);
        all.Add(Figure.Middle(taken));
        return all[^1];
    }
}
