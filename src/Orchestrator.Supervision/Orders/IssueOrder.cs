using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// 发督办单: looks once more what is left to urge. Nothing: the draft is voided and no number was used (E-01).
/// Something: numbered, filled, issued by the office, whoever signed.
/// </summary>
public sealed class IssueOrder(
    OrderSteps steps, OrderFollowing following, DocumentRoom documents, RuleBook rules) : ILedgerActivity
{
    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.IssueOrder",
        DisplayName = "发督办单",
        Category = "教育督导",
        Description = "编号、填写并印发督办单；已无须督办的问题时作废，不占用文号。",
        Outcomes = ["Issued", "Voided"],
        Tells = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        await InspectionLock.Take(
            tx, [.. subjects.Values.Select(subject => subject.UnitInspection!.Value)], stop);
        var outcomes = new List<EffectOutcome>(calls.Count);
        foreach (var call in calls)
            outcomes.Add(subjects.TryGetValue(call.CorrelationId ?? "", out var subject)
                ? await Issue(tx, call, subject, stop)
                : call.WithoutSubject());
        return outcomes;
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    /// <summary>
    /// Its state is looked at first and held: a number that was taken for an order that may not be issued would be one
    /// without an order.
    /// </summary>
    private async Task<EffectOutcome> Issue(Tx tx, LedgerCall call, Case subject, CancellationToken stop)
    {
        var (level, state) = await Hold(tx, subject.Id, stop);
        if (OrderMoves.Next(state, OrderTrigger.Issue) is null)
        {
            var refusal = OrderMoves.Refusal(state, OrderTrigger.Issue);
            return new EffectOutcome.Failed(refusal.Code, refusal.Message);
        }

        var step = Step.By(new Actor.Clock(), call.Now);
        if (await LeftToUrge(tx, subject, call.Now, stop) == 0)
        {
            var voided = new OrderMove(subject.Id, OrderTrigger.VoidDraft) { EndReason = "签发前已报送，不再督办" };
            await Move(tx, voided, step, stop);
            return EffectOutcome.Done.Plain with { Outcomes = ["Voided"] };
        }

        var (signedBy, printed) = await Signer(tx, subject.Id, stop);
        var issued = await Number(tx, (call, subject, level), printed, stop);
        await Move(tx, new OrderMove(subject.Id, OrderTrigger.Issue)
        {
            Issued = new IssuedOrder(issued.Id, ShanghaiTime.DateOf(call.Now), signedBy),
        }, step with { Detail = Json.Of([KeyValuePair.Create("number", Json.Of(issued.Number))]) }, stop);
        if (level == OrderLevel.Second)
            await following.Escalate(tx, subject.Id, step, stop);
        return EffectOutcome.Done.Plain with { Outcomes = ["Issued"] };
    }

    private static Task<(OrderLevel Level, OrderState State)> Hold(Tx tx, Guid order, CancellationToken stop) =>
        tx.QueryOne($"""
            SELECT level, state FROM supervision.supervisory_order WHERE id = {order} FOR NO KEY UPDATE
            """, row => (Enum.Parse<OrderLevel>(row.GetString(0)), Enum.Parse<OrderState>(row.GetString(1))), stop);

    /// <summary>A refusal now would be ours: it undoes the whole, the number with it.</summary>
    private async Task Move(Tx tx, OrderMove move, Step step, CancellationToken stop)
    {
        if (await steps.Move(tx, move, step, stop) is { } refusal)
            throw new InvalidOperationException($"order {move.Order} was held, and then: {refusal.Message}");
    }

    private async Task<IssuedDocument> Number(
        Tx tx, (LedgerCall Call, Case Subject, OrderLevel Level) order, string signedBy, CancellationToken stop) =>
        (await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.SupervisoryOrder,
            Title = order.Level == OrderLevel.Second ? "督办单（第二次）" : "督办单",
            Subject = order.Subject,
            Definition = order.Call.Definition,
            Fields = await OrderFields.Read(tx, order.Subject.Id, stop),
            IssuedOn = ShanghaiTime.DateOf(order.Call.Now),
            SignedBy = signedBy,
            Now = order.Call.Now,
        }], stop))[0];

    private async Task<int> LeftToUrge(Tx tx, Case order, DateTimeOffset now, CancellationToken stop)
    {
        var left = await OrderItems.Leave(tx, order.Id, (rules, ShanghaiTime.DateOf(now)), stop);
        await OrderItems.Settle(tx, order.Id, await rules.ReadProfile(tx, order.Profile, stop), stop);
        return left;
    }

    /// <summary>Whoever answered the signing task; the office itself where the order goes out by itself.</summary>
    private static async Task<(string Key, string Printed)> Signer(Tx tx, Guid order, CancellationToken stop)
    {
        var key = await tx.QueryOne($"""
            SELECT answer.answered_by
            FROM supervision.task_answer AS answer
            JOIN supervision.open_task AS task ON task.id = answer.task_id
            WHERE task.subject_id = {order} AND task.form = 'order-sign' AND answer.outcome = 'Signed'
            ORDER BY answer.answered_at DESC
            LIMIT 1
            """, row => row.GetString(0), stop);
        if (key is null)
            return (new Actor.Clock().Key, await Signers.NameOf(tx, new Actor.Clock(), stop));
        var person = Guid.Parse(key.Split(':')[1]);
        var name = await tx.QueryOne(
            $"SELECT name FROM supervision.person WHERE id = {person}", row => row.GetString(0), stop);
        return (key, name ?? key);
    }
}
