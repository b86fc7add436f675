using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Moves;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// A letter that asks for a receipt was handed over and came back: nobody is deemed to have received it, until one has
/// arrived and TM-00 has passed since (§3.2, E-09; invariant 3).
/// </summary>
internal static class ReturnedDeliveries
{
    /// <summary>
    /// The tasks of these failed mails count as delivered when another mail to their contact was, or not at all.
    /// </summary>
    public static Task<int> TakeBack(Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        MailFact[] asking = [.. mails.Where(mail => mail is { Route: 0, Task: not null })];
        return asking.Length == 0 ? Task.FromResult(0) : tx.Execute($"""
            UPDATE supervision.open_task AS task
            SET returned_at  = given.at,
                delivered_at = (
                    SELECT min(other.settled_at)
                    FROM orchestrator.mail AS other
                    JOIN supervision.unit_contact AS contact
                      ON contact.unit_code = task.assignee_unit_code AND contact.role = task.assignee_role
                         AND contact.email = other.recipient_address
                    WHERE other.task_id = task.id AND other.letter = given.letter AND other.route = 0
                      AND other.state = 'HandedOver')
            FROM unnest({asking.Select(mail => mail.Task!.Value).ToArray()},
                        {asking.Select(mail => mail.Letter).ToArray()},
                        {asking.Select(mail => mail.At.ToUniversalTime()).ToArray()}) AS given (task, letter, at)
            WHERE task.id = given.task AND task.state = 'Open' AND task.delivered_at IS NOT NULL
            """, stop);
    }

    /// <summary>Moves that would deem something received whose letter came back: SU160 says what to do.</summary>
    public static async Task<IReadOnlySet<Guid>> NotDeemed(
        Tx tx, RuleBook rules, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var deeming = moves.Where(move => FormOf(move.Trigger) is not null).DistinctBy(move => move.Subject.Id)
            .ToDictionary(move => move.Subject.Id);
        if (deeming.Count == 0)
            return new HashSet<Guid>();
        var returned = await tx.Query($"""
            SELECT given.subject, task.delivered_at
            FROM unnest({deeming.Keys.ToArray()}, {deeming.Values.Select(move => FormOf(move.Trigger)!).ToArray()})
                AS given (subject, form)
            JOIN supervision.open_task AS task ON task.subject_id = given.subject AND task.form = given.form
            WHERE task.state = 'Open' AND task.returned_at IS NOT NULL
            """, row => (Subject: row.GetGuid(0),
                At: row.IsDBNull(1) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(1)), stop);
        var waiting = new HashSet<Guid>();
        foreach (var (subject, at) in returned)
        {
            if (at is null || !await IsOver(tx, rules, (deeming[subject], at.Value), stop))
                waiting.Add(subject);
        }

        return waiting;
    }

    private static async Task<bool> IsOver(
        Tx tx, RuleBook rules, (MoveCall Move, DateTimeOffset DeliveredAt) one, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, one.Move.Subject.Calendar, one.Move.Subject.Profile, stop);
        var due = pinned.Profile[Timers.DeemedReceipt].Rule
            .From(ShanghaiTime.DateOf(one.DeliveredAt), pinned.Calendar);
        return due.DueOn <= ShanghaiTime.DateOf(one.Move.Call.Now);
    }

    private static string? FormOf(string trigger) => trigger switch
    {
        "DeemNoticeReceived" => "notice-receipt",
        "DeemLetterReceived" => "letter-receipt",
        "DeemOrderReceived" => "order-receipt",
        _ => null,
    };
}
