using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>The unit signs that it has the order.</summary>
public sealed class OrderReceipt(ReceivedOrders received) : IFormAct
{
    public string Form => "order-receipt";

    public FormNeeds Needs => new(["Received"]);

    public Act RightFor(TaskOnHand task) => Act.ReceiveOrder;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = [.. await OrderLines.Read(tx, task.Subject.Id, stop)],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var arrival = new Arrival(answer.Task.Subject, ReceiptKind.Signed, ShanghaiTime.DateOf(answer.Now));
        return await received.Run(tx, arrival, Step.By(answer.Actor, answer.Now), stop) is { } refusal
            ? new ActOutcome.Refused(refusal)
            : new ActOutcome.Done("Received");
    }
}
