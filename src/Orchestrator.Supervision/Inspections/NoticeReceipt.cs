using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>The unit signs that it has the notice.</summary>
public sealed class NoticeReceipt(ReceivedNotices received) : IFormAct
{
    public string Form => "notice-receipt";

    public FormNeeds Needs => new(["Received"]);

    public Act RightFor(TaskOnHand task) => Act.ReceiveNotice;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InspectionFactLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var arrival = new Arrival(answer.Task.Subject, ReceiptKind.Signed, ShanghaiTime.DateOf(answer.Now));
        var refusals = await received.Run(tx, [arrival], Step.By(answer.Actor, answer.Now), stop);
        return refusals[0] is { } refusal ? new ActOutcome.Refused(refusal) : new ActOutcome.Done("Received");
    }
}
