using System.ComponentModel;
using System.Diagnostics;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>A command that runs to its end.</summary>
internal static class Child
{
    /// <summary>Exit code 127, as a shell has it, where the program does not exist.</summary>
    public sealed record Answer(int ExitCode, string Output);

    public static async Task<Answer> Run(IReadOnlyList<string> words, CancellationToken stop)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start) ?? throw new InvalidOperationException(
                $"{words[0]} did not start");
            var output = process.StandardOutput.ReadToEndAsync(stop);
            var error = process.StandardError.ReadToEndAsync(stop);
            await process.WaitForExitAsync(stop);
            return new Answer(process.ExitCode, await output + await error);
        }
        catch (Win32Exception missing)
        {
            return new Answer(127, missing.Message);
        }
    }
}
