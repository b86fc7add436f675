using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>报送自评报告: fulfils the duty of TM-02.</summary>
public sealed class SelfEvaluationSubmission(InspectionSteps steps, Obligations obligations) : IFormAct
{
    public string Form => "self-evaluation";

    public FormNeeds Needs => new(["Submitted"], NeededField.Filled("content", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.SubmitSelfEvaluation;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InspectionFactLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var step = Step.By(answer.Actor, answer.Now);
        var move = new InspectionMove(inspection, UnitInspectionTrigger.SubmitSelfEvaluation);
        if (await steps.Move(tx, move, step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        var id = Guid.CreateVersion7(answer.Now);
        await tx.Execute($"""
            INSERT INTO supervision.self_evaluation_report
                (id, unit_inspection_id, version, content, submitted_at, submitted_by, is_late)
            SELECT {id}, {inspection}, 1 + count(*), {answer.Content.TextOf("content")},
                   {answer.Now.ToUniversalTime()}, {answer.Actor.Key},
                   coalesce({answer.Task.DueOn} < {ShanghaiTime.DateOf(answer.Now)}, false)
            FROM supervision.self_evaluation_report
            WHERE unit_inspection_id = {inspection}
            """, stop);
        await Evidence.Attach(tx, ("SelfEvaluationReport", id), answer, stop);
        await obligations.Fulfil(tx, inspection, [Duty.SelfEvaluation], answer.Now, stop);
        return new ActOutcome.Done("Submitted");
    }
}
