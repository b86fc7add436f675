using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Reads;

/// <summary>A 督办单 as lists and its page show it.</summary>
public sealed record OrderListed
{
    public required Guid Id { get; init; }
    public required Guid UnitInspection { get; init; }

    /// <summary>文号; null before the issue.</summary>
    public string? Number { get; init; }
    public required string Level { get; init; }
    public required string Matter { get; init; }
    public required string Trigger { get; init; }
    public required string Campaign { get; init; }
    public required string Unit { get; init; }
    public required OrderState State { get; init; }
    public DateOnly? IssuedOn { get; init; }

    /// <summary>As it is printed: the office itself where it went out without a signature. Null before the issue.
    /// </summary>
    public string? SignedBy { get; init; }
    public DateOnly? DueOn { get; init; }
    public string? DueExplanation { get; init; }
    public Guid? Document { get; init; }
    public string? EndReason { get; init; }
    public required int Items { get; init; }
}

/// <summary>One item that an order lists.</summary>
public sealed record OrderItemListed(int Position, Guid Item, string Fact, DateOnly OriginalDueOn, string? Outcome)
{
    public required string Requirement { get; init; }

    /// <summary>As it is now.</summary>
    public required ItemState State { get; init; }
}

/// <summary>督办单: lists and one.</summary>
public static class OrderList
{
    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="filter">Search in number, matter, unit and campaign.</param>
    /// <param name="of">Only this order, only those of this unit inspection.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<Listed<OrderListed>> Of(
        Tx tx, Sight sight, ListFilter filter, (Guid? Order, Guid? Inspection) of, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT orders.id, orders.unit_inspection_id, document.number, orders.level, orders.matter, orders.trigger,
                   campaign.title, unit.name, orders.state, orders.issued_on, document.signed_by, orders.due_on,
                   orders.due_explanation, orders.document_id, orders.end_reason,
                   (SELECT count(*)::int FROM supervision.order_item WHERE order_id = orders.id),
                   count(*) OVER ()::int
            FROM supervision.supervisory_order AS orders
            JOIN supervision.campaign AS campaign ON campaign.id = orders.campaign_id
            JOIN supervision.unit AS unit ON unit.code = orders.unit_code
            LEFT JOIN supervision.document AS document ON document.id = orders.document_id
            WHERE ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
                   OR EXISTS (SELECT FROM supervision.team_member AS member
                              JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                              WHERE member.campaign_id = orders.campaign_id AND inspector.person_id = {sight.Person}))
              AND ({of.Order}::uuid IS NULL OR orders.id = {of.Order})
              AND ({of.Inspection}::uuid IS NULL OR orders.unit_inspection_id = {of.Inspection})
              AND ({filter.Campaign}::uuid IS NULL OR orders.campaign_id = {filter.Campaign})
              AND ({filter.State}::text IS NULL OR orders.state = {filter.State})
              AND concat_ws(' ', document.number, orders.matter, unit.name, campaign.title) ILIKE {filter.Pattern}
            ORDER BY orders.drafted_at DESC, orders.id
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Order: Read(row), Total: row.GetInt32(16)), stop);
        return new([.. rows.Select(row => row.Order)], rows.Select(row => row.Total).FirstOrDefault());
    }

    public static Task<IReadOnlyList<OrderItemListed>> Items(Tx tx, Guid order, CancellationToken stop) => tx.Query($"""
        SELECT listed.position, listed.item_id, item.fact, listed.original_due_on, listed.outcome,
               item.requirement, item.state
        FROM supervision.order_item AS listed
        JOIN supervision.problem_item AS item ON item.id = listed.item_id
        WHERE listed.order_id = {order}
        ORDER BY listed.position
        """, Item, stop);

    private static OrderItemListed Item(NpgsqlDataReader row) => new(
        row.GetInt32(0), row.GetGuid(1), row.GetString(2), row.GetFieldValue<DateOnly>(3),
        row.IsDBNull(4) ? null : row.GetString(4))
    {
        Requirement = row.GetString(5),
        State = Enum.Parse<ItemState>(row.GetString(6)),
    };

    private static OrderListed Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        UnitInspection = row.GetGuid(1),
        Number = row.IsDBNull(2) ? null : row.GetString(2),
        Level = row.GetString(3),
        Matter = row.GetString(4),
        Trigger = row.GetString(5),
        Campaign = row.GetString(6),
        Unit = row.GetString(7),
        State = Enum.Parse<OrderState>(row.GetString(8)),
        IssuedOn = row.IsDBNull(9) ? null : row.GetFieldValue<DateOnly>(9),
        SignedBy = row.IsDBNull(10) ? null : row.GetString(10),
        DueOn = row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11),
        DueExplanation = row.IsDBNull(12) ? null : row.GetString(12),
        Document = row.IsDBNull(13) ? null : row.GetGuid(13),
        EndReason = row.IsDBNull(14) ? null : row.GetString(14),
        Items = row.GetInt32(15),
    };
}
