namespace ReleasePlanning.Web.Escalations;

/// <summary>Wakes the ladder worker of this instance when somebody has published a ladder.</summary>
public sealed class LadderBell : IDisposable
{
    private readonly SemaphoreSlim rung = new(0, 1);

    public void Ring()
    {
        try
        {
            rung.Release();
        }
        catch (SemaphoreFullException) { /* rung already, and not yet answered */ }
    }

    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => rung.WaitAsync(longest, ct);

    public void Dispose() => rung.Dispose();
}
