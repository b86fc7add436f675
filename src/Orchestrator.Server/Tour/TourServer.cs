using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Server.Tour;

/// <summary>
/// This program once more, in a process and a data folder of its own, on a training clock and a free port: the tour
/// comes to it from outside, as everybody does.
/// </summary>
internal sealed class TourServer : IAsyncDisposable
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("orchestrator-tour-");
    private readonly Process process;

    private TourServer(DateTimeOffset begins) => process = Start(
        "serve", "--data", data.FullName, "--port", "0",
        "--begin", begins.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));

    public Uri Address { get; private set; } = null!;
    public string Administrator { get; private set; } = "";
    public string AdministratorPassword { get; private set; } = "";

    public static async Task<TourServer> Open(DateTimeOffset begins, CancellationToken stop)
    {
        var server = new TourServer(begins);
        try
        {
            await server.Listens(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A key as an operator makes one, while the server runs.</summary>
    public async Task<string> ApiKey(string name, CancellationToken stop)
    {
        using var made = Start("api-key", name, "--data", data.FullName);
        var said = await made.StandardOutput.ReadToEndAsync(stop);
        await made.WaitForExitAsync(stop);
        return said.TrimEnd().Split('\n')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var end = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }

        process.Dispose();
        data.Delete(recursive: true);
    }

    private static Process Start(params string[] words) =>
        Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words) { RedirectStandardOutput = true })
        ?? throw new TourStoppedException("the server did not start");

    private async Task Listens(CancellationToken stop)
    {
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line.StartsWith("administrator: ", StringComparison.Ordinal))
                Administrator = line[(colon + 2)..];
            else if (line.StartsWith("one-time password: ", StringComparison.Ordinal))
                AdministratorPassword = line[(colon + 2)..];
            else if (line.StartsWith("listening on ", StringComparison.Ordinal))
            {
                Address = new Uri(line["listening on ".Length..]);

                // Nobody reads on; a full pipe would hold the server up.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
        }

        await process.WaitForExitAsync(stop);
        throw new TourStoppedException(string.Create(
            CultureInfo.InvariantCulture, $"expected a server that listens, it ended with {process.ExitCode}"));
    }
}
