using ReleasePlanning.BedSpaces;

namespace ReleasePlanning.Web.Background;

/// <summary>Writes down what passes with time alone: overstays, and holds that no plan's timer watches. Nothing rings for it; looking once a minute is often enough.</summary>
public sealed class StayWorker(IConfiguration configuration, SweepStays sweep, ILogger<StayWorker> log) : BellWorker(configuration, "bed_stays", log)
{
    protected override Task<int> RoundAsync(CancellationToken ct) => sweep.RunAsync(ct);
}
