using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// 电话告知: the case officer phones a unit that a mail did not reach or that does not sign. For an order the call
/// counts as a receipt on the day it names; for everything else it is on record.
/// </summary>
public sealed class PhoneUnit(ReceivedOrders received) : IFormAct
{
    public string Form => "phone-unit";

    public Act RightFor(TaskOnHand task) => Act.PhoneUnit;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await tx.Query($"""
                SELECT CASE role WHEN 'UnitHead' THEN '单位负责人' ELSE '联络员' END, name, phone, email
                FROM supervision.unit_contact
                WHERE unit_code = {task.Subject.UnitCode}
                ORDER BY role
                """, row => (row.GetString(0), $"{row.GetString(1)}　电话："
                    + (row.IsDBNull(2) ? "未登记" : row.GetString(2)) + "　邮箱："
                    + (row.IsDBNull(3) ? "未登记" : row.GetString(3))), stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var today = ShanghaiTime.DateOf(answer.Now);
        var on = answer.Content.DateOf("receivedOn") ?? today;
        if (on > today)
            return new ActOutcome.Refused(new Problem("SU050", "receivedOn", "告知日期不能晚于今天；请改正。"));
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        if (answer.Task.Subject.Kind == CaseKind.SupervisoryOrder)
        {
            var phoned = new PaperReceipt.Request(answer.Task.Subject.Id, ReceivedDocument.Order, on, []);
            if (await ReceivedDocuments.SentOn(tx, phoned, stop) is var sent && on < sent)
                return new ActOutcome.Refused(new Problem("SU051", "receivedOn", string.Create(
                    CultureInfo.InvariantCulture,
                    $"告知日期不能早于文书发出之日（{sent:yyyy-MM-dd}），实为{on:yyyy-MM-dd}；请改正。")));
            var arrival = new Arrival(answer.Task.Subject, ReceiptKind.Paper, on);
            return await received.Run(tx, arrival, step, stop) is { } refusal
                ? new ActOutcome.Refused(refusal)
                : new ActOutcome.Done("Received");
        }

        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = answer.Now,
            Actor = answer.Actor,
            Act = "PhoneUnit",
            Kind = answer.Task.Subject.Kind,
            Subject = answer.Task.Subject.Id,
            Detail = answer.Content,
        }], stop);
        return new ActOutcome.Done("Received");
    }
}
