using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Testing;

/// <summary>
/// Debian's exim4 as an ordinary process in a folder of its own, delivering into one Maildir. Only where the machine
/// has it: its package starts a daemon of the system, so nothing here installs it.
/// </summary>
public sealed class EximServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/exim4";

    private readonly Process process;
    private readonly string folder;

    private EximServer(Process process, string folder, int port)
    {
        this.process = process;
        this.folder = folder;
        Port = port;
    }

    public static bool IsInstalled => File.Exists(Program);

    public int Port { get; }

    /// <summary>Messages that were delivered into the Maildir.</summary>
    public IReadOnlyList<string> Delivered =>
        Directory.Exists(Path.Combine(folder, "mail", "new")) ? Directory.GetFiles(Path.Combine(folder, "mail", "new"))
            : [];

    public static async Task<EximServer> Start(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("orchestrator-exim-").FullName;
        var port = FreePort();
        var (user, group) = Environment.IsPrivilegedProcess ? ("nobody", "nogroup") : await Ourselves(stop);
        foreach (var part in (string[])["spool", "mail", "log", "run"])
            Directory.CreateDirectory(Path.Combine(folder, part));
        await File.WriteAllTextAsync(
            Path.Combine(folder, "exim.conf"), Configuration(folder, port, (user, group)), stop);
        if (Environment.IsPrivilegedProcess)
            await Run("chown", ["-R", $"{user}:{group}", folder], stop);
        string[] exim = [Program, "-C", Path.Combine(folder, "exim.conf"), "-bdf", "-q1m"];
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", .. exim]
            : exim;
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })
            ?? throw new InvalidOperationException("exim4 did not start");
        await Listening(process, stop);
        return new EximServer(process, folder, port);
    }

    /// <summary>Waits for so many messages in the Maildir, a minute at most, and answers what lies there.</summary>
    public async Task<IReadOnlyList<string>> Await(int count, CancellationToken stop)
    {
        using var watcher = new FileSystemWatcher(Path.Combine(folder, "mail")) { IncludeSubdirectories = true };
        var changed = new SemaphoreSlim(0);
        watcher.Created += (_, _) => changed.Release();
        watcher.Renamed += (_, _) => changed.Release();
        watcher.EnableRaisingEvents = true;
        for (var looks = 0; looks < 60 && Delivered.Count < count; looks++)
            await changed.WaitAsync(TimeSpan.FromSeconds(1), stop);
        return Delivered;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task Listening(Process process, CancellationToken stop)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync(stop) is { } line)
        {
            said.Add(line);
            if (!line.Contains("listening for SMTP", StringComparison.Ordinal))
                continue;
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            return;
        }

        throw new InvalidOperationException($"exim4 ended: {string.Join(' ', said)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<(string User, string Group)> Ourselves(CancellationToken stop) =>
        ((await Run("id", ["-un"], stop)).Trim(), (await Run("id", ["-gn"], stop)).Trim());

    private static async Task<string> Run(string program, string[] arguments, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException($"{program} did not start");
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return output;
    }

    private static string Configuration(string folder, int port, (string User, string Group) owner) => string.Create(
        CultureInfo.InvariantCulture, $$"""
        exim_user = {{owner.User}}
        exim_group = {{owner.Group}}
        never_users =
        keep_environment =
        primary_hostname = mail.example
        domainlist local_domains = school.example
        spool_directory = {{folder}}/spool
        log_file_path = {{folder}}/log/%slog
        pid_file_path = {{folder}}/run/exim.pid
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = {{port}}
        tls_advertise_hosts =
        host_lookup =
        rfc1413_query_timeout = 0s
        log_selector = +all
        acl_smtp_rcpt = rcpt
        message_size_limit = 1M

        """) + Rules(folder, owner);

    private static string Rules(string folder, (string User, string Group) owner) => $$"""
        begin acl
        rcpt:
          defer   local_parts = tempfail
                  message = 4.7.1 try again later
          deny    local_parts = nobody-here
                  message = 5.1.1 no such user
          drop    local_parts = dropme
                  message = 5.3.2 closing
          require domains = +local_domains
          accept
        begin routers
        local:
          driver = accept
          domains = +local_domains
          transport = one_maildir
        begin transports
        one_maildir:
          driver = appendfile
          directory = {{folder}}/mail
          maildir_format
          user = {{owner.User}}
          group = {{owner.Group}}
          delivery_date_add
          envelope_to_add
        begin retry
        * * F,1m,5s

        """;
}
