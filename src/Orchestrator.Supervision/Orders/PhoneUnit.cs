using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Orders;

/// <summary>
/// 电话告知: the case officer phones a unit that a mail did not reach or that does not sign. The call is on record as
/// what it is: who rang whom, when, and what was said. It is no receipt and starts no clock (§3.2, E-09).
/// </summary>
public sealed class PhoneUnit : IFormAct
{
    public string Form => "phone-unit";

    public FormNeeds Needs => new(
        ["Phoned"],
        NeededField.Filled("spokenWith", FieldKind.Text),
        NeededField.Read("number", FieldKind.Text),
        NeededField.Read("phonedOn", FieldKind.Date),
        NeededField.Read("receivedOn", FieldKind.Date),
        NeededField.Read("note", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.PhoneUnit;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await tx.Query($"""
                SELECT CASE role WHEN 'UnitHead' THEN '单位负责人' ELSE '联络员' END, name, phone, email
                FROM supervision.unit_contact
                WHERE unit_code = {task.Subject.UnitCode ?? task.Subject.SupervisingUnitCode}
                ORDER BY role
                """, row => (row.GetString(0), $"{row.GetString(1)}　电话："
                    + (row.IsDBNull(2) ? "未登记" : row.GetString(2)) + "　邮箱："
                    + (row.IsDBNull(3) ? "未登记" : row.GetString(3))), stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var today = ShanghaiTime.DateOf(answer.Now);

        // Forms of cases that began before the call was no receipt any more call the day otherwise.
        var on = answer.Content.DateOf("phonedOn") ?? answer.Content.DateOf("receivedOn") ?? today;
        if (on > today)
            return new ActOutcome.Refused(new Problem("SU050", "phonedOn", string.Create(
                CultureInfo.InvariantCulture,
                $"告知日期不能晚于今天（{today:yyyy-MM-dd}），实为{on:yyyy-MM-dd}；请改正。")));
        await AuditEntry.Write(tx, [new AuditEntry
        {
            At = answer.Now,
            Actor = answer.Actor,
            Act = "PhoneUnit",
            Kind = answer.Task.Subject.Kind,
            Subject = answer.Task.Subject.Id,
            Detail = Json.Of(
            [
                KeyValuePair.Create("phonedOn", JsonSerializer.SerializeToElement(on)),
                KeyValuePair.Create("what", Json.Of(Said(on, answer.Content))),
                KeyValuePair.Create("explanation", Json.Of(answer.Content.TextOf("note"))),
            ]),
        }], stop);
        return new ActOutcome.Done("Phoned");
    }

    /// <summary>As the line of time shows it; the fields themselves stand in the answer.</summary>
    private static string Said(DateOnly on, JsonElement call) => string.Create(
        CultureInfo.InvariantCulture, $"{on:yyyy-MM-dd}，接听人{call.TextOf("spokenWith")}")
        + (call.TextOf("number") is { } number ? $"，号码{number}" : "");
}
