using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Intake;

/// <summary>Which incoming mails a list shows.</summary>
/// <param name="Pattern">For LIKE; looked for in sender and subject.</param>
/// <param name="Kind">An <see cref="IncomingKind"/>; null: all.</param>
/// <param name="Skip">Rows before the first shown.</param>
/// <param name="Take">Rows shown.</param>
public sealed record IncomingFilter(string Pattern, string? Kind, int Skip, int Take);

/// <summary>Reads what was taken from the mailbox, for API and portal.</summary>
public static class IntakeRead
{
    /// <summary>Mails that pages of a list lead to: the newest that match. Older ones a search finds.</summary>
    public const int MostListed = 10_000;

    /// <summary>Newest first, and how many there are, counted up to <see cref="MostListed"/>.</summary>
    public static async Task<(IReadOnlyList<IncomingRow> Rows, int Total)> List(
        Tx tx, IncomingFilter filter, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            WITH newest AS (
                SELECT id, taken_at, sent_at, kind, sender_name, sender_address, subject, outcome, mail_id, thread_id
                FROM orchestrator.incoming_mail
                WHERE ({filter.Kind}::text IS NULL OR kind = {filter.Kind})
                  AND concat_ws(' ', sender_name, sender_address, subject) ILIKE {filter.Pattern}
                ORDER BY taken_at DESC, id DESC
                LIMIT {MostListed}
            )
            SELECT *, count(*) OVER ()::int
            FROM newest
            ORDER BY taken_at DESC, id DESC
            OFFSET {filter.Skip} LIMIT {filter.Take}
            """, row => (Row: IncomingRow.Read(row), Total: row.GetInt32(10)), stop);
        return ([.. rows.Select(row => row.Row)], rows.Select(row => row.Total).FirstOrDefault());
    }

    /// <summary>One with its text; null where there is none.</summary>
    public static async Task<(IncomingRow Row, string Text)?> One(Tx tx, Guid mail, CancellationToken stop)
    {
        var found = await tx.Query($"""
            SELECT id, taken_at, sent_at, kind, sender_name, sender_address, subject, outcome, mail_id, thread_id,
                   content
            FROM orchestrator.incoming_mail
            WHERE id = {mail}
            """, row => (IncomingRow.Read(row), row.GetString(10)), stop);
        return found.Count == 0 ? null : found[0];
    }
}
