using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Orders;

/// <summary>What a withdrawal changes: the order, what it lists, a second one in preparation; note and mail.</summary>
public sealed class WithdrawnOrders(OrderSteps steps, DocumentRoom documents, LetterRoom letters)
{
    internal async Task<Problem?> Write(Tx tx, WithdrawOrder.Request request, Step step, CancellationToken stop)
    {
        await InspectionLock.OfOrder(tx, request.Order, stop);
        if ((await CaseRows.Read(tx, [request.Order], stop)).GetValueOrDefault(request.Order)
            is not { Kind: CaseKind.SupervisoryOrder } subject)
            return new Problem("SU016", "order", "没有这份督办单；请从督办单清单重新进入。");
        if (RightTable.Check(step.Actor, Act.WithdrawOrder, await ReadScope.Of(tx, subject, stop)) is { } forbidden)
            return forbidden;
        var reason = request.Reason.Trim();
        var detail = Json.Of([KeyValuePair.Create("reason", Json.Of(reason))]);
        var move = new OrderMove(request.Order, OrderTrigger.Withdraw) { EndReason = reason };
        if (await steps.Move(tx, move, step with { Detail = detail }, stop) is { } refusal)
            return refusal;
        await tx.Execute($"""
            UPDATE supervision.order_item SET outcome = 'Removed'
            WHERE order_id = {request.Order} AND outcome IS NULL
            """, stop);
        await VoidFollowing(tx, request.Order, step, stop);
        await Tell(tx, (subject, reason), step, stop);
        return null;
    }

    /// <summary>A second order in preparation rests on the first: it loses what only that one held.</summary>
    private async Task VoidFollowing(Tx tx, Guid order, Step step, CancellationToken stop)
    {
        const string Why = "首次督办单已撤回";
        var left = await tx.Query($"""
            DELETE FROM supervision.order_item AS listed
            USING supervision.supervisory_order AS draft, supervision.order_item AS withdrawn
            WHERE withdrawn.order_id = {order} AND listed.item_id = withdrawn.item_id AND listed.order_id = draft.id
              AND draft.level = 'Second' AND draft.state IN ('Draft', 'PendingSign')
              AND NOT EXISTS (
                    SELECT FROM supervision.order_item AS held
                    JOIN supervision.supervisory_order AS running ON running.id = held.order_id
                    WHERE held.item_id = listed.item_id AND held.outcome IS NULL AND running.level = 'First'
                      AND running.state IN ('Issued', 'Acknowledged', 'Answered'))
            RETURNING draft.id
            """, row => row.GetGuid(0), stop);
        var following = await tx.Query($"""
            SELECT id FROM supervision.supervisory_order
            WHERE id = ANY ({left.Distinct().ToArray()})
              AND NOT EXISTS (SELECT FROM supervision.order_item WHERE order_id = supervisory_order.id)
            ORDER BY id
            """, row => row.GetGuid(0), stop);
        foreach (var draft in following)
        {
            await steps.Move(tx, new OrderMove(draft, OrderTrigger.VoidDraft) { EndReason = Why }, step, stop);
            await steps.EndProcess(tx, draft, Why, stop);
        }
    }

    private async Task Tell(Tx tx, (Case Subject, string Reason) given, Step step, CancellationToken stop)
    {
        var (subject, reason) = given;
        var definition = await LastAsked.Version(tx, subject.Id, stop)
            ?? throw new InvalidOperationException($"order {subject.Id} was issued and its receipt never asked for");
        var note = (await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.OrderWithdrawal,
            Title = "关于撤回督办单的说明",
            Subject = subject,
            Definition = definition,
            Fields = await Fields(tx, subject.Id, reason, stop),
            IssuedOn = ShanghaiTime.DateOf(step.At),
            SignedBy = await Signers.NameOf(tx, step.Actor, stop),
            Now = step.At,
        }], stop))[0];
        await letters.Send(tx, [new LetterOrder
        {
            Letter = "M-17.Withdrawn",
            Subject = subject,
            Definition = definition,
            Occasion = "withdrawn",
            Now = step.At,
            Fields = Json.Nothing.Add("reason", Json.Of(reason)).Add("note", Json.Of(note.Number)),
        }], stop);
    }

    private static Task<JsonElement> Fields(
        Tx tx, Guid order, string reason, CancellationToken stop) => tx.QueryOne($"""
        SELECT jsonb_build_object(
            'orderNumber', issued.number, 'orderIssuedOn', orders.issued_on, 'matter', orders.matter,
            'reason', {reason}::text, 'unit', jsonb_build_object('name', unit.name, 'shortName', unit.short_name),
            'department', coalesce(department.name, ''))::text
        FROM supervision.supervisory_order AS orders
        JOIN supervision.document AS issued ON issued.id = orders.document_id
        JOIN supervision.unit AS unit ON unit.code = orders.unit_code
        LEFT JOIN supervision.unit AS department ON department.code = unit.supervising_unit_code
        WHERE orders.id = {order}
        """, row => Json.Parse(row.GetString(0)), stop);
}
