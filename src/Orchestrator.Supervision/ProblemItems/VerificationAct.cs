using System.Collections.Immutable;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
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

    /// <summary>TM-13.Times of the case's profile.</summary>
    public required int MostReturns { get; init; }
    public required Guid Report { get; init; }
    public required string Author { get; init; }

    /// <summary>Who looked at this report before, and the verdict, where two must find the same.</summary>
    public (string Verifier, string Verdict)? First { get; init; }

    public static Task<ItemUnderVerification?> Read(Tx tx, Guid item, CancellationToken stop) => tx.QueryOne($"""
        SELECT item.state, item.severity, item.returns, item.parent_id IS NOT NULL, report.id, report.author,
               found.verifier, found.verdict, most."values"[1]
        FROM supervision.problem_item AS item
        JOIN supervision.campaign AS campaign ON campaign.id = item.campaign_id
        JOIN supervision.timer_rule AS most
          ON most.profile_name = campaign.profile_name AND most.profile_version = campaign.profile_version
         AND most.id = {Timers.MostReturns.Value}
        JOIN LATERAL (
            SELECT id, author FROM supervision.rectification_report
            WHERE item_id = item.id ORDER BY version DESC LIMIT 1) AS report ON true
        LEFT JOIN supervision.first_verification AS found ON found.report_id = report.id
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
        MostReturns = row.GetInt32(8),
        First = row.IsDBNull(6) ? null : (row.GetString(6), row.GetString(7)),
    };
}

/// <summary>
/// 核查: by somebody other than the author; where the item is serious or critical, whatever the verdict, by two persons
/// (§7, invariant 2): it holds once two in a row have found the same.
/// </summary>
public sealed class VerificationAct(ItemSteps items, DepartmentReviews reviews, Verdicts verdicts) : IFormAct
{
    public string Form => "verification";

    public FormNeeds Needs => new(
        ["Rectified", "Partial", "Incomplete", "NotRectified"],
        NeededField.Read("method", FieldKind.Choice) with { Values = ["Desk", "OnSite"] },
        NeededField.Filled("opinion", FieldKind.LongText),
        NeededField.FilledFor("Partial", "remaining", FieldKind.LongText));

    public ImmutableArray<string> OwnOutcomes => ["SecondNeeded"];

    public Act RightFor(TaskOnHand task) => task.Role == AssigneeRole.Verifier ? Act.VerifySecond : Act.Verify;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await ItemLines.Of(tx, task.Subject.Id, stop),
            .. await ItemLines.Report(tx, task.Subject.Id, stop),
            .. await First(tx, task.Subject.Id, stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        var id = answer.Task.Subject.Id;
        var item = await ItemUnderVerification.Read(tx, id, stop)
            ?? throw new InvalidOperationException($"item {id} is verified and has no report");
        var against = Refusal(item, answer) ?? await Recused(tx, answer, stop);
        if (against is not null)
            return new ActOutcome.Refused(against);
        if (item.State == ItemState.ReportSubmitted)
        {
            // E-26: nobody else is asked, so the office takes the report up itself.
            await items.Move(tx, new ItemMove(id, ItemTrigger.NoDepartmentToAsk), step, stop);
            await reviews.TakeUp(tx, [id], step, stop);
        }

        if (item.Severity < Severity.Serious || item.First?.Verdict == answer.Outcome)
            return await verdicts.Give(tx, item, answer, stop);
        await KeepFirst(tx, item, answer, stop);
        return new ActOutcome.Done("SecondNeeded");
    }

    /// <summary>Where the second finds something else, that is what the next one is asked to confirm.</summary>
    private static Task<int> KeepFirst(Tx tx, ItemUnderVerification item, FormAnswer answer, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.first_verification (report_id, verdict, opinion, verifier, found_at)
            VALUES ({item.Report}, {answer.Outcome}, {answer.Content.TextOf("opinion")}, {answer.Actor.Key},
                    {answer.Now.ToUniversalTime()})
            ON CONFLICT (report_id) DO UPDATE
            SET verdict = EXCLUDED.verdict, opinion = EXCLUDED.opinion, verifier = EXCLUDED.verifier,
                found_at = EXCLUDED.found_at
            """, stop);

    private static Task<IReadOnlyList<(string, string)>> First(Tx tx, Guid item, CancellationToken stop) =>
        tx.Query($"""
            SELECT found.verdict, found.opinion
            FROM supervision.first_verification AS found
            WHERE found.report_id = (
                SELECT id FROM supervision.rectification_report WHERE item_id = {item} ORDER BY version DESC LIMIT 1)
            """, row => ("前一次核查", $"{Label(row.GetString(0))}　{row.GetString(1)}"), stop);

    private static string Label(string verdict) => verdict switch
    {
        "Rectified" => "整改到位",
        "Partial" => "部分到位",
        "Incomplete" => "材料不足，退回补正",
        _ => "整改不到位",
    };

    /// <summary>R-03: also where the reason to stand back arose after the team was approved.</summary>
    private static async Task<Problem?> Recused(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var person = answer.Actor is Actor.Official official ? official.Person : Guid.Empty;
        var isRecused = await tx.QueryOne($"""
            SELECT true
            FROM supervision.recusal AS recusal
            JOIN supervision.inspector AS inspector ON inspector.code = recusal.inspector_code
            WHERE inspector.person_id = {person} AND recusal.unit_code = {answer.Task.Subject.UnitCode}
            """, row => row.GetBoolean(0), stop);
        return isRecused
            ? new Problem("SU047", "verifier", "您应当回避该单位（R-03），不能核查它的整改报告；请由其他人员核查。")
            : null;
    }

    private static Problem? Refusal(ItemUnderVerification item, FormAnswer answer) => answer switch
    {
        _ when answer.Actor.Key == item.Author => new Problem("SU047", "verifier", "不能核查自己报送的整改报告；请由其他人员核查。"),
        _ when answer.Actor.Key == item.First?.Verifier => new Problem("SU047", "verifier",
            "较重和重大问题应由两人核查，前一次核查是您作的；请由另一人核查。"),
        { Outcome: "Partial" } when item.IsPart => new Problem("SU048", "outcome",
            "该问题已是拆分出来的部分，不能再次拆分；请按整改到位或不到位作出结论。"),
        _ => null,
    };
}
