using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Orchestrator.Runtime.Storage.Private;

/// <summary>Makes a cluster and starts a server on it.</summary>
internal static class Cluster
{
    // A socket's path may have 107 bytes; the file name within the folder takes 14 of them.
    private const int LongestSocketFolder = 90;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task Make(
        DataFolder folder, PostgresBinaries binaries, Privileges privileges, CancellationToken stop)
    {
        if (Directory.EnumerateFileSystemEntries(folder.Cluster).Any())
        {
            throw StorageRefusedException.Because("RT006", folder.Cluster,
                "the folder is not empty, but there is no PostgreSQL cluster in it. Move it away, or choose another " +
                "data folder.");
        }

        // A locale without Chinese letters (C) would make trigram search blind, hence C.UTF-8.
        var made = await Child.Run(
            [
                .. privileges.Prefix, binaries.Initdb, "-D", folder.Cluster, "-U", DataFolder.User,
                "--auth=scram-sha-256", "--pwfile", folder.SecretFile, "--encoding=UTF8", "--locale=C.UTF-8",
                "--data-checksums",
                .. binaries.Major >= 17 ? (string[])["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [],
            ],
            stop);
        if (made.ExitCode != 0)
        {
            Empty(folder.Cluster);
            throw StorageRefusedException.Because("RT006", folder.Cluster, $"initdb failed: {made.Output.Trim()}");
        }
    }

    public static async Task<(Guard Guard, Listening Listening)> Start(
        DataFolder folder, PostgresBinaries binaries, Privileges privileges, CancellationToken stop)
    {
        var listening = Encoding.UTF8.GetByteCount(folder.Run) <= LongestSocketFolder
            ? new Listening(folder.Run, 5432)
            : new Listening("127.0.0.1", FreePort());
        var settings = Settings(folder, listening).ToList();
        if (await Knows(binaries, privileges, folder, "wal_compression=lz4"))
            settings.Add("wal_compression=lz4");

        var guard = Guard.Start(
            privileges,
            [binaries.Postgres, "-D", folder.Cluster, .. settings.SelectMany(each => new[] { "-c", each })]);
        try
        {
            await UntilReady(folder, guard, PrivatePostgres.Address(folder, listening), stop);
            return (guard, listening);
        }
        catch
        {
            await guard.DisposeAsync();
            throw;
        }

        // Not every build knows lz4, and one that does not refuses to start with it.
        async Task<bool> Knows(PostgresBinaries bin, Privileges who, DataFolder where, string setting) =>
            (await Child.Run(
                [.. who.Prefix, bin.Postgres, "-C", setting.Split('=')[0], "-D", where.Cluster, "-c", setting],
                stop)).ExitCode == 0;
    }

    /// <summary>Durability stays at PostgreSQL's own defaults.</summary>
    private static IEnumerable<string> Settings(DataFolder folder, Listening listening)
    {
        var byNetwork = listening.Host == "127.0.0.1";
        yield return "listen_addresses=" + (byNetwork ? listening.Host : "");
        yield return "unix_socket_directories=" + (byNetwork ? "" : folder.Run);
        yield return "unix_socket_permissions=0700";
        yield return string.Create(CultureInfo.InvariantCulture, $"port={listening.Port}");
        yield return "max_connections=60";
        yield return "shared_buffers=256MB";
        yield return "jit=off";
        yield return "checkpoint_timeout=15min";
        yield return "max_wal_size=2GB";
        yield return "lc_messages=C";
        yield return "timezone=UTC";

        // To files, not through our pipe: after a kill -9 of this process the last lines would be lost.
        yield return "logging_collector=on";
        yield return "log_directory=" + folder.Log;
        yield return "log_filename=postgres-%a.log";
        yield return "log_truncate_on_rotation=on";
        yield return "log_rotation_age=1d";
    }

    private static async Task UntilReady(
        DataFolder folder, Guard guard, NpgsqlConnectionStringBuilder address, CancellationToken stop)
    {
        var deadline = TimeProvider.System.GetTimestamp();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await tick.WaitForNextTickAsync(stop) && TimeProvider.System.GetElapsedTime(deadline) < Patience)
        {
            if (guard.HasEnded)
                throw StorageRefusedException.Because("RT006", folder.Root,
                    $"PostgreSQL stopped: {await Said(folder, guard)}");
            if (folder.SaysReady() && await Answers(address, stop))
                return;
        }

        throw StorageRefusedException.Because("RT006", folder.Root,
            $"PostgreSQL was not ready after {Patience.TotalSeconds:0} s. Its log is in {folder.Log}.");
    }

    private static async Task<string> Said(DataFolder folder, Guard guard)
    {
        var words = (await guard.LastWords()).Trim();
        return $"{words} (its log is in {folder.Log})";
    }

    private static async Task<bool> Answers(NpgsqlConnectionStringBuilder address, CancellationToken stop)
    {
        try
        {
            await PrivatePostgres.Probe(address, stop);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static void Empty(string folder)
    {
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
