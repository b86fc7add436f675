using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Orchestrator.Testing;

/// <summary>
/// An IMAP server in a process of its own (<c>tools/mail/mailbox.js</c>) with one INBOX, for user dudao and password
/// secret. Not for two callers at once.
/// </summary>
public sealed class ImapServer : IAsyncDisposable
{
    private readonly Process process;

    private ImapServer(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Numbers that were marked as read, known up to the last order.</summary>
    public List<int> Seen { get; } = [];

    public static async Task<ImapServer> Start(CancellationToken stop)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["mailbox.js"])
        {
            WorkingDirectory = Path.Combine(SmtpServer.RepositoryRoot(), "tools", "mail"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        }) ?? throw new InvalidOperationException("node did not start");
        var first = await process.StandardOutput.ReadLineAsync(stop)
            ?? throw new InvalidOperationException("the IMAP server ended before it listened");
        return new ImapServer(process, (int)JsonNode.Parse(first)!["port"]!);
    }

    public Task Put(byte[] raw, CancellationToken stop) =>
        Order(new JsonObject { ["put"] = Convert.ToBase64String(raw) }, stop);

    /// <summary>Lines as they stand, in UTF-8.</summary>
    public Task Put(string raw, CancellationToken stop) =>
        Put(Encoding.UTF8.GetBytes(raw.ReplaceLineEndings("\r\n")), stop);

    /// <summary>A message that says it has so many bytes.</summary>
    public Task PutHuge(long bytes, CancellationToken stop) => Order(new JsonObject { ["huge"] = bytes }, stop);

    /// <summary>All messages get new numbers.</summary>
    public Task Renumber(int validity, CancellationToken stop) =>
        Order(new JsonObject { ["validity"] = validity }, stop);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task Order(JsonObject order, CancellationToken stop)
    {
        await process.StandardInput.WriteLineAsync(order.ToJsonString().AsMemory(), stop);
        await process.StandardInput.FlushAsync(stop);
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            using var said = JsonDocument.Parse(line);
            if (!said.RootElement.TryGetProperty("seen", out var seen))
                return;
            Seen.AddRange(seen.EnumerateArray().Select(one => one.GetInt32()));
        }

        throw new InvalidOperationException("the IMAP server ended");
    }
}
