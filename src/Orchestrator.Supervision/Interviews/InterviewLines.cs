using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.Interviews;

/// <summary>What a person reads above a form about an interview, and what its acts ask before they move it.</summary>
internal static class InterviewLines
{
    public static async Task<ImmutableArray<(string Label, string Text)>> Read(
        Tx tx, Guid interview, CancellationToken stop)
    {
        var row = await InterviewRow.Read(tx, interview, stop);
        return
        [
            ("被约谈单位", row.Unit),
            ("约谈事由", InterviewMoves.Label(row.Ground)),
            ("事实", row.Fact),
            ("最迟约谈", $"{InterviewDates.Written(row.HoldBy)}（{row.HoldByExplanation}）"),
            .. row.OrderNumber is { } number
                ? [("二次督办单", $"{number}（{OrderMoves.Label(row.Order!.Value)}）")]
                : Array.Empty<(string, string)>(),
            .. row.PostponedFor is { } why ? [("改期理由", why)] : Array.Empty<(string, string)>(),
            .. row.MeetsOn is { } on
                ? [("约谈时间", $"{InterviewDates.Written(on)} {row.MeetsAt}"), ("约谈地点", row.Place ?? ""),
                    ("主持", row.Presider ?? ""), ("被约谈人", row.Interviewee ?? "")]
                : Array.Empty<(string, string)>(),
            .. (await Commitments(tx, interview, stop)).Select(one => (
                $"承诺{one.Position}", $"{one.Content}　期限：{InterviewDates.Written(one.DueOn)}")),
        ];
    }

    /// <summary>SU159: while all that the order lists is being looked at, nobody is escalated (invariant 7).</summary>
    public static Problem? UnderReview(InterviewRow row) => row.Order != OrderState.Answered
        ? null
        : new Problem("SU159", "state", "二次督办单所列问题的整改报告正在审核，审核结束前不能继续约谈；请待审核结束后再办理。");

    private static Task<IReadOnlyList<(int Position, string Content, DateOnly DueOn)>> Commitments(
        Tx tx, Guid interview, CancellationToken stop) => tx.Query($"""
        SELECT position, content, due_on FROM supervision.interview_commitment
        WHERE interview_id = {interview}
        ORDER BY position
        """, row => (row.GetInt32(0), row.GetString(1), row.GetFieldValue<DateOnly>(2)), stop);
}
