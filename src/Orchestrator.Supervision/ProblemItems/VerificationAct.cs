using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What a verifier found of an item, and what must be known of it.</summary>
internal sealed record ItemUnderVerification
{
    public required Guid Item { get; init; }
    public required ItemState State { get; init; }
    public required Severity Severity { get; init; }
    public required int Returns { get; init; }
    public required bool IsPart { get; init; }
    public required Guid Report { get; init; }
    public required string Author { get; init; }

    /// <summary>Who found it rectified first, where a second person is needed.</summary>
    public string? FirstVerifier { get; init; }

    public static Task<ItemUnderVerification?> Read(Tx tx, Guid item, CancellationToken stop) => tx.QueryOne($"""
        SELECT item.state, item.severity, item.returns, item.parent_id IS NOT NULL, report.id, report.author,
               (SELECT answer.answered_by
                FROM supervision.task_answer AS answer
                JOIN supervision.open_task AS task ON task.id = answer.task_id
                WHERE task.subject_id = item.id AND task.form = 'verification'
                  AND answer.outcome = 'SecondNeeded' AND answer.answered_at > report.submitted_at
                ORDER BY answer.answered_at DESC LIMIT 1)
        FROM supervision.problem_item AS item
        JOIN LATERAL (
            SELECT id, author, submitted_at FROM supervision.rectification_report
            WHERE item_id = item.id ORDER BY version DESC LIMIT 1) AS report ON true
        WHERE item.id = {item}
        """, row => Read(item, row), stop);

    private static ItemUnderVerification Read(Guid item, NpgsqlDataReader row) => new()
    {
        Item = item,
        State = Enum.Parse<ItemState>(row.GetString(0)),
        Severity = Enum.Parse<Severity>(row.GetString(1)),
        Returns = row.GetInt32(2),
        IsPart = row.GetBoolean(3),
        Report = row.GetGuid(4),
        Author = row.GetString(5),
        FirstVerifier = row.IsDBNull(6) ? null : row.GetString(6),
    };
}

/// <summary>
/// 核查: by somebody other than the author; by two persons where the item is serious or critical (invariant 2).
/// </summary>
public sealed class VerificationAct(ItemSteps items, DepartmentReviews reviews, Verdicts verdicts) : IFormAct
{
    public string Form => "verification";

    public ImmutableArray<string> OwnOutcomes => ["SecondNeeded"];

    public Act RightFor(TaskOnHand task) => task.Role == AssigneeRole.Verifier ? Act.VerifySecond : Act.Verify;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await ItemLines.Of(tx, task.Subject.Id, stop),
            .. await ItemLines.Report(tx, task.Subject.Id, stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        var id = answer.Task.Subject.Id;
        var item = await ItemUnderVerification.Read(tx, id, stop)
            ?? throw new InvalidOperationException($"item {id} is verified and has no report");
        if (Refusal(item, answer) is { } refusal)
            return new ActOutcome.Refused(refusal);
        if (item.State == ItemState.ReportSubmitted)
        {
            // E-26: nobody else is asked, so the office takes the report up itself.
            await items.Move(tx, new ItemMove(id, ItemTrigger.NoDepartmentToAsk), step, stop);
            await reviews.TakeUp(tx, [id], step, stop);
        }

        var needsSecond = answer.Outcome == "Rectified" && item.FirstVerifier is null
            && item.Severity >= Severity.Serious;
        return needsSecond
            ? new ActOutcome.Done("SecondNeeded")
            : await verdicts.Give(tx, item, answer, stop);
    }

    private static Problem? Refusal(ItemUnderVerification item, FormAnswer answer) => answer switch
    {
        _ when answer.Actor.Key == item.Author => new Problem("SU047", "verifier", "不能核查自己报送的整改报告；请由其他人员核查。"),
        _ when answer.Actor.Key == item.FirstVerifier => new Problem("SU047", "verifier",
            "较重和重大问题应由两人核查，您已作过第一次核查；请由另一人核查。"),
        { Outcome: "Partial" } when item.IsPart => new Problem("SU048", "outcome",
            "该问题已是拆分出来的部分，不能再次拆分；请按整改到位或不到位作出结论。"),
        _ => null,
    };
}
