using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>The unit signs that it has the opinion letter.</summary>
public sealed class LetterReceipt(ReceivedLetters letters) : IFormAct
{
    public string Form => "letter-receipt";

    public FormNeeds Needs => new(["Received"]);

    public Act RightFor(TaskOnHand task) => Act.ReceiveLetter;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var items = await ItemLines.OfInspection(tx, task.Subject.Id, stop);
        return new FormSetting
        {
            Facts =
            [
                .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
                .. items.Count == 0 ? [("问题", "未发现需要整改的问题")] : items,
            ],
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var arrival = new Arrival(answer.Task.Subject, ReceiptKind.Signed, ShanghaiTime.DateOf(answer.Now));
        var refusals = await letters.Run(tx, [arrival], Step.By(answer.Actor, answer.Now), stop);
        return refusals[0] is { } refusal ? new ActOutcome.Refused(refusal) : new ActOutcome.Done("Received");
    }
}
