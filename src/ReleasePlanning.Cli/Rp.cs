using System.Globalization;
using Npgsql;
using ReleasePlanning.Language;

namespace ReleasePlanning.Cli;

/// <summary>The command line of the service. Results go to one writer, errors to the other; the number says how it ended.</summary>
public static class Rp
{
    public const int Fine = 0;
    /// <summary>The command did its work, and something in the file was refused.</summary>
    public const int Findings = 1;
    /// <summary>The command could not do its work.</summary>
    public const int Failed = 2;

    private static readonly Dictionary<string, Func<Arguments, Output, CancellationToken, Task<int>>> Commands = new()
    {
        ["beds"] = Beds.RunAsync,
        ["feel"] = Feel.RunAsync,
        ["import"] = Import.RunAsync,
        ["lint"] = Lint.RunAsync,
        ["migrate"] = Migrate.RunAsync,
        ["migrate-instances"] = MigrateInstances.RunAsync,
        ["referrals"] = Referrals.RunAsync,
        ["simulate"] = Simulate.RunAsync,
        ["stays"] = Stays.RunAsync,
    };

    public static async Task<int> RunAsync(string[] args, CultureInfo language, TextWriter results, TextWriter errors, CancellationToken ct)
    {
        var arguments = Arguments.Read(args);
        var output = new Output(results, errors, arguments.Language is { } wanted ? Texts.Culture(wanted) : language, arguments.Json);
        try
        {
            if (arguments.Mistake is { } mistake) { return output.Misused(mistake); }
            if (arguments.Command is null or "help") { return Help(arguments, output, arguments.Rest is [var about, ..] ? about : null); }
            if (!Commands.TryGetValue(arguments.Command, out var run)) { return output.Misused(new Reason("cli.unknown-command", arguments.Command)); }
            return arguments.Help ? Help(arguments, output, arguments.Command) : await run(arguments, output, ct);
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            output.Error(sentence);
            return Failed;
        }
    }

    private static int Help(Arguments arguments, Output output, string? command)
    {
        var asked = arguments.Help || arguments.Command is not null;
        var key = command is not null && Commands.ContainsKey(command) ? $"cli.{command}.help" : "cli.help";
        (asked ? output.Results : output.Errors).WriteLine(Texts.Of(key, output.Language));
        return asked ? Fine : Failed;
    }

    /// <summary>What went wrong outside the program, as something a person can act on; null for a defect of ours.</summary>
    private static Reason? Sentence(Exception e)
    {
        if (e is OperationCanceledException) { return new Reason("cli.stopped"); }
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidCatalogName }:
                    return new Reason("cli.no-tables");
                case PostgresException refused: return new Reason("cli.database-refused", refused.MessageText);
                case NpgsqlException: return new Reason("cli.no-database", cause.InnerException?.Message ?? cause.Message);
                case ConnectionException: return new Reason("cli.bad-connection", cause.Message);
                case UnreadableFileException unreadable: return unreadable.Reason;
            }
        }
        return null;
    }
}
