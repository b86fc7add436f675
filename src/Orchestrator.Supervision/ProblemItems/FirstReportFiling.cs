using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>首次整改情况报告 (TM-07): the situation so far, item by item. It moves no item.</summary>
public sealed class FirstReportFiling(Obligations obligations, OrderFollowing orders) : IFormAct
{
    public string Form => "first-report";

    public FormNeeds Needs => new(
        ["Filed"],
        NeededField.Filled("content", FieldKind.LongText),
        NeededField.Filled("signedByHead", FieldKind.Text));

    public Act RightFor(TaskOnHand task) => Act.FileReport;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = [.. await ItemLines.OfInspection(tx, task.Subject.Id, stop)],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var id = Guid.CreateVersion7(answer.Now);
        await tx.Execute($"""
            INSERT INTO supervision.rectification_report
                (id, kind, unit_inspection_id, version, content, signed_by_head, submitted_on, submitted_at, author,
                 is_late)
            SELECT {id}, 'First', {inspection}, 1 + count(*), {answer.Content.TextOf("content")},
                   {answer.Content.TextOf("signedByHead")}, {ShanghaiTime.DateOf(answer.Now)},
                   {answer.Now.ToUniversalTime()}, {answer.Actor.Key},
                   coalesce({answer.Task.DueOn} < {ShanghaiTime.DateOf(answer.Now)}, false)
            FROM supervision.rectification_report
            WHERE unit_inspection_id = {inspection} AND item_id IS NULL
            """, stop);
        await Evidence.Attach(tx, ("RectificationReport", id), answer, stop);
        await obligations.Fulfil(tx, inspection, [Duty.FirstReport], answer.Now, stop);
        await orders.FirstReportCame(tx, inspection, Step.By(answer.Actor, answer.Now), stop);
        return new ActOutcome.Done("Filed");
    }
}
