using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Drafts;

/// <summary>
/// 发布或放弃草稿: published, it is the next immutable version, and cases that begin from now on follow it.
/// </summary>
public sealed class EndDraft(Database db, PublishFolder publish, PreviewDraft previews, BusinessClock clock)
{
    /// <param name="Actor">Who publishes.</param>
    /// <param name="Draft">Which draft.</param>
    /// <param name="Against">The version that they saw it compared with; null: nothing was published.</param>
    public sealed record Publish(Actor Actor, Guid Draft, int? Against);

    /// <summary>The new version, or AU010, SU091, SU092, SU093, or the findings; then the draft stays.</summary>
    public Task<(DefinitionVersion? Version, ImmutableArray<Problem> Problems)> Run(
        Publish request, CancellationToken stop) =>
        db.InTransaction<(DefinitionVersion?, ImmutableArray<Problem>)>(async tx =>
        {
            if (RightTable.Check(request.Actor, Act.PublishWorkflows, new ScopeOf()) is { } forbidden)
                return (null, [forbidden]);
            await PublishFolder.OneAtATime(tx, stop);
            if (await previews.Run(tx, request.Draft, stop) is not { } preview)
                return (null, [NotThere]);
            if (!preview.Errors.IsEmpty)
                return (null, preview.Errors);
            if (preview.Against != request.Against)
                return (null, [new Problem("SU092", "against",
                    $"预览之后，“{preview.Draft.Definition}”又发布了第{preview.Against}版；没有发布。请重新预览，确认后再发布。")]);
            var folder = await DraftRow.Folder(tx, request.Draft, stop);
            var published = await publish.Run(tx, folder!, request.Actor.Key, stop);
            if (!published.IsNew)
                return (null, [new Problem("SU093", "draft",
                    $"内容与现行的第{preview.Against}版完全相同，没有发布；可以放弃这份草稿。")]);
            await DraftRow.End(
                tx, request.Draft, (request.Actor.Key, clock.GetUtcNow(), published.Version!.Value.Version), stop);
            await Entry(tx, (request.Actor, "PublishDraft"), request.Draft, published.Version, stop);
            return (published.Version, []);
        }, stop);

    /// <summary>Null, or AU010, SU091.</summary>
    public Task<Problem?> Discard(Guid draft, Actor actor, CancellationToken stop) => db.InTransaction(async tx =>
    {
        if (RightTable.Check(actor, Act.PublishWorkflows, new ScopeOf()) is { } forbidden)
            return forbidden;
        if (await DraftRow.End(tx, draft, (actor.Key, clock.GetUtcNow(), null), stop) != 1)
            return NotThere;
        await Entry(tx, (actor, "DiscardDraft"), draft, null, stop);
        return null;
    }, stop);

    private static async Task Entry(
        Tx tx, (Actor By, string Act) done, Guid draft, DefinitionVersion? version, CancellationToken stop) =>
        await new OperatorAct
        {
            Actor = done.By.Key,
            Act = done.Act,
            Kind = OperatorSubject.Definition,
            Subject = draft,
            Detail = Json.Of(
            [
                KeyValuePair.Create("definition", Json.Of(await tx.QueryOne(
                    $"SELECT definition_id FROM supervision.workflow_draft WHERE id = {draft}",
                    row => row.GetString(0), stop))),
                KeyValuePair.Create("version", JsonSerializer.SerializeToElement(version?.Version)),
            ]),
        }.Write(tx, stop);

    private static Problem NotThere => new("SU091", "draft", "没有这份草稿，或者它已经发布、放弃；请从流程清单重新进入。");
}
