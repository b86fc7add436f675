using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>
/// 起草督导意见书: each contested finding is kept, changed or dropped, with a reason; a defence gets its reply (R-13).
/// </summary>
public sealed class OpinionDraft : IFormAct
{
    public string Form => "opinion-draft";

    public FormNeeds Needs => new(
        ["Drafted"],
        NeededField.Filled("evaluation", FieldKind.LongText),
        NeededField.Asked("replyToDefence", FieldKind.LongText),
        NeededField.Asked("decisions", FieldKind.Rows) with
        {
            Fields =
            [
                NeededField.Filled("finding", FieldKind.Choice),
                NeededField.Filled("decision", FieldKind.Choice) with { Values = ["Kept", "Changed", "Dropped"] },
                NeededField.Filled("reason", FieldKind.LongText), NeededField.Read("fact", FieldKind.LongText),
            ],
        },
        NeededField.Read("hasRectificationNotice", FieldKind.YesNo));

    public Act RightFor(TaskOnHand task) => Act.DraftOpinion;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var findings = await FindingRows.Read(tx, task.Subject.Id, stop);
        var contested = findings.Where(one => one.IsContested).ToList();
        return new FormSetting
        {
            Facts =
            [
                .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
                .. findings.Select(one => ($"问题{one.Position}{(one.IsContested ? "（有申辩）" : "")}", one.Fact)),
                .. (await Defence(tx, task.Subject.Id, stop)).Select(statement => ("申辩意见", statement)),
            ],
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty.Add("decisions.finding",
                [.. findings.Select(one => new FormOption(one.Id.ToString(), $"问题{one.Position}：{one.Fact}"))]),
            Values = Json.Of([KeyValuePair.Create("decisions", Json.Of(contested.Select(one =>
                Json.Of([KeyValuePair.Create("finding", Json.Of(one.Id.ToString()))]))))]),
        };
    }

    /// <summary>One statement, or none where the unit waived its defence or let it lapse.</summary>
    private static Task<IReadOnlyList<string>> Defence(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT statement FROM supervision.defence
        WHERE unit_inspection_id = {inspection} AND outcome = 'Defended'
        """, row => row.GetString(0), stop);

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var rows = answer.Content.RowsOf("decisions");
        var decided = rows.Select(row => Guid.Parse(row.TextOf("finding")!)).ToList();
        var findings = await FindingRows.Read(tx, inspection, stop);
        if (findings.FirstOrDefault(one => one.IsContested && !decided.Contains(one.Id)) is { } open)
            return new ActOutcome.Refused(new Problem("SU043", "decisions",
                $"问题{open.Position}有申辩，应写明维持、修改或撤销及其理由。"));
        if (string.IsNullOrWhiteSpace(answer.Content.TextOf("replyToDefence"))
            && await Defence(tx, inspection, stop) is not [])
            return new ActOutcome.Refused(new Problem("SU044", "replyToDefence",
                "被督导单位提出了申辩，应写明对申辩的答复；请补充“对申辩的答复”后再送签。"));
        await tx.Execute([
            $"""
            UPDATE supervision.finding AS finding
            SET decision = decided.decision, decision_reason = decided.reason,
                fact = coalesce(decided.fact, finding.fact)
            FROM unnest({decided.ToArray()}, {rows.Select(row => row.TextOf("decision")).ToArray()},
                        {rows.Select(row => row.TextOf("reason")).ToArray()},
                        {rows.Select(row => row.TextOf("fact")).ToArray()}) AS decided (id, decision, reason, fact)
            WHERE finding.id = decided.id AND finding.unit_inspection_id = {inspection}
            """,
            $"""
            INSERT INTO supervision.supervision_opinion
                (unit_inspection_id, evaluation, reply_to_defence, has_rectification_notice, drafted_by, drafted_at)
            VALUES ({inspection}, {answer.Content.TextOf("evaluation")}, {answer.Content.TextOf("replyToDefence")},
                    {answer.Content.IsYes("hasRectificationNotice")}, {answer.Actor.Key},
                    {answer.Now.ToUniversalTime()})
            ON CONFLICT (unit_inspection_id) DO UPDATE
            SET evaluation = EXCLUDED.evaluation, reply_to_defence = EXCLUDED.reply_to_defence,
                has_rectification_notice = EXCLUDED.has_rectification_notice, drafted_by = EXCLUDED.drafted_by,
                drafted_at = EXCLUDED.drafted_at
            """,
        ], stop);
        return new ActOutcome.Done("Drafted");
    }
}
