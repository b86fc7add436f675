using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>Where a running server listens: a socket folder or 127.0.0.1, and a port.</summary>
internal sealed record Listening(string Host, int Port);

/// <summary>
/// The folder of a private PostgreSQL, held by an exclusive lock: a second process on the same folder would adopt
/// the first one's server and lose it when the first one ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    public const string User = "app";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream held;

    private DataFolder(string root, FileStream held)
    {
        Root = root;
        this.held = held;
        foreach (var folder in (string[])[Cluster, Run, Log])
            Directory.CreateDirectory(folder, OwnerOnly);
        Secret = ReadOrMakeSecret();
    }

    public string Root { get; }
    public string Cluster => Path.Combine(Root, "pgdata");

    /// <summary>
    /// Holds the socket. Not inside the cluster: a copied cluster with a socket lock in it would not start.
    /// </summary>
    public string Run => Path.Combine(Root, "run");
    public string Log => Path.Combine(Root, "pglog");
    public string SecretFile => Path.Combine(Root, "pg.secret");

    /// <summary>The password of <see cref="User"/>, readable by the owner of the folder only.</summary>
    public string Secret { get; }

    private string PidFile => Path.Combine(Cluster, "postmaster.pid");

    public static DataFolder Take(string path)
    {
        var root = Path.GetFullPath(path);
        Directory.CreateDirectory(root, OwnerOnly);
        var file = Path.Combine(root, "in-use.lock");
        try
        {
            // FileShare.None is an flock: the kernel drops it with the process, whatever kills that.
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new DataFolder(root, held);
        }
        catch (IOException)
        {
            throw StorageRefusedException.Because("RT005", root,
                "another process of this program uses this data folder. " +
                "Stop it, or choose another folder with --data.");
        }
    }

    /// <summary>Where the server of another process's folder listens, and its secret; null: none runs.</summary>
    public static (Listening Listening, string Secret)? Look(string path)
    {
        try
        {
            var root = Path.GetFullPath(path);
            return File.ReadAllLines(Path.Combine(root, "pgdata", "postmaster.pid")) is
                [_, _, _, var port, var socket, var host, _, var state, ..] && state.Trim() == "ready"
                ? (new Listening(host.Trim().Length > 0 ? "127.0.0.1" : socket.Trim(),
                        int.Parse(port, CultureInfo.InvariantCulture)),
                    File.ReadAllText(Path.Combine(root, "pg.secret")).Trim())
                : null;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The major version that made the cluster, or null when there is none yet.</summary>
    public int? ClusterMajor()
    {
        var file = Path.Combine(Cluster, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file).Trim(), CultureInfo.InvariantCulture) : null;
    }

    /// <summary>
    /// The server that runs on this cluster and says it is ready, or null. A pid file whose process is not our
    /// postgres is removed: after a crash its number may belong to a stranger, and postgres would refuse to start.
    /// </summary>
    public Listening? RunningServer()
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PidFile);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines is not [var pid, _, _, var port, var socket, var host, _, var state, ..])
            return null;
        if (!IsOurPostgres(pid.Trim()))
        {
            File.Delete(PidFile);
            return null;
        }

        var listens = host.Trim().Length > 0 ? "127.0.0.1" : socket.Trim();
        return state.Trim() == "ready" ? new Listening(listens, int.Parse(port, CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>True once the server we just started says so in its pid file.</summary>
    public bool SaysReady()
    {
        try
        {
            return File.ReadAllLines(PidFile) is [_, _, _, _, _, _, _, var state, ..] && state.Trim() == "ready";
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Asks an adopted server to stop fast; it has no guard that would.</summary>
    public void InterruptServer()
    {
        if (!File.Exists(PidFile))
            return;
        using var kill = Process.Start("kill", ["-INT", File.ReadLines(PidFile).First().Trim()]);
        kill.WaitForExit();
    }

    public void Dispose() => held.Dispose();

    private bool IsOurPostgres(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim() == "postgres"
                && new FileInfo($"/proc/{pid}/cwd").LinkTarget == Cluster;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string ReadOrMakeSecret()
    {
        if (!File.Exists(SecretFile))
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            };
            using var file = new FileStream(SecretFile, options);
            file.Write(Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(24))));
        }

        return File.ReadAllText(SecretFile).Trim();
    }
}
