using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>An instance as this transaction holds it, with everything that waited for it.</summary>
internal sealed record Claimed
{
    public required InstanceId Id { get; init; }
    public required DefinitionVersion Definition { get; init; }

    /// <summary>Turns so far. A write that names another number changes nothing.</summary>
    public required int Version { get; init; }
    /// <summary>As stored: a newer server may know more of them.</summary>
    public required string SubStatus { get; init; }
    public required long PinnedAt { get; init; }

    /// <summary>The stored state; null before the first turn.</summary>
    public byte[]? State { get; init; }
    public byte[]? JournalHash { get; init; }

    /// <summary>The business clock of the turn.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Chance for this turn: drawn here, recorded, and never again.</summary>
    public required ulong Seed { get; init; }
    public IReadOnlyList<InboxRow> Commands { get; init; } = [];
}

/// <summary>
/// Takes instances that have something waiting, for this transaction alone. An instance that another one holds is
/// passed over: it keeps its commands for the next drain.
/// </summary>
internal static class Claim
{
    /// <summary>
    /// Whoever has a command or a due timer. The locks are taken along the queues, so that however many commands of
    /// an instance that somebody holds hide nobody behind them. Timers have a share of their own beside any number of
    /// commands.
    /// </summary>
    /// <returns>Null when nobody has.</returns>
    public static Task<IReadOnlyList<Claimed>?> Due(Tx tx, int limit, CancellationToken stop) => Take(tx, $"""
        WITH told AS MATERIALIZED (
            SELECT instance.id, instance.definition_id, instance.definition_version, instance.version,
                   instance.sub_status, instance.pinned_at
            FROM orchestrator.inbox
            JOIN orchestrator.instance ON instance.id = inbox.instance_id
            ORDER BY inbox.id
            LIMIT {limit}
            FOR NO KEY UPDATE OF instance SKIP LOCKED
        ), rung AS MATERIALIZED (
            SELECT instance.id, instance.definition_id, instance.definition_version, instance.version,
                   instance.sub_status, instance.pinned_at
            FROM orchestrator.timer
            JOIN orchestrator.instance ON instance.id = timer.instance_id
            WHERE timer.due_at <= orchestrator.business_now()
            ORDER BY timer.due_at
            LIMIT GREATEST({limit} - (SELECT count(DISTINCT id) FROM told), {limit / 10})
            FOR NO KEY UPDATE OF instance SKIP LOCKED
        )
        SELECT held.*, state.state, state.journal_hash, state.version, orchestrator.business_now()
        FROM (SELECT * FROM told UNION SELECT * FROM rung) AS held
        LEFT JOIN orchestrator.instance_state AS state ON state.instance_id = held.id
        """, stop);

    /// <summary>Those of these instances that nobody else holds.</summary>
    public static Task<IReadOnlyList<Claimed>?> These(Tx tx, Guid[] instances, CancellationToken stop) => Take(tx, $"""
        SELECT instance.id, instance.definition_id, instance.definition_version, instance.version,
               instance.sub_status, instance.pinned_at, state.state, state.journal_hash, state.version,
               orchestrator.business_now()
        FROM orchestrator.instance
        LEFT JOIN orchestrator.instance_state AS state ON state.instance_id = instance.id
        WHERE instance.id = ANY({instances})
        FOR NO KEY UPDATE OF instance SKIP LOCKED
        """, stop);

    private static async Task<IReadOnlyList<Claimed>?> Take(Tx tx, Sql claim, CancellationToken stop)
    {
        var rows = await tx.Query(claim, Read, stop);
        if (rows.Count == 0)
            return null;

        // The lock shows the newest row, the join an older state: somebody committed a turn between the two. The
        // instance is left for the next claim.
        var held = rows.Where(row => row.Claimed.Version == (row.StateVersion ?? 0))
            .Select(row => row.Claimed).ToList();
        if (held.Count == 0)
            return [];
        var commands = await Commands(tx, held, stop);
        return [.. held.Select(claimed => claimed with { Commands = [.. commands[claimed.Id]] })];
    }

    /// <summary>
    /// Whatever waits for them, in its order. No LIMIT in the statement: its plan is kept from a time when the inbox
    /// was empty, and with one it would walk the whole inbox for every row.
    /// </summary>
    private static async Task<ILookup<InstanceId, InboxRow>> Commands(
        Tx tx, List<Claimed> held, CancellationToken stop)
    {
        var ids = held.Select(claimed => claimed.Id.Value).ToArray();
        var rows = await tx.Query($"""
            WITH told AS (
                DELETE FROM orchestrator.inbox
                WHERE instance_id = ANY({ids})
                RETURNING id, instance_id, kind, bookmark_id, payload, event_name
            ), fired AS (
                DELETE FROM orchestrator.timer
                WHERE instance_id = ANY({ids}) AND due_at <= {held[0].Now}
                RETURNING instance_id, bookmark_id, due_at, lapses
            )
            SELECT instance_id, kind, bookmark_id, payload, event_name, 'epoch'::timestamptz AS due_at, id
            FROM told
            UNION ALL
            SELECT instance_id, CASE WHEN lapses THEN 'Lapse' ELSE 'Timer' END, bookmark_id, NULL, NULL, due_at,
                   bookmark_id
            FROM fired
            ORDER BY due_at, id
            """, ReadCommand, stop);
        return rows.ToLookup(row => row.Instance);
    }

    private static (Claimed Claimed, int? StateVersion) Read(NpgsqlDataReader row) => (new Claimed
    {
        Id = new InstanceId(row.GetGuid(0)),
        Definition = new DefinitionVersion(new DefinitionId(row.GetString(1)), row.GetInt32(2)),
        Version = row.GetInt32(3),
        SubStatus = row.GetString(4),
        PinnedAt = row.GetInt64(5),
        State = row.IsDBNull(6) ? null : row.GetFieldValue<byte[]>(6),
        JournalHash = row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7),
        Now = row.GetFieldValue<DateTimeOffset>(9),
        Seed = (ulong)Random.Shared.NextInt64(),
    }, row.IsDBNull(8) ? null : row.GetInt32(8));

    private static InboxRow ReadCommand(NpgsqlDataReader row) =>
        new(new InstanceId(row.GetGuid(0)), row.GetString(1))
        {
            Bookmark = row.IsDBNull(2) ? null : new BookmarkId(row.GetInt64(2)),
            Payload = row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
            EventName = row.IsDBNull(4) ? null : row.GetString(4),
        };
}
