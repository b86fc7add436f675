using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Drafts;

/// <summary>
/// 上传流程: a zip, or a version put back, becomes a draft. What cannot be published is kept all the same, with its
/// findings; only a zip that cannot be taken at all leaves nothing.
/// </summary>
public sealed class MakeDraft(Database db, BusinessClock clock)
{
    private const int MostCharacters = 200;

    /// <param name="Actor">Who uploads.</param>
    /// <param name="FileName">As their computer calls it.</param>
    /// <param name="Archive">The zip.</param>
    public sealed record Upload(Actor Actor, string FileName, ReadOnlyMemory<byte> Archive);

    /// <summary>The draft, or AU010, RT160 to RT162, SU090; then nothing is kept.</summary>
    public Task<(Guid? Draft, ImmutableArray<Problem> Problems)> Run(Upload upload, CancellationToken stop)
    {
        if (RightTable.Check(upload.Actor, Act.PublishWorkflows, new ScopeOf()) is { } forbidden)
            return Task.FromResult<(Guid?, ImmutableArray<Problem>)>((null, [forbidden]));
        var unpacked = WorkflowArchive.Read(upload.Archive);
        if (unpacked.Folder is not { } folder)
            return Task.FromResult<(Guid?, ImmutableArray<Problem>)>((null, unpacked.Problems));
        var name = string.Concat(upload.FileName.Where(letter => !char.IsControl(letter)).Take(MostCharacters));
        if (name.Length > 0 && char.IsHighSurrogate(name[^1]))
            name = name[..^1];
        return db.InTransaction(tx => Keep(tx, folder, (upload.Actor, name), stop), stop);
    }

    /// <summary>An earlier version as a draft, to be looked at and published anew; or AU010, SU090, SU094.</summary>
    public Task<(Guid? Draft, ImmutableArray<Problem> Problems)> PutBack(
        DefinitionVersion version, Actor actor, CancellationToken stop) =>
        db.InTransaction<(Guid?, ImmutableArray<Problem>)>(async tx =>
        {
            if (RightTable.Check(actor, Act.PublishWorkflows, new ScopeOf()) is { } forbidden)
                return (null, [forbidden]);
            return await PublishedVersions.Folder(tx, version, stop) is { } folder
                ? await Keep(tx, folder, (actor, $"第{version.Version}版"), stop)
                : (null, [new Problem("SU094", "version",
                    $"没有流程“{version.Definition}”的第{version.Version}版；请从版本清单重新进入。")]);
        }, stop);

    /// <summary>What an update brought and start-up held back: once for the same content, however it ended.</summary>
    public Task<bool> Offer(WorkflowFolder folder, CancellationToken stop) => db.InTransaction(async tx =>
    {
        await PublishFolder.OneAtATime(tx, stop);
        var known = await tx.QueryOne($"""
            SELECT count(*)
            FROM supervision.workflow_draft
            WHERE definition_id = {folder.Id.Value} AND content_hash = {folder.ContentHash()}
              AND made_by = {PublishFolder.FromFolder}
            """, row => row.GetInt64(0), stop);
        if (known > 0)
            return false;
        await DraftRow.Insert(tx, New(folder, PublishFolder.FromFolder, "服务器流程目录中的新内容"), folder, stop);
        return true;
    }, stop);

    private async Task<(Guid?, ImmutableArray<Problem>)> Keep(
        Tx tx, WorkflowFolder folder, (Actor Actor, string Origin) by, CancellationToken stop)
    {
        if ((await DraftRow.Open(tx, stop)).Count >= DraftRow.MostOpen)
            return (null, [new Problem("SU090", "draft",
                $"已有{DraftRow.MostOpen}份草稿等待处理；请先发布或放弃其中一些，再上传。")]);
        folder = await PublishedVersions.WithShared(tx, folder, stop);
        var draft = New(folder, by.Actor.Key, by.Origin);
        await DraftRow.Insert(tx, draft, folder, stop);
        return (draft.Id, []);
    }

    private Draft New(WorkflowFolder folder, string by, string origin)
    {
        var now = clock.GetUtcNow();
        return new Draft
        {
            Id = Guid.CreateVersion7(now),
            Definition = folder.Id,
            Origin = origin,
            By = by,
            At = now,
        };
    }
}
