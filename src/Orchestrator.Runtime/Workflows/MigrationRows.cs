using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A migration of many instances as it stands.</summary>
public sealed record MigrationRow
{
    public required Guid Id { get; init; }
    public required DefinitionVersion To { get; init; }

    /// <summary>Planning, Planned, Moving, Done or Abandoned.</summary>
    public required string Status { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    internal Command.Operate Act { get; init; } = null!;

    /// <summary>Who asked for it and why.</summary>
    public By By => Act.By;

    public MigrationChoices Choices => ((Operation.Migrate)Act.What).Choices;
}

/// <summary>Instances of a migration that are alike.</summary>
public sealed record MigrationGroup
{
    /// <summary>Moves, NeedsChoice or Cannot; null: not looked at yet.</summary>
    public string? Verdict { get; init; }

    /// <summary>Moved, Refused or Failed; null: not tried.</summary>
    public string? Outcome { get; init; }
    public required int FromVersion { get; init; }
    public ImmutableArray<PlanNote> Notes { get; init; } = [];
    public string? Message { get; init; }
    public required long Instances { get; init; }

    /// <summary>One of them.</summary>
    public required InstanceId Example { get; init; }
}

/// <summary>Reads and writes migrations; whoever moves instances is <see cref="Migrations"/>.</summary>
public static class MigrationRows
{
    /// <summary>Groups of one answer. Instances of one definition wait in few places.</summary>
    public const int MostGroups = 200;

    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<MigrationRow>> List(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT id, definition_id, to_version, status, command, created_at
        FROM orchestrator.instance_migration
        ORDER BY created_at DESC, id DESC
        LIMIT 100
        """, Of, stop);

    /// <summary>Null where there is no such migration.</summary>
    public static Task<MigrationRow?> Find(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, definition_id, to_version, status, command, created_at
        FROM orchestrator.instance_migration
        WHERE id = {id}
        """, Of, stop);

    /// <summary>The same, for a transaction that changes it.</summary>
    internal static Task<MigrationRow?> Hold(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, definition_id, to_version, status, command, created_at
        FROM orchestrator.instance_migration
        WHERE id = {id}
        FOR UPDATE
        """, Of, stop);

    /// <summary>The eldest, or this one, if it has something to do and no other server works at it.</summary>
    internal static Task<MigrationRow?> Open(Tx tx, Guid? only, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, definition_id, to_version, status, command, created_at
        FROM orchestrator.instance_migration
        WHERE status IN ('Planning', 'Moving') AND ({only}::uuid IS NULL OR id = {only})
        ORDER BY created_at, id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
        """, Of, stop);

    /// <summary>What is alike together, the largest group first.</summary>
    public static Task<IReadOnlyList<MigrationGroup>> Groups(Tx tx, Guid id, CancellationToken stop) => tx.Query($"""
        SELECT verdict, outcome, COALESCE(from_version, 0), plan, message, count(*), min(instance_id::text)::uuid
        FROM orchestrator.instance_migration_item
        WHERE migration_id = {id}
        GROUP BY verdict, outcome, from_version, plan, message
        ORDER BY count(*) DESC, min(instance_id::text)
        LIMIT {MostGroups}
        """, row => new MigrationGroup
    {
        Verdict = row.IsDBNull(0) ? null : row.GetString(0),
        Outcome = row.IsDBNull(1) ? null : row.GetString(1),
        FromVersion = row.GetInt32(2),
        Notes = row.IsDBNull(3) ? [] : InstancePlan.NotesOf(row.GetFieldValue<byte[]>(3)),
        Message = row.IsDBNull(4) ? null : row.GetString(4),
        Instances = row.GetInt64(5),
        Example = new InstanceId(row.GetGuid(6)),
    }, stop);

    internal static Task<int> SetStatus(Tx tx, Guid id, string status, CancellationToken stop) => tx.Execute($"""
        UPDATE orchestrator.instance_migration SET status = {status} WHERE id = {id}
        """, stop);

    private static MigrationRow Of(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        To = new DefinitionVersion(new DefinitionId(row.GetString(1)), row.GetInt32(2)),
        Status = row.GetString(3),
        Act = (Command.Operate)EngineJson.DeserializeCommand(row.GetFieldValue<byte[]>(4)),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(5),
    };
}
