using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>审核自评报告: accepted, or returned at most twice.</summary>
public sealed class SelfEvaluationReview(InspectionSteps steps) : IFormAct
{
    public string Form => "self-evaluation-review";

    public FormNeeds Needs => new(
        ["Accepted", "Returned"],
        NeededField.FilledFor("Returned", "note", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.ReviewSelfEvaluation;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
            .. await tx.Query($"""
                SELECT content FROM supervision.self_evaluation_report
                WHERE unit_inspection_id = {task.Subject.Id}
                ORDER BY version DESC LIMIT 1
                """, row => ("自评报告", row.GetString(0)), stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var accepted = answer.Outcome == "Accepted";
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        var trigger = accepted
            ? UnitInspectionTrigger.AcceptSelfEvaluation
            : UnitInspectionTrigger.ReturnSelfEvaluation;
        if (await steps.Move(tx, new InspectionMove(inspection, trigger), step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await tx.Execute($"""
            UPDATE supervision.self_evaluation_report
            SET accepted = {accepted}, reviewed_by = {answer.Actor.Key}, reviewed_at = {answer.Now.ToUniversalTime()},
                review_note = {answer.Content.TextOf("note")}
            WHERE unit_inspection_id = {inspection} AND accepted IS NULL
            """, stop);
        if (accepted)
        {
            // The dates on site stand since the scheme was approved; what is left is to say so.
            var scheduled = new InspectionMove(inspection, UnitInspectionTrigger.ScheduleOnSite);
            return await steps.Move(tx, scheduled, step, stop) is { } unscheduled
                ? new ActOutcome.Refused(unscheduled)
                : new ActOutcome.Done("Accepted");
        }

        var profile = answer.Task.Subject.Profile;
        var most = await tx.QueryOne($"""
            SELECT "values"[1] FROM supervision.timer_rule
            WHERE profile_name = {profile.Name} AND profile_version = {profile.Number}
              AND id = {Timers.MostReturns.Value}
            """, row => row.GetInt32(0), stop);
        var returns = await tx.QueryOne($"""
            UPDATE supervision.unit_inspection
            SET self_evaluation_returns = self_evaluation_returns + 1
            WHERE id = {inspection} AND self_evaluation_returns < {most}
            RETURNING self_evaluation_returns
            """, row => row.GetInt32(0), stop);
        return returns > 0 ? new ActOutcome.Done("Returned") : new ActOutcome.Refused(new Problem(
            "SU040", "outcome", $"自评报告最多退回{most}次；请通过，并在现场督导中核实。"));
    }
}
