using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Reads;

/// <summary>One 初审, or its lapse.</summary>
public sealed record ReviewListed
{
    public required Guid Item { get; init; }
    public required string Unit { get; init; }
    public required int Number { get; init; }
    public required string Fact { get; init; }

    /// <summary>Agreed, Disagreed or Lapsed.</summary>
    public required string Verdict { get; init; }
    public string? Opinion { get; init; }

    /// <summary>Null for a lapse.</summary>
    public string? By { get; init; }
    public required DateOnly SubmittedOn { get; init; }
    public required DateOnly DecidedOn { get; init; }

    /// <summary>From the day of the report.</summary>
    public required int WorkingDays { get; init; }
}

/// <summary>初审意见 of one department, the newest first.</summary>
public static class ReviewList
{
    public const int Most = 200;

    public static async Task<IReadOnlyList<ReviewListed>> Of(
        Tx tx, string department, RuleBook rules, CancellationToken stop)
    {
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var rows = await tx.Query($"""
            SELECT item.id, unit.short_name, item.number, item.fact, review.verdict, review.opinion, review.reviewed_by,
                   review.submitted_on, review.decided_on
            FROM supervision.department_verdict AS review
            JOIN supervision.problem_item AS item ON item.id = review.item_id
            JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
            WHERE review.department_code = {department}
            ORDER BY review.decided_on DESC, unit.code, item.number
            LIMIT {Most}
            """, row => Read(row, calendar), stop);
        var names = await ActorNames.Of(tx, [.. rows.Select(row => row.By).OfType<string>()], stop);
        return [.. rows.Select(row => row with { By = row.By is { } by ? names[by] : null })];
    }

    private static ReviewListed Read(NpgsqlDataReader row, WorkCalendar calendar) => new()
    {
        Item = row.GetGuid(0),
        Unit = row.GetString(1),
        Number = row.GetInt32(2),
        Fact = row.GetString(3),
        Verdict = row.GetString(4),
        Opinion = row.IsDBNull(5) ? null : row.GetString(5),
        By = row.IsDBNull(6) ? null : row.GetString(6),
        SubmittedOn = row.GetFieldValue<DateOnly>(7),
        DecidedOn = row.GetFieldValue<DateOnly>(8),
        WorkingDays = calendar.Between(row.GetFieldValue<DateOnly>(7), row.GetFieldValue<DateOnly>(8)).Count,
    };
}
