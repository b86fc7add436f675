using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Orders;

/// <summary>签发督办单: the director, after TM-23 the chief inspector; a second order is the chief inspector's.</summary>
public sealed class OrderSignature(OrderSteps steps, Obligations obligations) : IFormAct
{
    public string Form => "order-sign";

    public FormNeeds Needs => new(["Signed", "Voided"], NeededField.FilledFor("Voided", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) =>
        task.Role == AssigneeRole.ChiefInspector ? Act.SignSecondOrder : Act.SignFirstOrder;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = [.. await OrderLines.Read(tx, task.Subject.Id, stop)],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        if (answer.Outcome == "Signed")
        {
            // The issue follows in the same turn: it numbers, or voids when nothing is left to urge.
            var asked = await steps.Move(tx, new OrderMove(answer.Task.Subject.Id, OrderTrigger.AskForSignature),
                Step.By(answer.Actor, answer.Now), stop);
            return asked is null ? new ActOutcome.Done("Signed") : new ActOutcome.Refused(asked);
        }

        var move = new OrderMove(answer.Task.Subject.Id, OrderTrigger.VoidDraft)
        {
            EndReason = answer.Content.TextOf("reason"),
        };
        if (await steps.Move(tx, move, new Step(answer.Actor, answer.Now, answer.Content), stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await obligations.UrgeFactsAgain(tx, answer.Task.Subject.Id, stop);
        return new ActOutcome.Done("Voided");
    }
}
