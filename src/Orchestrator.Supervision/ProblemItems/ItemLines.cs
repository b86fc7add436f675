using System.Globalization;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What a person reads above a form about items.</summary>
internal static class ItemLines
{
    /// <summary>Every item of a unit that is not dropped, with its date and derivation.</summary>
    public static async Task<IReadOnlyList<(string Label, string Text)>> OfInspection(
        Tx tx, Guid inspection, CancellationToken stop) => await tx.Query($"""
        SELECT number, fact, requirement, due_on, due_explanation, days
        FROM supervision.problem_item
        WHERE unit_inspection_id = {inspection} AND state <> 'Dropped'
        ORDER BY number
        """, row => ($"问题{row.GetInt32(0)}",
            $"{row.GetString(1)}　整改要求：{row.GetString(2)}　期限：" + (row.IsDBNull(3)
                ? $"签收之日起{row.GetInt32(5)}日内"
                : $"{Date(row.GetFieldValue<DateOnly>(3))}（{row.GetString(4)}）")), stop);

    public static async Task<IReadOnlyList<(string Label, string Text)>> Of(Tx tx, Guid item, CancellationToken stop)
    {
        var lines = await tx.Query($"""
            SELECT item.number, item.fact, item.basis, item.requirement, item.due_on, item.due_explanation, item.state,
                   inspection.unit_name
            FROM supervision.problem_item AS item
            JOIN supervision.unit_inspection AS inspection ON inspection.id = item.unit_inspection_id
            WHERE item.id = {item}
            """, row => new (string, string)[]
            {
                ("责任单位", row.GetString(7)),
                ($"问题{row.GetInt32(0)}", row.GetString(1)),
                ("依据", row.GetString(2)),
                ("整改要求", row.GetString(3)),
                ("整改期限", row.IsDBNull(4) ? "" : $"{Date(row.GetFieldValue<DateOnly>(4))}（{row.GetString(5)}）"),
                ("当前状态", ItemMoves.Label(Enum.Parse<ItemState>(row.GetString(6)))),
            }, stop);
        return lines[0];
    }

    /// <summary>The newest report of an item, for whoever judges it.</summary>
    public static async Task<IReadOnlyList<(string Label, string Text)>> Report(
        Tx tx, Guid item, CancellationToken stop)
    {
        var lines = await tx.Query($"""
            SELECT report.content, report.measured_value, report.signed_by_head, report.submitted_on, report.is_late,
                   review.verdict, review.opinion
            FROM supervision.rectification_report AS report
            LEFT JOIN supervision.department_review AS review ON review.report_id = report.id
            WHERE report.item_id = {item}
            ORDER BY report.version DESC
            LIMIT 1
            """, row => new (string, string?)[]
            {
                ("整改报告", row.GetString(0)),
                ("指标数值", row.IsDBNull(1) ? null : row.GetString(1)),
                ("签字负责人", row.GetString(2)),
                ("报送日期", Date(row.GetFieldValue<DateOnly>(3)) + (row.GetBoolean(4) ? "（逾期）" : "")),
                ("主管部门初审", row.IsDBNull(5) ? null : row.GetString(5) switch
                {
                    "Agreed" => "同意　" + (row.IsDBNull(6) ? "" : row.GetString(6)),
                    "Lapsed" => "逾期未审，按规定视为通过初审",
                    _ => "不同意　" + row.GetString(6),
                }),
            }, stop);
        return lines.Count == 0
            ? []
            : [.. lines[0].Where(line => line.Item2 is not null).Select(line => (line.Item1, line.Item2!))];
    }

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
