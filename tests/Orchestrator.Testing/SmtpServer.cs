using System.Diagnostics;
using System.Text.Json;
using MimeKit;

namespace Orchestrator.Testing;

/// <summary>A message as the server took it: its envelope and its bytes.</summary>
public sealed record ReceivedMail(string From, IReadOnlyList<string> To, byte[] Raw)
{
    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Raw));
}

/// <summary>
/// A real SMTP server in a process of its own (<c>tools/mail</c>). How it answers, the local part of a recipient says:
/// see <c>tools/mail/server.js</c>.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly Lock gate = new();
    private readonly List<ReceivedMail> received = [];
    private readonly Task reading;
    private TaskCompletionSource arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SmtpServer(Process process, int port)
    {
        this.process = process;
        Port = port;
        reading = Read();
    }

    public int Port { get; }

    /// <summary>
    /// What has arrived so far. The server writes a message down before it answers 250, and this is read to the end
    /// of what it wrote by <see cref="DisposeAsync"/>; a test that has just sent asks <see cref="Await"/>.
    /// </summary>
    public IReadOnlyList<ReceivedMail> Received
    {
        get
        {
            lock (gate)
                return [.. received];
        }
    }

    public static async Task<SmtpServer> Start(CancellationToken stop)
    {
        var folder = Path.Combine(RepositoryRoot(), "tools", "mail");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "smtp-server")))
            throw new InvalidOperationException($"{folder} is not set up: ./test.sh does it (npm ci)");
        var process = Process.Start(new ProcessStartInfo("node", ["server.js"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("node did not start");
        var first = await process.StandardOutput.ReadLineAsync(stop)
            ?? throw new InvalidOperationException("the SMTP server ended before it listened");
        using var said = JsonDocument.Parse(first);
        return new SmtpServer(process, said.RootElement.GetProperty("port").GetInt32());
    }

    /// <summary>Waits until at least so many messages have arrived, and answers all of them.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> Await(int count, CancellationToken stop)
    {
        while (true)
        {
            Task another;
            lock (gate)
            {
                if (received.Count >= count)
                    return [.. received];
                another = arrival.Task;
            }

            await another.WaitAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        await reading;
        process.Dispose();
    }

    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            using var said = JsonDocument.Parse(line);
            var mail = new ReceivedMail(
                said.RootElement.GetProperty("from").GetString() ?? "",
                [.. said.RootElement.GetProperty("to").EnumerateArray().Select(one => one.GetString() ?? "")],
                said.RootElement.GetProperty("raw").GetBytesFromBase64());
            TaskCompletionSource before;
            lock (gate)
            {
                received.Add(mail);
                before = arrival;
                arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            before.SetResult();
        }
    }

    internal static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("the tests run outside the repository");
    }
}
