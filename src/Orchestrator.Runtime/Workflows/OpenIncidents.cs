using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>An incident that nobody has dealt with, with the instance that stands still because of it.</summary>
public sealed record OpenIncident
{
    public required long Id { get; init; }
    public required InstanceId Instance { get; init; }
    public required string Definition { get; init; }
    public string? CorrelationId { get; init; }
    public string? Activity { get; init; }
    public required string Code { get; init; }
    public required string Message { get; init; }
    public required DateTimeOffset RaisedAt { get; init; }
}

/// <summary>异常 that wait for a person.</summary>
public static class OpenIncidents
{
    public const int Most = 500;

    /// <summary>Newest first.</summary>
    public static Task<IReadOnlyList<OpenIncident>> Read(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT incident.id, incident.instance_id, instance.definition_id || ' v' || instance.definition_version,
               instance.correlation_id, incident.activity_id, incident.code, incident.message, incident.raised_at
        FROM orchestrator.incident
        JOIN orchestrator.instance ON instance.id = incident.instance_id
        WHERE incident.resolved_at IS NULL
        ORDER BY incident.raised_at DESC, incident.id DESC
        LIMIT {Most}
        """, row => new OpenIncident
    {
        Id = row.GetInt64(0),
        Instance = new InstanceId(row.GetGuid(1)),
        Definition = row.GetString(2),
        CorrelationId = row.IsDBNull(3) ? null : row.GetString(3),
        Activity = row.IsDBNull(4) ? null : row.GetString(4),
        Code = row.GetString(5),
        Message = row.GetString(6),
        RaisedAt = row.GetFieldValue<DateTimeOffset>(7),
    }, stop);
}
