using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>报送整改报告: evidence or a measured value, signed by the head; pauses the ladder.</summary>
public sealed class ItemReportFiling(ItemSteps items, Obligations obligations) : IFormAct
{
    public string Form => "rectification-report";

    public FormNeeds Needs => new(
        ["Reported"],
        NeededField.Filled("content", FieldKind.LongText),
        NeededField.Filled("signedByHead", FieldKind.Text),
        NeededField.Read("measuredValue", FieldKind.Text),
        NeededField.Asked("files", FieldKind.Files));

    public Act RightFor(TaskOnHand task) => Act.FileReport;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = [.. await ItemLines.Of(tx, task.Subject.Id, stop)],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var item = answer.Task.Subject.Id;
        var measured = answer.Content.TextOf("measuredValue");
        if (answer.Files.IsEmpty && measured is null)
            return new ActOutcome.Refused(new Problem("SU046", "files",
                "整改报告应至少附一份佐证材料，或填写指标数值；只写“已整改”不能销号。"));
        var step = Step.By(answer.Actor, answer.Now);
        if (await items.Move(tx, new ItemMove(item, ItemTrigger.FileReport), step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        var id = Guid.CreateVersion7(answer.Now);
        await tx.Execute([
            $"""
            INSERT INTO supervision.rectification_report
                (id, kind, unit_inspection_id, item_id, version, content, measured_value, signed_by_head, submitted_on,
                 submitted_at, author, is_late)
            SELECT {id}, 'Item', item.unit_inspection_id, item.id,
                   1 + (SELECT count(*) FROM supervision.rectification_report WHERE item_id = item.id),
                   {answer.Content.TextOf("content")}, {measured}, {answer.Content.TextOf("signedByHead")},
                   {ShanghaiTime.DateOf(answer.Now)}, {answer.Now.ToUniversalTime()}, {answer.Actor.Key},
                   item.due_on < {ShanghaiTime.DateOf(answer.Now)}
            FROM supervision.problem_item AS item
            WHERE item.id = {item}
            """,
            $"""
            UPDATE supervision.problem_item SET is_late_reported = true
            WHERE id = {item} AND due_on < {ShanghaiTime.DateOf(answer.Now)}
            """,
        ], stop);
        await Evidence.Attach(tx, ("RectificationReport", id), answer, stop);
        await obligations.PauseItem(tx, item, answer.Now, stop);
        return new ActOutcome.Done("Reported");
    }
}
