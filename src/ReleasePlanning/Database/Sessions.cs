namespace ReleasePlanning.Database;

/// <summary>How the service's own sessions are opened.</summary>
public static class Sessions
{
    // The service says the same few statements again and again: each is parsed and planned once a session.
    // And it leaves nothing behind in a session (no session lock, setting or temporary table), so nothing is discarded when the session goes back to
    // the pool. Discarding is a transaction of its own, and throws away the plans of triggers and foreign keys with everything else.
    private const string Defaults = "Max Auto Prepare=200;No Reset On Close=true;";

    /// <summary>The connection string with these defaults; what it says itself wins. Behind a pooler that hands out a server session for a transaction
    /// at a time, it has to say <c>Max Auto Prepare=0</c>.</summary>
    public static string Of(string connectionString) => Defaults + connectionString;
}
