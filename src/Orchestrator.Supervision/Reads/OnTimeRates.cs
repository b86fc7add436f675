using Npgsql;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Supervision.Reads;

/// <summary>按期整改率 of one unit in one campaign.</summary>
public sealed record OnTimeRate
{
    public required Guid Campaign { get; init; }
    public required string CampaignTitle { get; init; }
    public required string UnitCode { get; init; }
    public required string Unit { get; init; }
    public required OnTimeCount Count { get; init; }
}

/// <summary>How many problems were put right in time. Dropped and transferred ones are in none of the three.</summary>
public readonly record struct OnTimeCount(int OnTime, int Late, int Undecided)
{
    /// <summary>Of the decided ones, 0 to 1; null where none is.</summary>
    public decimal? Rate => OnTime + Late == 0 ? null : (decimal)OnTime / (OnTime + Late);

    public static OnTimeCount Sum(IEnumerable<OnTimeCount> counts) => counts.Aggregate(default(OnTimeCount),
        (sum, one) => new(sum.OnTime + one.OnTime, sum.Late + one.Late, sum.Undecided + one.Undecided));

    public static OnTimeCount Of(IReadOnlyCollection<Timeliness> problems) => new(
        problems.Count(one => one == Timeliness.RectifiedOnTime),
        problems.Count(one => one == Timeliness.RectifiedLate),
        problems.Count(one => one == Timeliness.Undecided));
}

/// <summary>
/// On-time rates, computed from the entries of the audit at every reading (invariant 11): no column that somebody could
/// set says whether a problem was put right in time.
/// </summary>
public static class OnTimeRates
{
    private sealed record Row(
        Guid Item, Guid? Parent, (Guid Id, string Title, string UnitCode, string Unit) Of, RectificationEvents Events);

    /// <param name="tx">The caller's.</param>
    /// <param name="sight">How far the reader sees.</param>
    /// <param name="of">One campaign, one unit, or both; null: all.</param>
    /// <param name="today">The local date: what is due before it and not put right is late.</param>
    /// <param name="stop">The caller's.</param>
    public static async Task<IReadOnlyList<OnTimeRate>> Of(
        Tx tx, Sight sight, (Guid? Campaign, string? Unit) of, DateOnly today, CancellationToken stop)
    {
        var rows = await Rows(tx, sight, of, stop);
        var parts = rows.Where(row => row.Parent is not null).GroupBy(row => row.Parent!.Value)
            .ToDictionary(part => part.Key, part => part.First().Events);
        return
        [
            .. rows.Where(row => row.Parent is null).GroupBy(row => row.Of).Select(unit => new OnTimeRate
            {
                Campaign = unit.Key.Id,
                CampaignTitle = unit.Key.Title,
                UnitCode = unit.Key.UnitCode,
                Unit = unit.Key.Unit,
                Count = OnTimeCount.Of([.. unit.Select(row =>
                    TimelinessRule.Of(row.Events, parts.GetValueOrDefault(row.Item), today))]),
            }),
        ];
    }

    private static Task<IReadOnlyList<Row>> Rows(
        Tx tx, Sight sight, (Guid? Campaign, string? Unit) of, CancellationToken stop) => tx.Query($"""
        SELECT item.id, item.parent_id, campaign.id, campaign.title, unit.code, unit.name,
               COALESCE(moved.due_on, item.original_due_on), report.on_day, verdict.act
        FROM supervision.problem_item AS item
        JOIN supervision.campaign AS campaign ON campaign.id = item.campaign_id
        JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
        LEFT JOIN LATERAL (
            SELECT min(id) AS id FROM supervision.audit_entry WHERE subject_id = item.id AND act = 'Close'
        ) AS closed ON true
        LEFT JOIN LATERAL (
            SELECT id, (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day
            FROM supervision.audit_entry
            WHERE subject_id = item.id AND act = 'FileReport' AND (closed.id IS NULL OR id < closed.id)
            ORDER BY id DESC LIMIT 1
        ) AS report ON true
        LEFT JOIN LATERAL (
            SELECT act FROM supervision.audit_entry
            WHERE subject_id = item.id AND id > report.id AND act = ANY ({Verdicts})
            ORDER BY id DESC LIMIT 1
        ) AS verdict ON true
        LEFT JOIN LATERAL (
            SELECT (detail->>'newDueOn')::date AS due_on FROM supervision.audit_entry
            WHERE subject_id = item.id AND detail->>'newDueOn' IS NOT NULL AND (report.id IS NULL OR id < report.id)
            ORDER BY id DESC LIMIT 1
        ) AS moved ON true
        WHERE item.original_due_on IS NOT NULL
          AND NOT EXISTS (SELECT FROM supervision.audit_entry
                          WHERE subject_id = item.id AND act IN ('Drop', 'Transfer'))
          AND ({of.Campaign}::uuid IS NULL OR item.campaign_id = {of.Campaign})
          AND ({of.Unit}::text IS NULL OR unit.code = {of.Unit})
          AND ({sight.SeesAll} OR unit.supervising_unit_code = ANY ({sight.Departments.ToArray()})
               OR EXISTS (SELECT FROM supervision.team_member AS member
                          JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                          WHERE member.campaign_id = campaign.id AND inspector.person_id = {sight.Person}))
        ORDER BY campaign.created_at DESC, campaign.id, unit.code, item.number
        """, Read, stop);

    /// <summary>Everything that decides over a report; an upheld objection opens the problem again.</summary>
    private static readonly string[] Verdicts =
    [
        nameof(ItemTrigger.FoundRectified), nameof(ItemTrigger.FoundPartial), nameof(ItemTrigger.FoundLongTermOnTrack),
        nameof(ItemTrigger.FoundIncomplete), nameof(ItemTrigger.FoundIncompleteTooOften),
        nameof(ItemTrigger.FoundNotRectified), nameof(ItemTrigger.FoundFalse), nameof(ItemTrigger.DepartmentDisagreed),
        nameof(ItemTrigger.UpholdObjection),
    ];

    private static Row Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.IsDBNull(1) ? null : row.GetGuid(1),
        (row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetString(5)),
        new RectificationEvents
        {
            DueOn = row.GetFieldValue<DateOnly>(6),
            ReportedOn = row.IsDBNull(7) ? null : row.GetFieldValue<DateOnly>(7),
            Verdict = row.IsDBNull(8) ? null : Enum.Parse<ItemTrigger>(row.GetString(8)),
        });
}
