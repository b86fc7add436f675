using Npgsql;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>An extension that was asked for, and what came of it.</summary>
public sealed record ExtensionListed
{
    public required Guid Item { get; init; }
    public required Guid UnitInspection { get; init; }
    public required string Unit { get; init; }
    public required int Number { get; init; }
    public required string Fact { get; init; }

    /// <summary>The first of an item is the director's to grant, a second one the committee's.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Calendar days to add.</summary>
    public required int Days { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>As the audit names them, for <see cref="ActorNames"/>.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Requested, Granted or Refused.</summary>
    public required string State { get; init; }
    public required DateOnly OldDueOn { get; init; }
    public DateOnly? NewDueOn { get; init; }
    public string? DecisionReason { get; init; }
}

/// <summary>延期申请: those that wait for a decision, and those of one item.</summary>
public static class ExtensionList
{
    /// <summary>Undecided ones, the eldest first.</summary>
    public static Task<IReadOnlyList<ExtensionListed>> Waiting(Tx tx, Sight sight, CancellationToken stop) =>
        tx.Query($"""
            SELECT item.id, item.unit_inspection_id, unit.name, item.number, item.fact, asked.ordinal, asked.days,
                   asked.reason, asked.requested_at, asked.requested_by, asked.state, asked.old_due_on,
                   asked.new_due_on, asked.decision_reason
            FROM supervision.extension_request AS asked
            JOIN supervision.problem_item AS item ON item.id = asked.item_id
            JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
            WHERE asked.state = 'Requested'
              AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = item.campaign_id AND inspector.person_id = {sight.Person}))
            ORDER BY asked.requested_at, item.id
            LIMIT 200
            """, Read, stop);

    /// <summary>Of an item that the reader may see, in their order.</summary>
    public static Task<IReadOnlyList<ExtensionListed>> Of(Tx tx, Guid item, CancellationToken stop) => tx.Query($"""
        SELECT item.id, item.unit_inspection_id, unit.name, item.number, item.fact, asked.ordinal, asked.days,
               asked.reason, asked.requested_at, asked.requested_by, asked.state, asked.old_due_on, asked.new_due_on,
               asked.decision_reason
        FROM supervision.extension_request AS asked
        JOIN supervision.problem_item AS item ON item.id = asked.item_id
        JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
        WHERE item.id = {item}
        ORDER BY asked.ordinal
        """, Read, stop);

    private static ExtensionListed Read(NpgsqlDataReader row) => new()
    {
        Item = row.GetGuid(0),
        UnitInspection = row.GetGuid(1),
        Unit = row.GetString(2),
        Number = row.GetInt32(3),
        Fact = row.GetString(4),
        Ordinal = row.GetInt32(5),
        Days = row.GetInt32(6),
        Reason = row.GetString(7),
        RequestedAt = row.GetFieldValue<DateTimeOffset>(8),
        RequestedBy = row.GetString(9),
        State = row.GetString(10),
        OldDueOn = row.GetFieldValue<DateOnly>(11),
        NewDueOn = row.IsDBNull(12) ? null : row.GetFieldValue<DateOnly>(12),
        DecisionReason = row.IsDBNull(13) ? null : row.GetString(13),
    };
}
