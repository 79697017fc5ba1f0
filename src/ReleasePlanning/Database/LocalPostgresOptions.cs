namespace ReleasePlanning.Database;

/// <summary>Where a <see cref="LocalPostgres"/> lives and how careful it is.</summary>
public sealed record LocalPostgresOptions
{
    /// <summary>Folder that holds the cluster, its socket, its log and its lock files.</summary>
    public required string Root { get; init; }

    /// <summary>Folder of an npm installation that is searched last and filled when there is no PostgreSQL at all.</summary>
    public string FetchTo { get; init; } = Path.Combine(".data", "pg");

    /// <summary>Folder with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>; null searches for them.</summary>
    public string? Binaries { get; init; }

    /// <summary>False trades safety against a power cut for speed: right for tests, wrong for everything else.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Connections one process may keep open to one database; the server allows 200 in all.</summary>
    public int MaxPoolSize { get; init; } = 50;
}
