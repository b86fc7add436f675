using System.Diagnostics;
using System.Globalization;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Bench;

/// <summary>Reads what this process and PostgreSQL have used so far.</summary>
internal sealed class Meter(Database db, string dataFolder)
{
    private const double MsPerTick = 10;

    private sealed record Reading(TimeSpan Server, double PostgresMs, decimal Wal, long Statements);

    public async Task<Measured> Of(string scenario, int n, Func<Task> work, CancellationToken stop)
    {
        await Settle(stop);
        var before = await Read(stop);
        var watch = Stopwatch.StartNew();
        await work();
        var seconds = watch.Elapsed.TotalSeconds;
        var after = await Read(stop);
        return new Measured
        {
            Scenario = scenario,
            N = n,
            Seconds = Math.Round(seconds, 3),
            PerSecond = Math.Round(n / seconds, 1),
            CpuMsServer = Math.Round((after.Server - before.Server).TotalMilliseconds / n, 4),
            CpuMsPostgres = Math.Round((after.PostgresMs - before.PostgresMs) / n, 4),
            WalBytes = Math.Round((double)(after.Wal - before.Wal) / n, 1),
            Statements = Math.Round((double)(after.Statements - before.Statements) / n, 4),
        };
    }

    /// <summary>Statistics as after hours of running; dirty pages stay dirty.</summary>
    private Task<int> Settle(CancellationToken stop)
    {
        GC.Collect();
        return db.InTransaction(tx => tx.Execute($"ANALYZE", stop), stop);
    }

    private async Task<Reading> Read(CancellationToken stop)
    {
        var wal = await db.InTransaction(tx => tx.QueryOne(
            $"SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')", row => row.GetDecimal(0), stop), stop);
        using var self = Process.GetCurrentProcess();
        return new Reading(self.TotalProcessorTime, PostgresMs(), wal, db.Statements);
    }

    /// <summary>The postmaster, its children, and those of its children that have ended.</summary>
    private double PostgresMs()
    {
        var pidFile = Directory.EnumerateFiles(dataFolder, "postmaster.pid", SearchOption.AllDirectories).First();
        var postmaster = int.Parse(File.ReadLines(pidFile).First(), CultureInfo.InvariantCulture);
        double ticks = 0;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
            if (int.TryParse(Path.GetFileName(folder), out var pid) && StatOf(pid) is { } stat)
                ticks += TicksOf(stat, pid, postmaster);
        return ticks * MsPerTick;
    }

    private static double TicksOf(string[] stat, int pid, int postmaster)
    {
        // After the name: state, parent, …; 11 to 14 are user, system, and the same of children that were waited for.
        double Field(int n) => double.Parse(stat[n], CultureInfo.InvariantCulture);
        if (pid == postmaster)
            return Field(11) + Field(12) + Field(13) + Field(14);
        return stat[1] == postmaster.ToString(CultureInfo.InvariantCulture) ? Field(11) + Field(12) : 0;
    }

    private static string[]? StatOf(int pid)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return null;
        }
    }
}
