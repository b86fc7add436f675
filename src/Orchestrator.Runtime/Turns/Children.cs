using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>Starts and cancels children of a whole batch as a set.</summary>
internal static class Children
{
    public static async Task Start(
        Tx tx, IReadOnlyList<(InstanceTurn Turn, Effect.StartChildren Effect)> asked, CancellationToken stop)
    {
        if (asked.Count == 0)
            return;
        var versions = await PinnedVersions.Read(
            tx, asked.Select(pair => (pair.Effect.Definition.Value, pair.Turn.PinnedAt)), stop);
        var made = new List<NewInstance>();
        foreach (var (turn, effect) in asked)
        {
            if (!versions.TryGetValue((effect.Definition.Value, turn.PinnedAt), out var version))
            {
                turn.Answer(effect.Id, new EffectOutcome.Failed("RT101",
                    $"期望一个已发布的流程，实际没有“{effect.Definition}”的任何版本。请先发布该流程，再重试。"));
                continue;
            }

            var children = Of(turn, effect, new DefinitionVersion(effect.Definition, version.Version));
            // Whatever the activation strategy: it is asked where a person or an event wants a start, not a parent.
            made.AddRange(children);
            turn.Answer(effect.Id, new EffectOutcome.Started([.. children.Select(child => child.Start.Instance)]));
        }

        await NewInstances.Add(tx, made, stop);
    }

    public static async Task Cancel(
        Tx tx, IReadOnlyList<(InstanceTurn Turn, Effect.CancelChildren Effect)> asked, CancellationToken stop)
    {
        if (asked.Count == 0)
            return;
        var parents = asked.Select(pair => pair.Turn.Claimed.Id.Value).ToArray();
        var commands = asked.Select(pair => EngineJson.Serialize(new Command.Cancel(pair.Effect.Reason))).ToArray();
        var children = await tx.Query($"""
            INSERT INTO orchestrator.inbox (instance_id, kind, payload)
            SELECT child.id, 'Command', cancelled.command
            FROM unnest({parents}, {commands}) AS cancelled (parent_id, command)
            JOIN orchestrator.instance AS child ON child.parent_id = cancelled.parent_id AND child.status = 'Running'
            RETURNING instance_id
            """, row => row.GetGuid(0), stop);
        tx.Note<Touched>().Add(children);
    }

    private static ImmutableArray<NewInstance> Of(
        InstanceTurn turn, Effect.StartChildren effect, DefinitionVersion version) =>
    [
        .. effect.Children.Select((child, ordinal) => new NewInstance(new Command.Start
        {
            Instance = NewInstances.NextId(),
            Definition = version,
            Input = child.Input,
            CorrelationId = child.CorrelationId,
            Parent = new ParentLink(turn.Claimed.Id, effect.Bookmark, ordinal) { ToFirstWait = effect.ToFirstWait },
        })
        {
            Parent = turn.Claimed.Id,
            PinnedAt = turn.PinnedAt,
        }),
    ];
}
