using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>主管部门初审: agrees, or returns with a reason; the clock of the unit runs on.</summary>
public sealed class DepartmentPreReview(
    ItemSteps items, Obligations obligations, DepartmentReviews reviews, ItemParts parts) : IFormAct
{
    public string Form => "department-review";

    public FormNeeds Needs => new(
        ["Agreed", "Disagreed"],
        NeededField.FilledFor("Disagreed", "opinion", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.ReviewForDepartment;

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
        var item = answer.Task.Subject.Id;
        var agreed = answer.Outcome == "Agreed";
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        var trigger = agreed ? ItemTrigger.DepartmentAgreed : ItemTrigger.DepartmentDisagreed;
        if (await items.Move(tx, new ItemMove(item, trigger), step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await DepartmentReviews.Write(
            tx, [item], (answer.Outcome, answer.Content.TextOf("opinion")), step, stop);
        if (agreed)
            await reviews.TakeUp(tx, [item], step, stop);
        else
        {
            var until = await parts.ReturnUntil(tx, answer.Task.Subject, answer.Now, stop);
            await obligations.ResumeItem(tx, item, until, answer.Now, stop);
            await obligations.ResumeOrdersOf(tx, item, until, answer.Now, stop);
        }

        return new ActOutcome.Done(answer.Outcome);
    }
}

/// <summary>Pre-reviews and their lapse (TM-10), which counts against the department, not the unit.</summary>
public sealed class DepartmentReviews(ItemSteps items)
{
    public async Task<IReadOnlyList<Problem?>> Lapse(Tx tx, Guid[] lapsed, Step step, CancellationToken stop)
    {
        var refusals = await items.Move(
            tx, [.. lapsed.Select(item => new ItemMove(item, ItemTrigger.DepartmentReviewLapsed))], step, stop);
        var moved = lapsed.Zip(refusals).Where(one => one.Second is null).Select(one => one.First).ToArray();
        await Write(tx, moved, ("Lapsed", null), step, stop);
        await TakeUp(tx, moved, step, stop);
        return refusals;
    }

    /// <summary>The office takes the report up as soon as nobody else is asked.</summary>
    public Task<IReadOnlyList<Problem?>> TakeUp(Tx tx, Guid[] reviewed, Step step, CancellationToken stop) =>
        items.Move(tx, [.. reviewed.Select(item => new ItemMove(item, ItemTrigger.BeginVerification))], step, stop);

    internal static Task<int> Write(
        Tx tx, Guid[] reviewed, (string Verdict, string? Opinion) given, Step step, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.department_review
                (report_id, department_code, verdict, opinion, reviewed_by, decided_at)
            SELECT DISTINCT ON (report.item_id) report.id, unit.supervising_unit_code, {given.Verdict}, {given.Opinion},
                   {(given.Verdict == "Lapsed" ? null : step.Actor.Key)}, {step.At.ToUniversalTime()}
            FROM supervision.rectification_report AS report
            JOIN supervision.problem_item AS item ON item.id = report.item_id
            JOIN supervision.unit AS unit ON unit.code = item.responsible_unit_code
            WHERE report.item_id = ANY ({reviewed})
            ORDER BY report.item_id, report.version DESC
            """, stop);
}
