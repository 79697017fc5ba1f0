using System.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Cli;

/// <summary>rp import: sites, facilities, beds, staff or the extract of the offender management system, through the same acts as the pages.</summary>
public static class Import
{
    // more than an import takes, so that it says itself that a file is too large
    private const long MostBytes = 64L * 1024 * 1024;

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest is not [var what, var path]) { return output.Misused(new Reason("cli.import.needs-kind-and-file")); }
        if (what is not ("extract" or "sites" or "staff" or "facilities" or "beds")) { return output.Misused(new Reason("cli.import.unknown-kind", what)); }
        await using var file = ReadableFile.Open(path, MostBytes);
        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var db = new ReleasePlanningDb(DatabaseSetup.Options(database.ConnectionString));
        var clock = new MicrosecondClock();
        var outcome = what switch
        {
            "sites" => await new ImportSites(db, clock).RunAsync(file, path, null, ct),
            "staff" => await new ImportStaff(db, clock).RunAsync(file, path, null, ct),
            "facilities" => await new ImportFacilities(db, clock).RunAsync(file, path, null, ct),
            "beds" => await new ImportBeds(db, clock).RunAsync(file, path, null, ct),
            _ => await new ImportExtract(db, clock).RunAsync(file, path, null, ct),
        };
        if (!outcome.IsDone) { return Refused(path, outcome, output); }

        var import = outcome.Value!;
        var refused = import.Problems.Where(p => !p.IsWarning).Select(p => p.Line).Distinct().Count();
        if (output.IsJson) { output.Json(Report(import, refused, output)); } else { Show(import, refused, output); }
        if (arguments.Problems is { } list) { WriteProblems(import, list, output); }
        return refused == 0 ? Rp.Fine : Rp.Findings;
    }

    private static int Refused(string path, Outcome<People.Import> outcome, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new { file = path, problems = outcome.Problems.Select(p => new { field = p.Field, code = p.Reason.Code, reason = output.Say(p.Reason) }) });
        }
        else
        {
            foreach (var problem in outcome.Problems) { output.Line("cli.import.file-refused", path, output.Say(problem.Reason)); }
        }
        return Rp.Findings;
    }

    private static void Show(People.Import import, int refused, Output output)
    {
        foreach (var problem in import.Problems.OrderBy(p => p.Line).ThenBy(p => p.IsWarning))
        {
            output.Line("cli.problem", problem.Line, problem.Field, ImportedValue(problem.Value), Severity(problem, "@import.severity."), output.Say(problem.Reason));
        }
        output.Line("import.taken", import.FileName, import.RowsRead, import.Added, import.Changed, import.Unchanged, refused);
    }

    private static object Report(People.Import import, int refused, Output output) => new
    {
        id = import.Id,
        file = import.FileName,
        rowsRead = import.RowsRead,
        added = import.Added,
        changed = import.Changed,
        unchanged = import.Unchanged,
        refused,
        problems = import.Problems.OrderBy(p => p.Line).Select(p => new
        {
            line = p.Line,
            field = p.Field,
            value = p.Value,
            severity = Severity(p, ""),
            code = p.Reason.Code,
            reason = output.Say(p.Reason),
        }),
    };

    private static void WriteProblems(People.Import import, string path, Output output)
    {
        try
        {
            using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
            ImportProblemsCsv.Write(import, output.Language, writer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UnreadableFileException(new Reason("cli.cannot-write", path, e.Message));
        }
    }

    private static string Severity(ImportProblem problem, string prefix) => prefix + (problem.IsWarning ? "warning" : "refused");

    private static string ImportedValue(string value) => $"\"{value}\"";
}
