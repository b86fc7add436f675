using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Clocks;

/// <summary>How a database is founded. Training is decided then and never changed.</summary>
/// <param name="Training">Null: live, or whatever an existing database is.</param>
/// <param name="BeginsAt">The instant at which a training database begins; null is the present.</param>
public sealed record Founding(bool? Training, DateTimeOffset? BeginsAt);

/// <summary>
/// The time of timers, deadlines and links, UTC. In a live database it is the machine's; in a training database it is
/// that plus a stored distance, which an administrator moves forward. Turns do not ask it: their time comes with
/// their rows, from the same database.
/// </summary>
public sealed class BusinessClock : TimeProvider
{
    private readonly MachineClock machine;
    private readonly Lock setting = new();

    /// <summary>Unknown until the first <see cref="Synchronise"/>; of a new database it may be less than nothing.
    /// </summary>
    private long aheadTicks = long.MinValue;

    private BusinessClock(MachineClock machine, bool isTraining)
    {
        this.machine = machine;
        IsTraining = isTraining;
    }

    public bool IsTraining { get; }

    public override DateTimeOffset GetUtcNow() =>
        machine.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref aheadTicks));

    /// <summary>Founds the clock of a new database, or opens that of an existing one.</summary>
    /// <exception cref="StorageRefusedException">RT007: the database is training and live was asked for, or the
    /// other way round.</exception>
    public static async Task<BusinessClock> Open(
        Database db, MachineClock machine, Founding founding, CancellationToken stop)
    {
        var training = await db.InTransaction(tx => Found(tx, founding, stop), stop);
        if (founding.Training is { } asked && asked != training)
        {
            throw StorageRefusedException.Because("RT007", "orchestrator.clock",
                $"this database was founded as {Named(training)} and {Named(asked)} was asked for. That never " +
                "changes: use another database, or start without saying which.");
        }

        var clock = new BusinessClock(machine, training);
        await clock.Synchronise(db, stop);
        return clock;
    }

    /// <summary>The time of the database that is asked, in its own words.</summary>
    public static Task<DateTimeOffset> Read(Tx tx, CancellationToken stop) => tx.QueryOne(
        $"SELECT orchestrator.business_now()", row => row.GetFieldValue<DateTimeOffset>(0), stop);

    /// <summary>Asks the database for both times. Once at the start, then with every heartbeat.</summary>
    public async Task Synchronise(Database db, CancellationToken stop)
    {
        var (now, ahead) = await db.InTransaction(tx => tx.QueryOne(
            $"SELECT clock_timestamp(), ahead_us FROM orchestrator.clock",
            row => (row.GetFieldValue<DateTimeOffset>(0), row.GetInt64(1)), stop), stop);
        machine.Steer(now);
        Set(ahead);
    }

    /// <summary>
    /// Where another server moved the clock of training to. Before each request, so that whoever was told that the
    /// clock stands there finds it there, whichever server answers. A live clock is never moved, and nothing is asked.
    /// </summary>
    public async Task Follow(Database db, CancellationToken stop)
    {
        if (IsTraining)
            Set(await db.InTransaction(tx => tx.QueryOne(
                $"SELECT ahead_us FROM orchestrator.clock", row => row.GetInt64(0), stop), stop));
    }

    /// <summary>
    /// Moves the clock of training forward to an instant; earlier ones change nothing. Runs nothing by itself: see
    /// <c>Timers.TrainingWalk</c>, which goes from due date to due date.
    /// </summary>
    public async Task<Problem?> Move(Database db, DateTimeOffset to, CancellationToken stop)
    {
        if (!IsTraining)
            return new Problem("RT008", "clock", "这是正式环境，时钟不能拨动。只有建库时定为演练环境的数据库可以。");

        await db.InTransaction(async tx =>
        {
            // Of two who move it at once, the second looks where the first one left it.
            await tx.Execute($"SELECT FROM orchestrator.clock FOR UPDATE", stop);
            await tx.Execute($"""
                UPDATE orchestrator.clock
                SET ahead_us = (extract(epoch FROM {to.ToUniversalTime()} - statement_timestamp()) * 1000000)::bigint
                WHERE orchestrator.business_now() < {to.ToUniversalTime()}
                """, stop);
        }, stop);
        await Synchronise(db, stop);
        return null;
    }

    /// <summary>It moves forward only: of two answers that cross, the later one holds.</summary>
    private void Set(long aheadMicroseconds)
    {
        lock (setting)
            aheadTicks = Math.Max(aheadTicks, aheadMicroseconds * TimeSpan.TicksPerMicrosecond);
    }

    private static async Task<bool> Found(Tx tx, Founding founding, CancellationToken stop)
    {
        var training = founding.Training ?? false;
        var begins = training ? founding.BeginsAt?.ToUniversalTime() : null;
        await tx.Execute($"""
            INSERT INTO orchestrator.clock (training, ahead_us)
            VALUES ({training},
                    COALESCE((extract(epoch FROM {begins}::timestamptz - statement_timestamp()) * 1000000)::bigint, 0))
            ON CONFLICT (one_row) DO NOTHING
            """, stop);
        return await tx.QueryOne($"SELECT training FROM orchestrator.clock", row => row.GetBoolean(0), stop);
    }

    private static string Named(bool training) => training ? "training" : "live";
}
