using Npgsql;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Reads;

/// <summary>A document that can be read.</summary>
public sealed record CaseDocument(Guid Id, string Title, string Number, DateOnly IssuedOn)
{
    /// <summary>A Word file; older versions had no template of every kind.</summary>
    public required bool HasFile { get; init; }

    /// <summary>A PDF copy of it that is made.</summary>
    public required bool HasPdf { get; init; }
}

/// <summary>How far the PDF copy of a document has come; stored by these names.</summary>
public enum PdfState { Due, Made, GivenUp }

/// <summary>What stands in the register about a document.</summary>
public sealed record DocumentSheet
{
    public required Guid Id { get; init; }
    public required string Title { get; init; }
    public required string Number { get; init; }
    public required DateOnly IssuedOn { get; init; }
    public required string SignedBy { get; init; }

    /// <summary>Of the Word file, in hexadecimal; null where it has none.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Null where there is no Word file to copy.</summary>
    public PdfState? Pdf { get; init; }

    /// <summary>What went wrong last with the copy.</summary>
    public string? PdfFailure { get; init; }
}

/// <summary>A file as it is downloaded.</summary>
public sealed record DocumentFile(string FileName, ReadOnlyMemory<byte> Content)
{
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string PdfType = "application/pdf";

    public required string MediaType { get; init; }
}

/// <summary>文书 of a case, and their files.</summary>
public static class CaseDocuments
{
    /// <summary>Everything issued in one unit's case: its own documents, those of its orders and interviews.</summary>
    public static Task<IReadOnlyList<CaseDocument>> Of(Tx tx, Guid inspection, CancellationToken stop) => tx.Query($"""
        SELECT document.id, document.title, document.number, document.issued_on, document.file_sha256 IS NOT NULL,
               copy.state IS NOT DISTINCT FROM 'Made'
        FROM supervision.document AS document
        LEFT JOIN supervision.pdf_copy AS copy ON copy.document_id = document.id
        WHERE document.subject_id = ANY (ARRAY(
                  SELECT {inspection} UNION ALL
                  SELECT id FROM supervision.supervisory_order WHERE unit_inspection_id = {inspection} UNION ALL
                  SELECT id FROM supervision.interview WHERE unit_inspection_id = {inspection}))
           OR document.id = (
               SELECT campaign.notice_document_id
               FROM supervision.campaign AS campaign
               JOIN supervision.unit_inspection AS inspection ON inspection.campaign_id = campaign.id
               WHERE inspection.id = {inspection})
        ORDER BY document.issued_at, document.id
        """, Read, stop);

    /// <summary>Of the unit's case in which a task was asked.</summary>
    public static async Task<IReadOnlyList<CaseDocument>> Beside(Tx tx, Guid task, CancellationToken stop) => await Of(
        tx, await tx.QueryOne($"SELECT unit_inspection_id FROM supervision.open_task WHERE id = {task}",
            row => row.GetGuid(0), stop), stop);

    /// <summary>What somebody who is asked about an object may read: the documents of that unit's case.</summary>
    public static Task<IReadOnlyList<CaseDocument>> For(Tx tx, Case subject, CancellationToken stop) =>
        subject.UnitInspection is { } inspection
            ? Of(tx, inspection, stop)
            : OfCampaign(tx, subject.Id, stop);

    /// <summary>What was issued for the campaign itself: its notice and its report.</summary>
    public static Task<IReadOnlyList<CaseDocument>> OfCampaign(Tx tx, Guid campaign, CancellationToken stop) =>
        tx.Query($"""
            SELECT document.id, document.title, document.number, document.issued_on,
                   document.file_sha256 IS NOT NULL, copy.state IS NOT DISTINCT FROM 'Made'
            FROM supervision.document AS document
            LEFT JOIN supervision.pdf_copy AS copy ON copy.document_id = document.id
            WHERE document.subject_id = {campaign}
            ORDER BY document.issued_at, document.id
            """, Read, stop);

    /// <summary>The case that a document belongs to, for whoever asks whether it may be read.</summary>
    public static async Task<Guid?> SubjectOf(Tx tx, Guid document, CancellationToken stop) =>
        await tx.QueryOne($"SELECT subject_id FROM supervision.document WHERE id = {document}",
            row => row.GetGuid(0), stop) is var subject && subject == default ? null : subject;

    /// <summary>Null where there is no such document.</summary>
    public static Task<DocumentSheet?> Sheet(Tx tx, Guid document, CancellationToken stop) => tx.QueryOne($"""
        SELECT document.id, document.title, document.number, document.issued_on, document.signed_by,
               encode(document.file_sha256, 'hex'), copy.state, copy.failure
        FROM supervision.document AS document
        LEFT JOIN supervision.pdf_copy AS copy ON copy.document_id = document.id
        WHERE document.id = {document}
        """, ReadSheet, stop);

    /// <summary>Null where there is no such document, or its copy is not made.</summary>
    public static async Task<DocumentFile?> Pdf(Tx tx, Guid document, CancellationToken stop)
    {
        var (title, number, sha256) = await tx.QueryOne($"""
            SELECT document.title, document.number, copy.sha256
            FROM supervision.document AS document
            JOIN supervision.pdf_copy AS copy ON copy.document_id = document.id AND copy.state = 'Made'
            WHERE document.id = {document}
            """, row => (row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), stop);
        return sha256 is null || await FileStore.Read(tx, sha256, stop) is not { } content
            ? null
            : new DocumentFile($"{title}（{number}）.pdf", content) { MediaType = DocumentFile.PdfType };
    }

    /// <summary>Null where there is no such document, or it has no file.</summary>
    public static async Task<DocumentFile?> File(Tx tx, Guid document, CancellationToken stop)
    {
        var (title, number, sha256) = await tx.QueryOne($"""
            SELECT title, number, file_sha256 FROM supervision.document
            WHERE id = {document} AND file_sha256 IS NOT NULL
            """, row => (row.GetString(0), row.GetString(1), row.GetFieldValue<byte[]>(2)), stop);
        return sha256 is null || await FileStore.Read(tx, sha256, stop) is not { } content
            ? null
            : new DocumentFile($"{title}（{number}）.docx", content) { MediaType = DocumentFile.Word };
    }

    private static DocumentSheet ReadSheet(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Title = row.GetString(1),
        Number = row.GetString(2),
        IssuedOn = row.GetFieldValue<DateOnly>(3),
        SignedBy = row.GetString(4),
        Sha256 = row.IsDBNull(5) ? null : row.GetString(5),
        Pdf = row.IsDBNull(6) ? null : Enum.Parse<PdfState>(row.GetString(6)),
        PdfFailure = row.IsDBNull(7) ? null : row.GetString(7),
    };

    private static CaseDocument Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetFieldValue<DateOnly>(3))
    {
        HasFile = row.GetBoolean(4),
        HasPdf = row.GetBoolean(5),
    };
}
