using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>审核整改方案: approved, or returned with a reason.</summary>
public sealed class PlanReview(PlanLapses plans) : IFormAct
{
    public string Form => "plan-review";

    public FormNeeds Needs => new(
        ["Approved", "Returned"],
        NeededField.FilledFor("Returned", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.ReviewPlan;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await tx.Query($"""
                SELECT item.number, measure.measure, measure.responsible_person, measure.finish_on
                FROM supervision.rectification_measure AS measure
                JOIN supervision.problem_item AS item ON item.id = measure.item_id
                WHERE measure.plan_id = (
                    SELECT id FROM supervision.rectification_plan
                    WHERE unit_inspection_id = {task.Subject.Id} ORDER BY version DESC LIMIT 1)
                ORDER BY item.number
                """, row => ($"问题{row.GetInt32(0)}",
                    $"{row.GetString(1)}　责任人：{row.GetString(2)}　完成：{row.GetFieldValue<DateOnly>(3):yyyy-MM-dd}"), stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        await plans.Decide(tx, [answer.Task.Subject.Id], (answer.Outcome, answer.Content.TextOf("reason")), step, stop);
        return new ActOutcome.Done(answer.Outcome);
    }
}

/// <summary>What becomes of plans: a decision, or the lapse of our own time, which counts as approval (§7).</summary>
public sealed class PlanLapses(ItemSteps items, Obligations obligations, RuleBook rules)
{
    public async Task<IReadOnlyList<Problem?>> Run(
        Tx tx, IReadOnlyList<MoveCall> calls, Step step, CancellationToken stop)
    {
        await Decide(tx, [.. calls.Select(call => call.Subject.Id)], ("Lapsed", null), step, stop);
        return [.. calls.Select(_ => (Problem?)null)];
    }

    public async Task Decide(
        Tx tx, Guid[] inspections, (string Decision, string? Reason) decided, Step step, CancellationToken stop)
    {
        await tx.Execute($"""
            UPDATE supervision.rectification_plan
            SET decision = {decided.Decision}, decided_by = {step.Actor.Key}, decided_at = {step.At.ToUniversalTime()},
                decision_reason = {decided.Reason}
            WHERE unit_inspection_id = ANY ({inspections}) AND decision IS NULL
            """, stop);
        var waiting = await tx.Query($"""
            SELECT id FROM supervision.problem_item
            WHERE unit_inspection_id = ANY ({inspections}) AND state = 'PlanSubmitted'
            ORDER BY id
            """, row => row.GetGuid(0), stop);
        var trigger = decided.Decision switch
        {
            "Returned" => ItemTrigger.ReturnPlan,
            "Lapsed" => ItemTrigger.PlanReviewLapsed,
            _ => ItemTrigger.ApprovePlan,
        };
        await items.Move(tx, [.. waiting.Select(item => new ItemMove(item, trigger))], step, stop);
        foreach (var inspection in inspections.Order())
            await Owe(tx, inspection, decided.Decision == "Returned", step, stop);
    }

    /// <summary>TM-13: a returned plan is owed again; any other decision ends the duty.</summary>
    private async Task Owe(Tx tx, Guid inspection, bool returned, Step step, CancellationToken stop)
    {
        if (!returned)
        {
            await obligations.Fulfil(tx, inspection, [Duty.RectificationPlan], step.At, stop);
            return;
        }

        var subject = (await CaseRows.Read(tx, [inspection], stop))[inspection];
        var pinned = await rules.Read(tx, subject.Calendar, subject.Profile, stop);
        var until = pinned.Profile[Timers.Return].Rule.From(ShanghaiTime.DateOf(step.At), pinned.Calendar);
        await obligations.ResumePlan(tx, inspection, until, step.At, stop);
    }
}
