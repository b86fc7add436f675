using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>Something that happened to an instance, for people.</summary>
public sealed record HistoryEntry
{
    /// <summary>The turn it belongs to, from 1.</summary>
    public required int Turn { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The stored name of the event: <c>activity-completed</c> and so on.</summary>
    public required string What { get; init; }
    public ActivityId? Activity { get; init; }

    /// <summary>The text of the activity's box.</summary>
    public string? ActivityName { get; init; }

    /// <summary>A sentence.</summary>
    public required string Text { get; init; }

    /// <summary>Inputs of a beginning, outputs of an end.</summary>
    public ImmutableDictionary<string, JsonElement> Values { get; init; } = Json.Nothing;
}

/// <summary>A part of what happened to an instance.</summary>
/// <param name="Entries">Eldest first; a turn of which only the machine cares has none.</param>
/// <param name="Next">The turn at which the next part begins; null: there is no more.</param>
public sealed record HistoryPart(IReadOnlyList<HistoryEntry> Entries, int? Next);

/// <summary>What an instance waits for.</summary>
public sealed record WaitEntry
{
    public required BookmarkId Bookmark { get; init; }
    public required ActivityId Activity { get; init; }
    public required string ActivityName { get; init; }
    public required string ActivityType { get; init; }

    /// <summary>Event, Time, Task, Children or Ledger.</summary>
    public required string Kind { get; init; }

    /// <summary>The event, the task, or the ledger's kind of wait.</summary>
    public string? Name { get; init; }
    public string? Key { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it goes on by itself; null: never.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>An instance as lists show it.</summary>
public sealed record InstanceSummary
{
    public required InstanceId Id { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public required string Status { get; init; }
    public required string SubStatus { get; init; }
    public string? CorrelationId { get; init; }
    public string? Name { get; init; }
    public InstanceId? Parent { get; init; }
    public required int Incidents { get; init; }

    /// <summary>A person holds it.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Turns so far: what an act names, so that it is refused where the instance has moved on.</summary>
    public int Version { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>Reads what happened to instances and what they wait for. Reads never load a state.</summary>
public sealed class InstanceHistory(DefinitionStore definitions)
{
    /// <summary>Turns of one answer; a longer history is asked for from a turn on.</summary>
    public const int Turns = 500;

    /// <summary>The instances that accompany an object, eldest first.</summary>
    public static Task<IReadOnlyList<InstanceSummary>> OfCorrelation(
        Tx tx, string correlationId, CancellationToken stop) => tx.Query($"""
        SELECT id, definition_id, definition_version, status, sub_status, correlation_id, name, parent_id, incidents,
               created_at, updated_at, finished_at, is_paused, version
        FROM orchestrator.instance
        WHERE correlation_id = {correlationId}
        ORDER BY id
        """, Summary, stop);

    /// <summary>Null where there is no such instance.</summary>
    public static Task<InstanceSummary?> Find(Tx tx, InstanceId instance, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, definition_id, definition_version, status, sub_status, correlation_id, name, parent_id, incidents,
               created_at, updated_at, finished_at, is_paused, version
        FROM orchestrator.instance
        WHERE id = {instance.Value}
        """, Summary, stop);

    /// <summary>What happened, eldest first, beginning with turn <paramref name="from"/>.</summary>
    public async Task<HistoryPart> Read(Tx tx, InstanceId instance, int from, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT sequence, record
            FROM orchestrator.journal
            WHERE instance_id = {instance.Value} AND sequence >= {from}
            ORDER BY sequence
            LIMIT {Turns + 1}
            """, row => (Turn: row.GetInt32(0), Record: row.GetFieldValue<byte[]>(1)), stop);
        var entries = new List<HistoryEntry>();
        foreach (var row in rows.Take(Turns))
        {
            var record = JournalRecord.Read(row.Record);
            entries.AddRange((await Told(tx, record, stop))
                .Select(entry => entry with { Turn = row.Turn, At = record.Now }));
        }

        return new HistoryPart(entries, rows.Count > Turns ? rows[Turns].Turn : null);
    }

    /// <summary>By the names of the version that each event belongs to.</summary>
    private async Task<IReadOnlyList<HistoryEntry>> Told(Tx tx, JournalRecord record, CancellationToken stop)
    {
        var told = new List<HistoryEntry>();
        var sentences = new HistorySentences(await definitions.Compiled(tx, record.Definition, stop));
        foreach (var happened in record.Steps.SelectMany(step => step.Events))
        {
            told.AddRange(sentences.Tell(happened));
            if (happened is Event.Migrated migrated)
                sentences = new HistorySentences(await definitions.Compiled(tx, migrated.To, stop));
        }

        return told;
    }

    /// <summary>What it waits for now; the one whose time comes first stands first.</summary>
    public async Task<IReadOnlyList<WaitEntry>> Waits(Tx tx, InstanceId instance, CancellationToken stop)
    {
        if (await Find(tx, instance, stop) is not { } found)
            return [];
        var workflow = await definitions.Compiled(tx, found.Definition, stop);
        return await tx.Query($"""
            SELECT bookmark.id, activity_id, activity_type, kind, name, key, since, timer.due_at
            FROM orchestrator.bookmark
            LEFT JOIN orchestrator.timer ON timer.instance_id = bookmark.instance_id AND bookmark_id = bookmark.id
            WHERE bookmark.instance_id = {instance.Value}
            ORDER BY due_at NULLS LAST, bookmark.id
            """, row => Wait(row, workflow), stop);
    }

    private static WaitEntry Wait(NpgsqlDataReader row, PublishedWorkflow workflow) => new()
    {
        Bookmark = new BookmarkId(row.GetInt64(0)),
        Activity = new ActivityId(row.GetString(1)),
        ActivityName = workflow.NameOf(new ActivityId(row.GetString(1))),
        ActivityType = row.GetString(2),
        Kind = row.GetString(3),
        Name = row.IsDBNull(4) ? null : row.GetString(4),
        Key = row.IsDBNull(5) ? null : row.GetString(5),
        Since = row.GetFieldValue<DateTimeOffset>(6),
        Until = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7),
    };

    private static InstanceSummary Summary(NpgsqlDataReader row) => new()
    {
        Id = new InstanceId(row.GetGuid(0)),
        Definition = new DefinitionVersion(new DefinitionId(row.GetString(1)), row.GetInt32(2)),
        Status = row.GetString(3),
        SubStatus = row.GetString(4),
        CorrelationId = row.IsDBNull(5) ? null : row.GetString(5),
        Name = row.IsDBNull(6) ? null : row.GetString(6),
        Parent = row.IsDBNull(7) ? null : new InstanceId(row.GetGuid(7)),
        Incidents = row.GetInt32(8),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(9),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(10),
        FinishedAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
        IsPaused = row.GetBoolean(12),
        Version = row.GetInt32(13),
    };
}
