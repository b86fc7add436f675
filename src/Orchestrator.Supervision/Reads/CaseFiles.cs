using Npgsql;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Reads;

/// <summary>What a file was handed in with; stored by these names.</summary>
public enum FileKind
{
    SelfEvaluationReport, VisitRecord, Defence, RectificationPlan, RectificationReport, Verification, Receipt,
    TrackingReport, InterviewRecord, CommitmentReport,
}

/// <summary>佐证材料 of a case, as its readers see it.</summary>
public sealed record CaseFile
{
    public required Guid Id { get; init; }

    /// <summary>The case, which is part of the file's address; null for a file of a tracking report.</summary>
    public Guid? UnitInspection { get; init; }

    /// <summary>
    /// The item, the unit inspection or the tracking report that it belongs to: whoever may read that may read it.
    /// </summary>
    public required Guid Subject { get; init; }
    public required FileKind Kind { get; init; }

    /// <summary>The task that it was handed in with; null where none was asked.</summary>
    public Guid? Task { get; init; }

    /// <summary>The number of the item that it was handed in for; null where it is the whole unit's.</summary>
    public int? Item { get; init; }
    public required string FileName { get; init; }

    /// <summary>Of its content, as it was found when the file came in.</summary>
    public required string MediaType { get; init; }
    public required long SizeBytes { get; init; }

    /// <summary>Business time, UTC.</summary>
    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>In hexadecimal.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>
/// The files that a unit or the team handed in (§7, closing rule 2: whoever closes an item has seen its evidence).
/// </summary>
public static class CaseFiles
{
    /// <summary>Everything of one unit's case, the newest first.</summary>
    public static Task<IReadOnlyList<CaseFile>> Of(Tx tx, Guid inspection, CancellationToken stop) =>
        Read(tx, inspection, (null, null), stop);

    /// <summary>Of one item: its reports', those of the item that it was split off from, and the unit's plan.</summary>
    public static Task<IReadOnlyList<CaseFile>> OfItem(
        Tx tx, (Guid Inspection, Guid Id) item, CancellationToken stop) =>
        Read(tx, item.Inspection, (item.Id, null), stop);

    /// <summary>What somebody who is asked about an object may read; a unit its own, and none of the team's.</summary>
    public static async Task<IReadOnlyList<CaseFile>> For(Tx tx, Case subject, Actor actor, CancellationToken stop) =>
        subject switch
        {
            { Kind: CaseKind.TrackingReport } => await OfReport(tx, subject.Id, stop),
            { UnitInspection: { } inspection } => await Read(tx, inspection,
                (subject.Kind == CaseKind.ProblemItem ? subject.Id : null, (actor as Actor.Contact)?.UnitCode), stop),
            _ => [],
        };

    /// <summary>What a department handed in with a tracking report.</summary>
    public static Task<IReadOnlyList<CaseFile>> OfReport(Tx tx, Guid report, CancellationToken stop) => tx.Query($"""
        SELECT id, NULL::uuid, subject_id, subject_kind, NULL::int, file_name, media_type, size_bytes, added_at,
               encode(sha256, 'hex'), task_id
        FROM supervision.evidence_file
        WHERE subject_kind = {nameof(FileKind.TrackingReport)} AND subject_id = {report}
        ORDER BY file_name, id
        """, Read, stop);

    /// <summary>Null where that case has no such file.</summary>
    public static async Task<CaseFile?> Find(Tx tx, Guid inspection, Guid file, CancellationToken stop) =>
        (await Of(tx, inspection, stop)).FirstOrDefault(one => one.Id == file);

    public static async Task<DocumentFile?> Content(Tx tx, CaseFile file, CancellationToken stop) =>
        await FileStore.Read(tx, Convert.FromHexString(file.Sha256), stop) is { } content
            ? new DocumentFile(file.FileName, content) { MediaType = file.MediaType }
            : null;

    private static Task<IReadOnlyList<CaseFile>> Read(
        Tx tx, Guid inspection, (Guid? Item, string? Unit) only, CancellationToken stop) => tx.Query($"""
        WITH part AS (
            SELECT {inspection} AS id, NULL::uuid AS item_id
            UNION ALL
            SELECT id, NULL FROM supervision.self_evaluation_report WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, NULL FROM supervision.rectification_plan WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, item_id FROM supervision.rectification_report WHERE unit_inspection_id = {inspection}
            UNION ALL
            SELECT id, NULL FROM supervision.receipt WHERE subject_id = {inspection} OR subject_id IN (
                SELECT id FROM supervision.supervisory_order WHERE unit_inspection_id = {inspection})
            UNION ALL
            SELECT id, NULL FROM supervision.interview WHERE unit_inspection_id = {inspection}
        )
        SELECT file.id, inspection.id, coalesce(item.id, inspection.id), file.subject_kind, item.number, file.file_name,
               file.media_type, file.size_bytes, file.added_at, encode(file.sha256, 'hex'), file.task_id
        FROM supervision.evidence_file AS file
        JOIN part ON part.id = file.subject_id
        JOIN supervision.unit_inspection AS inspection ON inspection.id = {inspection}
        LEFT JOIN supervision.problem_item AS item ON item.id = part.item_id
        WHERE ({only.Item}::uuid IS NULL
               OR file.subject_kind IN ('RectificationPlan', 'RectificationReport') AND (
                   item.id IS NULL OR item.id = {only.Item}
                   OR item.id = (SELECT parent_id FROM supervision.problem_item WHERE id = {only.Item})))
          AND ({only.Unit}::text IS NULL
               OR file.subject_kind NOT IN ('VisitRecord', 'Verification')
                  AND coalesce(item.responsible_unit_code, inspection.unit_code) = {only.Unit})
        ORDER BY file.added_at DESC, file.id
        """, Read, stop);

    private static CaseFile Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        UnitInspection = row.IsDBNull(1) ? null : row.GetGuid(1),
        Subject = row.GetGuid(2),
        Kind = Enum.Parse<FileKind>(row.GetString(3)),
        Item = row.IsDBNull(4) ? null : row.GetInt32(4),
        FileName = row.GetString(5),
        MediaType = row.GetString(6),
        SizeBytes = row.GetInt64(7),
        AddedAt = row.GetFieldValue<DateTimeOffset>(8),
        Sha256 = row.GetString(9),
        Task = row.IsDBNull(10) ? null : row.GetGuid(10),
    };
}
