namespace ReleasePlanning.Tests.People;

/// <summary>One house for all rows of a table: they are refused, or each brings a person of its own.</summary>
public sealed class SharedHouse(PostgresFixture postgres) : IAsyncLifetime
{
    private int people;

    internal ImportHouse House { get; private set; } = null!;

    internal string NewFps() => $"{Interlocked.Increment(ref people):000000}E";

    public async ValueTask InitializeAsync() => House = await ImportHouse.BuildAsync(postgres, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
