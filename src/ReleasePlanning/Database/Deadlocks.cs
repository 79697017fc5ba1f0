using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>The order of locks leaves no circle among acts. What else runs in one of their transactions (a diagram that goes on and asks another house, a freed night that
/// wakes a waiting list) can close one; PostgreSQL then ends one of the two, and that one begins again. Nobody has to hear of it.</summary>
internal static class Deadlocks
{
    private const int MostTries = 5;

    /// <param name="act">The whole act, with its transaction; nothing of an attempt that was ended is left.</param>
    public static async Task<T> AgainAfterDeadlockAsync<T>(this ReleasePlanningDb db, Func<Task<T>> act)
    {
        for (var tried = 1; ; tried++)
        {
            try { return await act(); }
            catch (Exception e) when (tried < MostTries && IsDeadlock(e)) { db.ChangeTracker.Clear(); }
        }
    }

    public static bool IsDeadlock(Exception e) => e switch
    {
        PostgresException p => p.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
        { InnerException: { } inner } => IsDeadlock(inner),
        _ => false,
    };
}
