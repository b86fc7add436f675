using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Moves;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What time and the process move of items: lapses, publicity, closing. As sets.</summary>
public sealed class MoveItems(ItemSteps items, DepartmentReviews reviews) : IMoves
{
    public CaseKind Kind => CaseKind.ProblemItem;

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop)
    {
        var outcomes = new EffectOutcome[moves.Count];
        foreach (var same in moves.Index().GroupBy(move => move.Item.Trigger))
        {
            var ids = same.Select(move => move.Item.Subject.Id).ToArray();
            var step = Step.By(new Actor.Clock(), same.First().Item.Call.Now);
            var refusals = same.Key switch
            {
                "DepartmentReviewLapsed" => await reviews.Lapse(tx, ids, step, stop),
                "BeginPublicity" => await items.Move(
                    tx, [.. ids.Select(id => new ItemMove(id, ItemTrigger.BeginPublicity))], step, stop),
                "Close" => await Close(tx, ids, step, stop),
                _ => null,
            };
            foreach (var (place, index) in same.Select(move => move.Index).Index())
                outcomes[index] = refusals is null
                    ? Move.UnknownTrigger(moves[index])
                    : Move.Outcome(refusals[place] is null);
        }

        return outcomes;
    }

    /// <summary>销号: on the verification that found the item, or the part split off from it, rectified.</summary>
    private async Task<IReadOnlyList<Problem?>> Close(Tx tx, Guid[] ids, Step step, CancellationToken stop)
    {
        await tx.Execute($"""
            INSERT INTO supervision.closure (id, item_id, generation, verification_id, closed_at, closed_by, is_late)
            SELECT DISTINCT ON (item.id) gen_random_uuid(), item.id, item.generation, found.id,
                   {step.At.ToUniversalTime()}, {step.Actor.Key}, item.is_late_reported
            FROM supervision.problem_item AS item
            LEFT JOIN supervision.problem_item AS part
                   ON part.parent_id = item.id AND part.generation = item.generation
            JOIN supervision.verification AS found
              ON found.item_id IN (item.id, part.id) AND found.verdict = 'Rectified'
            WHERE item.id = ANY ({ids}) AND item.state IN ('Verified', 'ClosurePublicity', 'PartiallyRectified')
            ORDER BY item.id, found.decided_at DESC
            ON CONFLICT ON CONSTRAINT a_generation_is_closed_once DO NOTHING
            """, stop);
        return await items.Move(tx, [.. ids.Select(id => new ItemMove(id, ItemTrigger.Close))], step, stop);
    }
}
