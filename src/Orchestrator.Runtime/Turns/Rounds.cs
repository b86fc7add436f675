using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// Decides a batch until every instance waits or has ended. What the instances ask meanwhile is done for all of them
/// together, each kind once a round.
/// </summary>
internal static class Rounds
{
    public static async Task Run(
        Tx tx, IReadOnlyList<InstanceTurn> turns, LedgerActivities ledger, CancellationToken stop)
    {
        for (var round = 0; ; round++)
        {
            var asked = turns.SelectMany(turn => turn.Proceed().Select(effect => new Asked(turn, effect))).ToList();
            if (asked.Count == 0)
                break;
            if (round == TurnLimits.Rounds)
                throw TooMany(turns);
            await Ledger(tx, asked, ledger, stop);
            await Children.Start(tx, Of<Effect.StartChildren>(asked), stop);
            await Children.Cancel(tx, Of<Effect.CancelChildren>(asked), stop);
            await EventRoom.Raise(tx, [.. Of<Effect.Publish>(asked).Select(Raised)], stop);
            await Inbox.Add(tx, [.. Of<Effect.TellParent>(asked).SelectMany(Told)], stop);
        }

        foreach (var type in turns.SelectMany(turn => turn.Released).GroupBy(ended => ended.Type))
            await ledger.Release(tx, type.Key, [.. type.Select(ended => ended.Wait)], stop);
    }

    private sealed record Asked(InstanceTurn Turn, Effect Effect);

    private static async Task Ledger(Tx tx, List<Asked> asked, LedgerActivities ledger, CancellationToken stop)
    {
        var byType = Of<Effect.Ledger>(asked).GroupBy(pair => pair.Effect.ActivityType, StringComparer.Ordinal);
        var answers = new Dictionary<(InstanceId, EffectId), EffectOutcome>();
        foreach (var type in byType)
        {
            var pairs = type.ToArray();
            var calls = pairs.Select(pair => CallOf(pair.Turn, pair.Effect)).ToArray();
            var outcomes = await ledger.Run(tx, type.Key, calls, stop);
            foreach (var ((turn, effect), outcome) in pairs.Zip(outcomes))
                answers[(turn.Claimed.Id, effect.Id)] = outcome;
        }

        // Each instance hears its answers in the order in which it asked, whatever the kinds were.
        foreach (var (turn, effect) in Of<Effect.Ledger>(asked))
            turn.Answer(effect.Id, answers[(turn.Claimed.Id, effect.Id)]);
    }

    private static LedgerCall CallOf(InstanceTurn turn, Effect.Ledger effect) => new()
    {
        Instance = turn.Claimed.Id,
        Definition = turn.Workflow.Version,
        CorrelationId = turn.State.CorrelationId,
        Activity = effect.Activity,
        Bookmark = effect.Bookmark,
        Inputs = effect.Inputs,
        Request = Guid.TryParse(effect.Request, out var request) ? request : null,
        Now = turn.Claimed.Now,
    };

    private static RaisedEvent Raised((InstanceTurn Turn, Effect.Publish Effect) pair) => new(
        new PublishedEvent(pair.Effect.EventName, pair.Effect.CorrelationId, pair.Effect.Payload),
        pair.Effect.OwnInstanceOnly ? pair.Turn.Claimed.Id : null);

    private static IEnumerable<InboxRow> Told((InstanceTurn Turn, Effect.TellParent Effect) pair) =>
        pair.Effect.Parent.Bookmark is { } bookmark
            ? [InboxRow.Of(pair.Effect.Parent.Parent, new Command.ChildEnded(bookmark, pair.Effect.Result))]
            : [];

    private static (InstanceTurn Turn, T Effect)[] Of<T>(List<Asked> asked)
        where T : Effect =>
        [.. asked.Where(pair => pair.Effect is T).Select(pair => (pair.Turn, (T)pair.Effect))];

    private static TurnFailedException TooMany(IReadOnlyList<InstanceTurn> turns) => new(new Problem("RT154",
        string.Join(", ", turns.Select(turn => turn.Claimed.Id).Take(3)),
        $"一步之内期望最多 {TurnLimits.Rounds} 轮办理，实际还没有停下。流程是否在活动之间循环而从不等待？请检查流程图。"));
}
