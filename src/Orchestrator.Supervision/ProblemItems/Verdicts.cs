using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What follows from a verdict: the record, the move of the item, the ladder, an order.</summary>
public sealed class Verdicts(ItemSteps items, Obligations obligations, ItemParts parts, OpenOrders orders)
{
    internal async Task<ActOutcome> Give(
        Tx tx, ItemUnderVerification item, FormAnswer answer, CancellationToken stop)
    {
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        var (trigger, verdict) = answer.Outcome switch
        {
            "Rectified" => (ItemTrigger.FoundRectified, "Rectified"),
            "Partial" => (ItemTrigger.FoundPartial, "Partial"),
            "Incomplete" when item.Returns < item.MostReturns => (ItemTrigger.FoundIncomplete, "Incomplete"),

            // §7: after the last return an incomplete report counts as not rectified.
            "Incomplete" => (ItemTrigger.FoundIncompleteTooOften, "NotRectified"),
            _ => (ItemTrigger.FoundNotRectified, "NotRectified"),
        };
        await InspectionLock.OfItems(tx, [item.Item], stop);
        await Record(tx, item, answer, stop);

        // The part is listed before its parent leaves the order: else an order of one item would close without it.
        var late = verdict == "Partial" ? await parts.SplitOff(tx, answer, stop) : null;
        if (await items.Move(tx, new ItemMove(item.Item, trigger), step, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await Follow(tx, item, (verdict, late, answer), stop);
        return new ActOutcome.Done(verdict);
    }

    private async Task Follow(
        Tx tx, ItemUnderVerification item, (string Verdict, Guid? LatePart, FormAnswer Answer) given,
        CancellationToken stop)
    {
        var (verdict, late, answer) = given;
        var subject = answer.Task.Subject;
        switch (verdict)
        {
            case "Rectified":
                await obligations.FulfilItem(tx, item.Item, answer.Now, stop);
                break;
            case "Partial":
                await obligations.FulfilItem(tx, item.Item, answer.Now, stop);
                if (late is { } part)
                    await orders.ForPart(tx, (subject, part), Step.By(answer.Actor, answer.Now), stop);
                break;
            case "Incomplete":
                await tx.Execute(
                    $"UPDATE supervision.problem_item SET returns = returns + 1 WHERE id = {item.Item}", stop);
                var until = await parts.ReturnUntil(tx, subject, answer.Now, stop);
                await obligations.ResumeItem(tx, item.Item, until, answer.Now, stop);
                await obligations.ResumeOrdersOf(tx, item.Item, until, answer.Now, stop);
                break;
            default:
                await obligations.ResumeItem(tx, item.Item, null, answer.Now, stop);
                await orders.ForVerdict(tx, subject, Step.By(answer.Actor, answer.Now), stop);
                break;
        }
    }

    private static Task<int> Record(
        Tx tx, ItemUnderVerification item, FormAnswer answer, CancellationToken stop)
    {
        var first = item.First?.Verifier ?? answer.Actor.Key;
        var second = item.First is null ? null : answer.Actor.Key;
        return tx.Execute($"""
            INSERT INTO supervision.verification
                (id, item_id, severity, report_id, author, verdict, method, opinion, first_verifier, second_verifier,
                 decided_at)
            VALUES ({Guid.CreateVersion7(answer.Now)}, {item.Item}, {item.Severity.ToString()}, {item.Report},
                    {item.Author}, {answer.Outcome}, {answer.Content.TextOf("method") ?? "Desk"},
                    {answer.Content.TextOf("opinion")}, {first}, {second}, {answer.Now.ToUniversalTime()})
            """, stop);
    }
}
