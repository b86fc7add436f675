using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// Mails that do not leave when their turn comes: in quiet hours all that is not urgent (§3.9), also what a relay put
/// off or an outage held up; and a letter that only urges a task which has been done meanwhile.
/// </summary>
public sealed class HeldMails(RuleBook rules)
{
    /// <summary>Each is about one task and says nothing else. A digest names several duties.</summary>
    private static readonly string[] OnlyUrge =
        ["M-10", "M-11", "M-12.Tracking.Due", "M-12.Tracking.Late", "M-26", "M-26.Again"];

    /// <summary>By mail; whoever is not here leaves. One statement, and a second one for the calendar.</summary>
    public async Task<IReadOnlyDictionary<Guid, Held>> Of(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        var calendar = await rules.ReadCalendar(tx, await CurrentRules.Calendar(tx, stop), stop);
        var rows = await tx.Query($"""
            SELECT mail.id, mail.is_urgent,
                   mail.letter = ANY ({OnlyUrge}) AND coalesce(task.state <> 'Open', false)
            FROM orchestrator.mail AS mail
            LEFT JOIN supervision.open_task AS task ON task.id = mail.task_id
            WHERE mail.id = ANY ({mails.Select(mail => mail.Id).ToArray()})
            """, row => (Id: row.GetGuid(0), IsUrgent: row.GetBoolean(1), IsDone: row.GetBoolean(2)), stop);
        var at = mails.ToDictionary(mail => mail.Id, mail => mail.At);
        return rows.Where(row => row.IsDone || (!row.IsUrgent && ShanghaiTime.IsQuiet(at[row.Id], calendar)))
            .ToDictionary(row => row.Id, row => row.IsDone
                ? new Held(null, "所催事项已经办理，未再发送。")
                : new Held(ShanghaiTime.AfterQuietHours(at[row.Id], calendar), "静默时段"));
    }
}
