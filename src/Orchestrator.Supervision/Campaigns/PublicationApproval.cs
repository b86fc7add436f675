using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>
/// 审批公开: nothing is published before the redaction is confirmed; what is not published has a reason
/// (§18).
/// </summary>
public sealed class PublicationApproval : IFormAct
{
    public string Form => "publication";

    public FormNeeds Needs => new(
        ["Approved", "NotPublished"],
        NeededField.FilledFor("Approved", "redacted", FieldKind.YesNo),
        NeededField.FilledFor("NotPublished", "note", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.ApprovePublication;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await CampaignFactLines.Read(tx, task.Subject.Campaign, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var isPublished = answer.Outcome == "Approved";
        if (isPublished && !answer.Content.IsYes("redacted"))
            return new ActOutcome.Refused(new Problem("SU038", "redacted",
                "公开前应确认已删去个人信息和不宜公开的内容（R-75）；请核对后勾选。"));
        var refusal = await CampaignSteps.Move(
            tx, answer.Task.Subject.Campaign,
            isPublished ? CampaignTrigger.ApprovePublication : CampaignTrigger.DeclinePublication,
            new Step(answer.Actor, answer.Now, answer.Content), stop);
        return refusal is null ? new ActOutcome.Done(answer.Outcome) : new ActOutcome.Refused(refusal);
    }
}
