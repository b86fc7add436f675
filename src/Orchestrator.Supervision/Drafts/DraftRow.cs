using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Drafts;

public enum DraftState { Open, Published, Discarded }

/// <summary>流程草稿: a folder that waits for somebody to publish or discard it.</summary>
public sealed record Draft
{
    public required Guid Id { get; init; }

    /// <summary>Empty where the drawing does not say.</summary>
    public required DefinitionId Definition { get; init; }

    /// <summary>The name of the uploaded file, or where else it is from.</summary>
    public required string Origin { get; init; }

    /// <summary>The key of whoever made it; <see cref="PublishFolder.FromFolder"/>: a start-up held it.</summary>
    public required string By { get; init; }
    public required DateTimeOffset At { get; init; }
    public DraftState State { get; init; }
}

/// <summary>The table of the drafts.</summary>
internal static class DraftRow
{
    /// <summary>Drafts that may wait at once; whoever makes one more is asked to tidy up first (SU090).</summary>
    public const int MostOpen = 50;

    /// <summary>The open ones, newest first.</summary>
    public static Task<IReadOnlyList<Draft>> Open(Tx tx, CancellationToken stop) => tx.Query($"""
        SELECT id, definition_id, origin, made_by, made_at, state
        FROM supervision.workflow_draft
        WHERE state = 'Open'
        ORDER BY made_at DESC, id DESC
        """, Read, stop);

    /// <summary>Null where there is none; whoever asks holds it until the transaction ends.</summary>
    public static Task<Draft?> Lock(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, definition_id, origin, made_by, made_at, state
        FROM supervision.workflow_draft
        WHERE id = {id}
        FOR UPDATE
        """, Read, stop);

    /// <summary>The folder of an open draft; null where it is not open.</summary>
    public static async Task<WorkflowFolder?> Folder(Tx tx, Guid id, CancellationToken stop)
    {
        var archive = await tx.QueryOne($"""
            SELECT archive FROM supervision.workflow_draft WHERE id = {id} AND archive IS NOT NULL
            """, row => row.GetFieldValue<byte[]>(0), stop);
        return archive is null ? null : WorkflowArchive.Read(archive).Folder;
    }

    public static Task<int> Insert(Tx tx, Draft draft, WorkflowFolder folder, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.workflow_draft (id, definition_id, origin, content_hash, archive, made_by, made_at)
        VALUES ({draft.Id}, {draft.Definition.Value}, {draft.Origin}, {folder.ContentHash()},
                {WorkflowArchive.Write(folder)}, {draft.By}, {draft.At})
        """, stop);

    /// <param name="tx">The transaction.</param>
    /// <param name="id">An open draft.</param>
    /// <param name="end">Who ended it, when, and which version it became; no version: it was discarded.</param>
    /// <param name="stop">To give up.</param>
    public static Task<int> End(
        Tx tx, Guid id, (string By, DateTimeOffset At, int? Version) end, CancellationToken stop) => tx.Execute($"""
        UPDATE supervision.workflow_draft
        SET state             = CASE WHEN {end.Version}::int IS NULL THEN 'Discarded' ELSE 'Published' END,
            archive           = NULL,
            ended_by          = {end.By},
            ended_at          = {end.At},
            published_version = {end.Version}
        WHERE id = {id} AND state = 'Open'
        """, stop);

    private static Draft Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Definition = new DefinitionId(row.GetString(1)),
        Origin = row.GetString(2),
        By = row.GetString(3),
        At = row.GetFieldValue<DateTimeOffset>(4),
        State = Enum.Parse<DraftState>(row.GetString(5)),
    };
}
