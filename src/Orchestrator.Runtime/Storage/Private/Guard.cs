using System.Diagnostics;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>
/// A small shell that starts postgres and reads a pipe from us. When we die the pipe closes and the guard stops the
/// server. A session of its own keeps a Ctrl-C from reaching postgres before we have finished with it.
/// </summary>
internal sealed class Guard : IAsyncDisposable
{
    // fd 3 is the pipe. The inner reader ends when the pipe does and interrupts postgres (SIGINT: fast shutdown).
    private const string Script =
        """
        exec 3<&0
        "$@" </dev/null 3<&- &
        p=$!
        ( trap '' INT TERM; cat <&3 >/dev/null; kill -INT $p 2>/dev/null ) &
        w=$!
        trap '' INT TERM HUP
        wait $p
        s=$?
        kill -9 $w 2>/dev/null
        exit $s
        """;

    private readonly Process process;
    private readonly Task<string> errors;

    private Guard(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    public bool HasEnded => process.HasExited;

    public static Guard Start(Privileges privileges, IEnumerable<string> server)
    {
        var start = new ProcessStartInfo("setsid", ["-w", .. privileges.Prefix, "sh", "-c", Script, "sh", .. server])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new Guard(Process.Start(start) ?? throw new InvalidOperationException("setsid did not start"));
    }

    /// <summary>What the server wrote before its own log took over. Waits for its end.</summary>
    public Task<string> LastWords() => errors;

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(patience.Token);
        process.Dispose();
    }
}
