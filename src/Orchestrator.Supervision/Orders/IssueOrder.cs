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

    private async Task<EffectOutcome> Issue(Tx tx, LedgerCall call, Case subject, CancellationToken stop)
    {
        var step = Step.By(new Actor.Clock(), call.Now);
        if (await LeftToUrge(tx, subject, call.Now, stop) == 0)
        {
            var voided = new OrderMove(subject.Id, OrderTrigger.VoidDraft) { EndReason = "签发前已报送，不再督办" };
            await steps.Move(tx, voided, step, stop);
            return EffectOutcome.Done.Plain with { Outcomes = ["Voided"] };
        }

        var level = await tx.QueryOne(
            $"SELECT level FROM supervision.supervisory_order WHERE id = {subject.Id}", row => row.GetString(0), stop);
        var (signedBy, printed) = await Signer(tx, subject.Id, stop);
        var issued = await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.SupervisoryOrder,
            Title = level == nameof(OrderLevel.Second) ? "督办单（第二次）" : "督办单",
            Subject = subject,
            Definition = call.Definition,
            Fields = await OrderFields.Read(tx, subject.Id, stop),
            IssuedOn = ShanghaiTime.DateOf(call.Now),
            SignedBy = printed,
            Now = call.Now,
        }], stop);
        var refusal = await steps.Move(tx, new OrderMove(subject.Id, OrderTrigger.Issue)
        {
            Issued = new IssuedOrder(issued[0].Id, ShanghaiTime.DateOf(call.Now), signedBy),
        }, step with { Detail = Json.Of([KeyValuePair.Create("number", Json.Of(issued[0].Number))]) }, stop);
        if (refusal is not null)
            return new EffectOutcome.Failed(refusal.Code, refusal.Message);
        if (level == nameof(OrderLevel.Second))
            await following.Escalate(tx, subject.Id, step, stop);
        return EffectOutcome.Done.Plain with { Outcomes = ["Issued"] };
    }

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
