using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Interviews;

/// <summary>An interview as its acts need it.</summary>
internal sealed record InterviewRow
{
    public required Guid Id { get; init; }
    public required string UnitCode { get; init; }
    public required string Unit { get; init; }
    public required string UnitCategory { get; init; }

    /// <summary>单位负责人, whom the office talks to unless the notice names another.</summary>
    public string? Head { get; init; }
    public required InterviewGround Ground { get; init; }
    public required string Fact { get; init; }
    public required DateOnly HoldBy { get; init; }
    public required string HoldByExplanation { get; init; }

    /// <summary>Of the second order that was missed; null where none was.</summary>
    public OrderState? Order { get; init; }
    public string? OrderNumber { get; init; }

    /// <summary>Of the notice that stands; null before.</summary>
    public DateOnly? MeetsOn { get; init; }
    public string? MeetsAt { get; init; }
    public string? Place { get; init; }
    public string? Presider { get; init; }
    public ImmutableArray<string> Staff { get; init; } = [];
    public string? Interviewee { get; init; }

    /// <summary>Why it was put off; null where it never was.</summary>
    public string? PostponedFor { get; init; }
    public DateOnly? PromisedUntil { get; init; }
    public string? PromiseExplanation { get; init; }

    public static async Task<InterviewRow> Read(Tx tx, Guid interview, CancellationToken stop) => await tx.QueryOne($"""
        SELECT talk.id, talk.unit_code, unit.name, unit.category, head.name, talk.ground, talk.fact, talk.hold_by,
               talk.hold_by_explanation, missed.state, issued.number, talk.meets_on, talk.meets_at, talk.place,
               talk.presider, talk.staff, talk.interviewee, talk.postponed_for, talk.promised_until,
               talk.promise_explanation
        FROM supervision.interview AS talk
        JOIN supervision.unit AS unit ON unit.code = talk.unit_code
        LEFT JOIN supervision.unit_contact AS head ON head.unit_code = unit.code AND head.role = 'UnitHead'
        LEFT JOIN supervision.supervisory_order AS missed ON missed.id = talk.order_id
        LEFT JOIN supervision.document AS issued ON issued.id = missed.document_id
        WHERE talk.id = {interview}
        """, Read, stop) ?? throw new InvalidOperationException($"no interview {interview}");

    private static InterviewRow Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        UnitCode = row.GetString(1),
        Unit = row.GetString(2),
        UnitCategory = row.GetString(3),
        Head = Text(row, 4),
        Ground = Enum.Parse<InterviewGround>(row.GetString(5)),
        Fact = row.GetString(6),
        HoldBy = row.GetFieldValue<DateOnly>(7),
        HoldByExplanation = row.GetString(8),
        Order = row.IsDBNull(9) ? null : Enum.Parse<OrderState>(row.GetString(9)),
        OrderNumber = Text(row, 10),
        MeetsOn = row.IsDBNull(11) ? null : row.GetFieldValue<DateOnly>(11),
        MeetsAt = Text(row, 12),
        Place = Text(row, 13),
        Presider = Text(row, 14),
        Staff = row.IsDBNull(15) ? [] : [.. row.GetFieldValue<string[]>(15)],
        Interviewee = Text(row, 16),
        PostponedFor = Text(row, 17),
        PromisedUntil = row.IsDBNull(18) ? null : row.GetFieldValue<DateOnly>(18),
        PromiseExplanation = Text(row, 19),
    };

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);
}
