using System.Diagnostics;
using System.Text.Json;

namespace ReleasePlanning.Benchmarks.Peers;

/// <summary>A peer that runs on Node: a program of this folder in a process of its own, asked one line of JSON at a time.</summary>
public sealed class NodeProgram : IAsyncDisposable
{
    private readonly Process process;

    private NodeProgram(Process process) => this.process = process;

    /// <summary>Where package.json and its lock lie.</summary>
    private static string Folder { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>Starts a program; what its lock names is installed first where it is not there yet.</summary>
    public static async Task<NodeProgram> StartAsync(string name)
    {
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            using var install = Start("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], pipes: false);
            await install.WaitForExitAsync();
            if (install.ExitCode != 0) { throw new InvalidOperationException($"\"npm ci\" in {Folder} ended with {install.ExitCode}."); }
        }
        return new NodeProgram(Start("node", [Path.Combine("Peers", name)], pipes: true));
    }

    public async Task<JsonElement> AskAsync(object question)
    {
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question, JsonSerializerOptions.Web));
        await process.StandardInput.FlushAsync();
        var answer = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The program on Node has ended; what it said stands above.");
        return JsonElement.Parse(answer);
    }

    private static Process Start(string program, IReadOnlyList<string> arguments, bool pipes)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = pipes, RedirectStandardOutput = pipes })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException($"\"{program}\" could not be started; the peers need Node 20 and npm.", e);
        }
    }

    private static string Find(DirectoryInfo? folder) => folder is null
        ? throw new InvalidOperationException("The benchmarks with peers run inside a checkout.")
        : File.Exists(Path.Combine(folder.FullName, "ReleasePlanning.sln")) ? Path.Combine(folder.FullName, "tests", "ReleasePlanning.Benchmarks") : Find(folder.Parent);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
