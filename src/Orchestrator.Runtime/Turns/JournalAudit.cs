using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Scripting;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>What became of one instance's history.</summary>
/// <param name="Turns">Turns that hold, from the first on.</param>
/// <param name="Flaw">The first thing that does not: RT157, RT158 or RT159; null when everything holds.</param>
public sealed record AuditedHistory(int Turns, Problem? Flaw);

/// <summary>
/// Proves an instance's history: every record is chained to the one before, the kept state is what the events give,
/// and the same commands at the same moments give the same events again.
/// </summary>
public sealed class JournalAudit(DefinitionStore definitions)
{
    /// <summary>Records that are held in memory at once, however long a history is.</summary>
    public const int Page = 100;

    /// <summary>
    /// Ends at the first flaw. Where others move the instance meanwhile, <paramref name="tx"/> must see one moment
    /// (REPEATABLE READ): a turn between two of its reads would look like a forged one.
    /// </summary>
    public async Task<AuditedHistory> Check(Tx tx, InstanceId instance, CancellationToken stop)
    {
        var kept = await Keep(tx, instance, stop);
        var walk = new Walk(instance, JournalRecord.Origin(instance));
        for (var page = Page; page == Page;)
        {
            var rows = await Next(tx, walk, stop);
            page = rows.Count;
            foreach (var row in rows)
                if (await Flaw(tx, walk, row, stop) is { } flaw)
                    return new AuditedHistory(walk.Turns, flaw);
        }

        return new AuditedHistory(walk.Turns, walk.Flaw(kept));
    }

    /// <summary>What stands beside the journal: two counters of turns, the state, the hash of its last.</summary>
    private sealed record Kept(int Turns, int? StateTurns, byte[]? State, byte[]? Hash);

    private sealed record Row(int Sequence, DateTimeOffset RecordedAt, JournalRow Record);

    private static async Task<Kept> Keep(Tx tx, InstanceId instance, CancellationToken stop) =>
        await tx.QueryOne($"""
            SELECT instance.version, state.version, state.state, state.journal_hash
            FROM orchestrator.instance
            LEFT JOIN orchestrator.instance_state AS state ON state.instance_id = instance.id
            WHERE instance.id = {instance.Value}
            """, row => row.IsDBNull(1)
            ? new Kept(row.GetInt32(0), null, null, null)
            : new Kept(row.GetInt32(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3)),
            stop) ?? new Kept(0, null, null, null);

    /// <summary>The moment of recording is part of the place: a turn twice must not hide between two pages.</summary>
    private static Task<IReadOnlyList<Row>> Next(Tx tx, Walk walk, CancellationToken stop) => tx.Query($"""
        SELECT sequence, recorded_at, record, previous_hash, hash
        FROM orchestrator.journal
        WHERE instance_id = {walk.Instance.Value} AND (sequence, recorded_at) > ({walk.Sequence}, {walk.RecordedAt})
        ORDER BY sequence, recorded_at
        LIMIT {Page}
        """, row => new Row(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1), new JournalRow(
            row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4))), stop);

    private async Task<Problem?> Flaw(Tx tx, Walk walk, Row row, CancellationToken stop)
    {
        if (!walk.Follows(row))
            return walk.Broken(walk.Turns + 1, "期望每条记录与前一条的哈希相接，实际在此处断开：记录被改动、删除或插入过。");
        try
        {
            var record = JournalRecord.Read(row.Record.Record);
            var workflow = await definitions.Compiled(tx, record.Definition, stop);
            var targets = new Dictionary<DefinitionVersion, CompiledWorkflow>();
            foreach (var version in record.Targets)
                targets[version] = (await definitions.Compiled(tx, version, stop)).Compiled;
            if (walk.Differs(record, workflow.Compiled, targets) is { } differs)
                return differs;
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or NpgsqlException))
        {
            // Whoever forges a record and its hashes may have left anything in it.
            return walk.NotAgain($"实际不能计算（{failure.Message}）");
        }

        walk.Pass(row);
        return null;
    }

    /// <summary>One history, read from its first turn on: the hash, the state and the place so far.</summary>
    private sealed class Walk(InstanceId instance, byte[] origin)
    {
        private InstanceState state = InstanceState.None;
        private byte[] hash = origin;

        public InstanceId Instance => instance;
        public int Turns { get; private set; }
        public int Sequence { get; private set; } = int.MinValue;
        public DateTimeOffset RecordedAt { get; private set; } = DateTimeOffset.UnixEpoch;

        public bool Follows(Row row) => row.Sequence == Turns + 1
            && row.Record.PreviousHash.AsSpan().SequenceEqual(hash)
            && row.Record.Hash.AsSpan().SequenceEqual(JournalRecord.Chain(hash, row.Record.Record));

        public void Pass(Row row)
        {
            (Sequence, RecordedAt, hash) = (row.Sequence, row.RecordedAt, row.Record.Hash);
            Turns++;
        }

        /// <summary>Decides every step of a turn again; behind a migration by the version that it went to.</summary>
        public Problem? Differs(
            JournalRecord record, CompiledWorkflow workflow, Dictionary<DefinitionVersion, CompiledWorkflow> targets)
        {
            foreach (var (n, step) in record.Steps.Index())
            {
                var target = step.Target is { } version ? targets[version] : null;
                var moment = new Moment(record.Now, record.Seed + (ulong)n, Scripts.Evaluate) { Target = target };
                if (!Same(Decider.Decide(workflow, state, step.Command, moment), step.Events))
                    return NotAgain($"实际不同（{step.Command.GetType().Name}）");
                state = step.Events.Aggregate(state, Applier.Apply);
                workflow = target ?? workflow;
            }

            return null;
        }

        /// <summary>Whether what is kept beside the journal is where the journal ends.</summary>
        public Problem? Flaw(Kept kept)
        {
            if (kept.Turns != Turns || (kept.StateTurns ?? 0) != Turns
                || (kept.Hash is not null && !kept.Hash.AsSpan().SequenceEqual(hash)))
                return Broken(Turns, "期望流程状态与最后一条记录相接，实际不符：最后的记录缺失或状态被改动。");
            return kept.State is null || IsStored(EngineJson.Serialize(state), kept.State)
                ? null
                : new Problem("RT158", $"{instance}",
                    "期望保存的流程状态等于全部事件累积的结果，实际不同：状态被改动过。请与备份核对。");
        }

        public Problem Broken(int turn, string sentence) =>
            new("RT157", $"{instance} #{turn}", sentence + "请与备份核对。");

        public Problem NotAgain(string found) => new("RT159", $"{instance} #{Turns + 1}",
            $"期望同样的命令再次得出同样的事件，{found}。请联系开发者，并附上该实例的记录。");
    }

    /// <summary>As it was written, or as it was read and written again: a null that was given is then none.</summary>
    private static bool IsStored(byte[] state, byte[] kept) =>
        JsonElement.DeepEquals(JsonElement.Parse(state), JsonElement.Parse(kept))
        || JsonElement.DeepEquals(
            JsonElement.Parse(EngineJson.Serialize(EngineJson.Deserialize(state))), JsonElement.Parse(kept));

    private static bool Same(Decision again, ImmutableArray<Event> events) =>
        again is Decision.Accepted accepted && JsonElement.DeepEquals(
            JsonElement.Parse(Stored(accepted.Events)), JsonElement.Parse(EngineJson.Serialize(events)));

    /// <summary>As they would be read back: a null that was given and one that was not are then the same.</summary>
    private static byte[] Stored(ImmutableArray<Event> events) =>
        EngineJson.Serialize(EngineJson.DeserializeEvents(EngineJson.Serialize(events)));
}
