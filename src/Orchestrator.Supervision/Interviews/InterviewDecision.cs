using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>决定约谈 (§8 L4): a proposal is the director's to decide.</summary>
public sealed class InterviewDecision : IFormAct
{
    public string Form => "interview-decision";

    public FormNeeds Needs => new(
        ["Approved", "Refused"], NeededField.FilledFor("Refused", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.DecideInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var interview = answer.Task.Subject.Id;
        var isApproved = answer.Outcome == "Approved";
        if (isApproved
            && InterviewLines.UnderReview(await InterviewRow.Read(tx, interview, stop)) is { } underReview)
            return new ActOutcome.Refused(underReview);
        var move = isApproved
            ? new InterviewMove(interview, InterviewTrigger.Approve)
            : new InterviewMove(interview, InterviewTrigger.Cancel) { EndReason = answer.Content.TextOf("reason") };
        return await InterviewSteps.Move(
            tx, move, new Step(answer.Actor, answer.Now, answer.Content), stop) is { } refusal
            ? new ActOutcome.Refused(refusal)
            : new ActOutcome.Done(answer.Outcome);
    }
}
