using System.Text.Json;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>Mails enter the outbox here, as a set, in the transaction of what they tell about.</summary>
public static class MailRoom
{
    /// <summary>A key that was queued before is left out.</summary>
    /// <exception cref="MailRefusedException">RT210, RT211: a line break in a header, a body too large.</exception>
    public static async Task Queue(Tx tx, IReadOnlyList<OutgoingMail> mails, CancellationToken stop)
    {
        if (mails.Count == 0)
            return;
        if (mails.Select(MailCheck.Of).FirstOrDefault(problem => problem is not null) is { } refused)
            throw new MailRefusedException(refused);

        // The same key twice in one set is the same mail twice.
        OutgoingMail[] distinct = [.. mails.DistinctBy(mail => mail.Key)];
        var packed = distinct.Select(mail => new MailBody(mail.Text, mail.Html)).Distinct()
            .ToDictionary(body => body, body => body.Pack());
        await tx.Execute(
            Rows(distinct, [.. distinct.Select(mail => packed[new MailBody(mail.Text, mail.Html)])]), stop);
    }

    private static Sql Rows(OutgoingMail[] mails, byte[][] bodies)
    {
        // In the order of the set: ids of one millisecond are otherwise in none.
        var ids = mails.Select(_ => Guid.CreateVersion7()).Order().ToArray();
        var keys = mails.Select(mail => mail.Key).ToArray();
        var letters = mails.Select(mail => mail.Letter).ToArray();
        var kinds = mails.Select(mail => mail.SubjectKind).ToArray();
        var subjects = mails.Select(mail => mail.SubjectId).ToArray();
        var tasks = mails.Select(mail => mail.Task).ToArray();
        var threads = mails.Select(mail => mail.Thread ?? mail.SubjectId).ToArray();
        var routes = mails.Select(mail => (short)mail.Route).ToArray();
        var names = mails.Select(mail => mail.Recipient.Name).ToArray();
        var addresses = mails.Select(mail => mail.Recipient.Address).ToArray();
        var shown = mails.Select(Shown).ToArray();
        var lines = mails.Select(mail => mail.Subject).ToArray();
        var notBefore = mails.Select(mail => mail.NotBefore.ToUniversalTime()).ToArray();
        var urgent = mails.Select(mail => mail.IsUrgent).ToArray();
        return $"""
            WITH given AS (
                SELECT *
                FROM unnest({ids}, {keys}, {letters}, {kinds}, {subjects}, {tasks}, {threads}, {routes}, {names},
                            {addresses}, {shown}, {lines}, {notBefore}, {urgent}, {bodies})
                    AS given (id, key, letter, subject_kind, subject_id, task_id, thread_id, route,
                              recipient_name, recipient_address, shown, subject, not_before, is_urgent, body)
            ), queued AS (
                INSERT INTO orchestrator.mail (id, key, letter, subject_kind, subject_id, task_id, thread_id, route,
                                               recipient_name, recipient_address, shown, subject, not_before,
                                               is_urgent)
                SELECT id, key, letter, subject_kind, subject_id, task_id, thread_id, route,
                       recipient_name, recipient_address, shown::jsonb, subject, not_before, is_urgent
                FROM given
                ON CONFLICT (key) DO NOTHING
                RETURNING id
            )
            INSERT INTO orchestrator.mail_body (mail_id, content)
            SELECT given.id, given.body
            FROM given JOIN queued ON queued.id = given.id
            """;
    }

    private static string Shown(OutgoingMail mail) => JsonSerializer.Serialize(
        new MailShown([.. mail.ShownTo], [.. mail.ShownCc]), MailJson.Default.MailShown);
}
