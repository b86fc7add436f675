using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>An instance as it is stored, for those who decide beside a turn: previews and plans.</summary>
internal sealed record Stored(InstanceId Id, DefinitionVersion Definition, int Version)
{
    public required InstanceState State { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    public static async Task<Stored?> Find(Tx tx, InstanceId instance, CancellationToken stop) =>
        (await Read(tx, [instance.Value], stop)).SingleOrDefault();

    /// <exception cref="Exception">A newer server stored what this one cannot read.</exception>
    public static async Task<IReadOnlyList<Stored>> Read(Tx tx, Guid[] instances, CancellationToken stop) =>
        await tx.Query($"""
            SELECT instance.id, definition_id, definition_version, instance.version, state.state,
                   orchestrator.business_now()
            FROM orchestrator.instance
            LEFT JOIN orchestrator.instance_state AS state ON state.instance_id = instance.id
            WHERE instance.id = ANY({instances})
            ORDER BY instance.id
            """, Of, stop);

    private static Stored Of(NpgsqlDataReader row) => new(
        new InstanceId(row.GetGuid(0)),
        new DefinitionVersion(new DefinitionId(row.GetString(1)), row.GetInt32(2)),
        row.GetInt32(3))
    {
        State = row.IsDBNull(4) ? InstanceState.None : EngineJson.Deserialize(row.GetFieldValue<byte[]>(4)),
        Now = row.GetFieldValue<DateTimeOffset>(5),
    };
}
