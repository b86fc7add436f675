using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Clocks;

/// <summary>A time in which no server lived (E-18), in business time.</summary>
public sealed record Outage(DateTimeOffset BeganAt, DateTimeOffset EndedAt);

/// <summary>
/// Says that a server lives. A silence of an hour or more becomes an <see cref="Outage"/>, so beat before every
/// drain: only the database may have been away, and what fires late then knows why.
/// </summary>
public static class Heartbeat
{
    /// <summary>Shorter silences change nothing (E-18).</summary>
    public static readonly TimeSpan ShortestOutage = TimeSpan.FromMinutes(60);

    /// <summary>How often a server beats.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Beats, and answers the outage that this beat ended, if it did.</summary>
    public static Task<Outage?> Beat(Database db, CancellationToken stop) =>
        db.InTransaction(tx => tx.QueryOne($"""
            WITH before AS (
                SELECT at FROM orchestrator.heartbeat
            ), beat AS (
                INSERT INTO orchestrator.heartbeat (at)
                VALUES (statement_timestamp())
                ON CONFLICT (one_row) DO UPDATE SET at = EXCLUDED.at
            ), clock AS (
                SELECT orchestrator.business_now() - statement_timestamp() AS ahead
            )
            INSERT INTO orchestrator.outage (began_at, ended_at)
            SELECT before.at + clock.ahead, statement_timestamp() + clock.ahead
            FROM before, clock
            WHERE statement_timestamp() - before.at >= {ShortestOutage}
            ON CONFLICT (began_at) DO NOTHING
            RETURNING began_at, ended_at
            """, Read, stop), stop);

    /// <summary>Outages that touch the time between two instants, in order.</summary>
    public static Task<IReadOnlyList<Outage>> Outages(
        Tx tx, DateTimeOffset from, DateTimeOffset until, CancellationToken stop) =>
        tx.Query($"""
            SELECT began_at, ended_at
            FROM orchestrator.outage
            WHERE began_at <= {until.ToUniversalTime()} AND ended_at >= {from.ToUniversalTime()}
            ORDER BY began_at
            """, Read, stop);

    private static Outage Read(Npgsql.NpgsqlDataReader row) =>
        new(row.GetFieldValue<DateTimeOffset>(0), row.GetFieldValue<DateTimeOffset>(1));
}
