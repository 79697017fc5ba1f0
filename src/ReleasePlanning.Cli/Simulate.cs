using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Simulation;

namespace ReleasePlanning.Cli;

/// <summary>rp simulate: plays BPMN files through in memory as a script says, on a virtual clock, one line of JSON per step.</summary>
public static class Simulate
{
    // more than the reader takes, so that it says itself that a file is too long
    private const long MostBytes = 16L * 1024 * 1024;

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest.Count == 0 || arguments.Script is null) { return output.Misused(new Reason("cli.simulate.needs-files-and-script")); }
        var models = await ReadAsync(arguments.Rest, output, ct);
        var script = await ReadScriptAsync(arguments.Script, output, ct);
        if (models is null || script is null) { return Rp.Failed; }
        if (SimulatorOf(models, script, output) is not { } simulator) { return Rp.Failed; }
        return PlayScript.On(simulator, script, output.Language.Name, output.Results.WriteLine) ? Rp.Fine : Rp.Findings;
    }

    // all files are looked at, so that every refusal is said at once
    private static async Task<List<ProcessModel>?> ReadAsync(IReadOnlyList<string> files, Output output, CancellationToken ct)
    {
        var models = new List<ProcessModel>();
        var refused = false;
        foreach (var file in files)
        {
            try
            {
                var read = BpmnReader.Read(await TextAsync(file, ct), ReadFor.Simulation);
                models.AddRange(read.Processes);
                refused |= !read.IsRunnable;
                SayRefusals(file, read.Findings, output);
            }
            catch (UnreadableFileException e)
            {
                output.Error(e.Reason);
                refused = true;
            }
        }
        foreach (var twice in models.GroupBy(m => m.Id).Where(g => g.Count() > 1))
        {
            output.Error(new Reason("cli.simulate.process-twice", twice.Key));
            refused = true;
        }
        return refused ? null : models;
    }

    private static void SayRefusals(string file, ImmutableArray<Finding> findings, Output output)
    {
        foreach (var finding in findings.Where(f => f.Severity == FindingSeverity.Refused))
        {
            output.Refused(file, finding.ElementId, finding.In(output.Language.Name));
        }
    }

    private static async Task<Script?> ReadScriptAsync(string file, Output output, CancellationToken ct)
    {
        try
        {
            return ReadScript.From(await TextAsync(file, ct));
        }
        catch (UnreadableFileException e)
        {
            output.Error(e.Reason);
        }
        catch (ScriptException e)
        {
            output.Refused(file, "", output.Language.TwoLetterISOLanguageName == "fr" ? e.French : e.Message);
        }
        return null;
    }

    private static Simulator? SimulatorOf(List<ProcessModel> models, Script script, Output output)
    {
        if (script.Process is { } named && models.TrueForAll(m => m.Id != named))
        {
            output.Error(new Reason("cli.simulate.no-process", named));
            return null;
        }
        try
        {
            return new Simulator(models, PlayScript.Settings(script));
        }
        catch (InterpreterException e)
        {
            // a start timer that cannot be counted
            output.Refused("", e.ElementId, output.Language.TwoLetterISOLanguageName == "fr" ? e.MessageFr : e.Message);
            return null;
        }
    }

    private static async Task<string> TextAsync(string file, CancellationToken ct)
    {
        await using var stream = ReadableFile.Open(file, MostBytes);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }
}
