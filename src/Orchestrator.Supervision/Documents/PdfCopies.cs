using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Documents;

/// <summary>
/// Makes the PDF copies that are due, one after the other, on whichever server has LibreOffice. The program runs
/// between two transactions: nothing is locked while it works, a lease keeps others away.
/// </summary>
public sealed class PdfCopies(Database db, OfficeProgram office)
{
    /// <summary>Then somebody has to look; Word stays as it is.</summary>
    private const int MostAttempts = 5;

    /// <summary>Copies in one run; the next run comes in seconds.</summary>
    private const int MostAtOnce = 20;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    private int running;

    private sealed record Claimed(Guid Document, byte[] Word, int Attempt);

    /// <summary>
    /// How many were made. Without LibreOffice none, and nothing is counted as tried. One run at a time on a server:
    /// each takes a processor, and waiting runs would take the workers of other jobs.
    /// </summary>
    public async Task<int> RunDue(CancellationToken stop)
    {
        if (!office.IsInstalled || Interlocked.Exchange(ref running, 1) == 1)
            return 0;
        try
        {
            var made = 0;
            for (var tries = 0; tries < MostAtOnce; tries++)
            {
                if (await db.InTransaction(tx => Claim(tx, stop), stop) is not { } claimed)
                    break;
                made += await Make(claimed, stop) ? 1 : 0;
            }

            return made;
        }
        finally
        {
            Interlocked.Exchange(ref running, 0);
        }
    }

    /// <summary>In the transaction that issues the document.</summary>
    internal static Task<int> Ask(Tx tx, Guid document, CancellationToken stop) =>
        tx.Execute($"INSERT INTO supervision.pdf_copy (document_id) VALUES ({document})", stop);

    /// <summary>Due at once, with all its tries before it; false where it was not given up.</summary>
    internal static async Task<bool> TryAnew(Tx tx, Guid document, CancellationToken stop) => await tx.Execute($"""
        UPDATE supervision.pdf_copy
        SET state = 'Due', attempts = 0, next_at = statement_timestamp()
        WHERE document_id = {document} AND state = 'GivenUp'
        """, stop) == 1;

    private async Task<bool> Make(Claimed claimed, CancellationToken stop)
    {
        var word = await db.InTransaction(tx => FileStore.Read(tx, claimed.Word, stop), stop);
        var (pdf, failure) = word is { } found
            ? await office.ToPdf(found, stop)
            : new PdfMade(null, "the Word file is not kept");

        // Crash point: the copy is lost and the lease runs out; it is made again from the same Word file.
        return await db.InTransaction(async tx =>
        {
            if (pdf is { } content)
                return await Keep(tx, claimed, await FileStore.Keep(tx, content, stop), stop) == 1;
            await PutOff(tx, claimed, failure ?? "", stop);
            return false;
        }, stop);
    }

    private static Task<Claimed?> Claim(Tx tx, CancellationToken stop) => tx.QueryOne($"""
        UPDATE supervision.pdf_copy AS copy
        SET attempts = copy.attempts + 1, next_at = statement_timestamp() + {Lease}
        FROM supervision.document AS document
        WHERE document.id = copy.document_id AND copy.document_id = (
            SELECT document_id
            FROM supervision.pdf_copy
            WHERE state = 'Due' AND next_at <= statement_timestamp()
            ORDER BY next_at, document_id
            LIMIT 1
            FOR UPDATE SKIP LOCKED)
        RETURNING copy.document_id, document.file_sha256, copy.attempts
        """, row => new Claimed(row.GetGuid(0), row.GetFieldValue<byte[]>(1), row.GetInt32(2)), stop);

    /// <summary>Only where nobody made it meanwhile: the first copy is the copy.</summary>
    private static Task<int> Keep(Tx tx, Claimed claimed, byte[] sha256, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.pdf_copy
        SET state = 'Made', sha256 = {sha256}, failure = NULL
        WHERE document_id = {claimed.Document} AND state = 'Due'
        """, stop);

    private static Task<int> PutOff(Tx tx, Claimed claimed, string failure, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.pdf_copy
        SET state = CASE WHEN attempts >= {MostAttempts} THEN 'GivenUp' ELSE 'Due' END,
            next_at = statement_timestamp() + {TimeSpan.FromMinutes(claimed.Attempt * 2)},
            failure = left({failure}, 500)
        WHERE document_id = {claimed.Document} AND state = 'Due' AND attempts = {claimed.Attempt}
        """, stop);
}
