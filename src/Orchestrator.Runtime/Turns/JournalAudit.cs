using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>
/// Proves an instance's history: every record is chained to the one before, the kept state is what the events give,
/// and the same commands at the same moments give the same events again.
/// </summary>
public sealed class JournalAudit(DefinitionStore definitions)
{
    /// <summary>What does not hold; empty when everything does.</summary>
    public async Task<ImmutableArray<Problem>> Check(Tx tx, InstanceId instance, CancellationToken stop)
    {
        var rows = await tx.Query($"""
            SELECT sequence, record, previous_hash, hash
            FROM orchestrator.journal
            WHERE instance_id = {instance.Value}
            ORDER BY sequence
            """, row => (Sequence: row.GetInt32(0), Row: new JournalRow(row.GetFieldValue<byte[]>(1),
                row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3))), stop);
        var kept = await tx.QueryOne($"""
            SELECT version, state, journal_hash
            FROM orchestrator.instance_state
            WHERE instance_id = {instance.Value}
            """, row => new Kept(row.GetInt32(0), row.GetFieldValue<byte[]>(1), row.GetFieldValue<byte[]>(2)), stop);
        if (Broken(instance, rows, kept) is { } broken)
            return [broken];
        return kept is null ? [] : await Replay(tx, instance, ([.. rows.Select(row => row.Row)], kept), stop);
    }

    private sealed record Kept(int Version, byte[] State, byte[] Hash);

    private static Problem? Broken(
        InstanceId instance, IReadOnlyList<(int Sequence, JournalRow Row)> rows, Kept? kept)
    {
        var previous = JournalRecord.Origin(instance);
        for (var n = 0; n < rows.Count; n++)
        {
            var (sequence, row) = rows[n];
            if (sequence != n + 1 || !row.PreviousHash.AsSpan().SequenceEqual(previous)
                || !row.Hash.AsSpan().SequenceEqual(JournalRecord.Chain(previous, row.Record)))
                return new Problem("RT157", $"{instance} #{n + 1}",
                    "期望每条记录与前一条的哈希相接，实际在此处断开：记录被改动、删除或插入过。请与备份核对。");
            previous = row.Hash;
        }

        return kept is not null && (kept.Version != rows.Count || !kept.Hash.AsSpan().SequenceEqual(previous))
            ? new Problem("RT157", $"{instance} #{rows.Count}",
                "期望流程状态与最后一条记录相接，实际不符：最后的记录缺失或状态被改动。请与备份核对。")
            : null;
    }

    private async Task<ImmutableArray<Problem>> Replay(
        Tx tx, InstanceId instance, (JournalRow[] Rows, Kept Kept) history, CancellationToken stop)
    {
        var state = InstanceState.None;
        var problems = ImmutableArray.CreateBuilder<Problem>();
        foreach (var row in history.Rows)
        {
            var record = JournalRecord.Read(row.Record);
            var workflow = await definitions.Compiled(tx, record.Definition, stop);
            foreach (var (n, step) in record.Steps.Index())
            {
                var moment = new Moment(record.Now, record.Seed + (ulong)n, Scripts.Evaluate);
                if (!Same(Decider.Decide(workflow.Compiled, state, step.Command, moment), step.Events))
                    problems.Add(new Problem("RT159", $"{instance} @{state.Sequence} {step.Command.GetType().Name}",
                        "期望同样的命令再次得出同样的事件，实际不同。请联系开发者，并附上该实例的记录。"));
                state = step.Events.Aggregate(state, Applier.Apply);
            }
        }

        if (!Same(EngineJson.Serialize(state), history.Kept.State))
            problems.Add(new Problem("RT158", instance.ToString(),
                "期望保存的流程状态等于全部事件累积的结果，实际不同：状态被改动过。请与备份核对。"));
        return problems.ToImmutable();
    }

    private static bool Same(Decision again, ImmutableArray<Event> events) =>
        again is Decision.Accepted accepted && Same(Stored(accepted.Events), EngineJson.Serialize(events));

    /// <summary>As they would be read back: a null that was given and one that was not are then the same.</summary>
    private static byte[] Stored(ImmutableArray<Event> events) =>
        EngineJson.Serialize(EngineJson.DeserializeEvents(EngineJson.Serialize(events)));

    /// <summary>Members of an object may stand in another order.</summary>
    private static bool Same(byte[] one, byte[] other) =>
        JsonElement.DeepEquals(JsonElement.Parse(one), JsonElement.Parse(other));
}
