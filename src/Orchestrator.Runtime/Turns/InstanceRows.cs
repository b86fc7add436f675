using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>The statements that keep instances, states and the journal, one per table for a whole batch.</summary>
internal static class InstanceRows
{
    /// <summary>Names the version that was read: where somebody wrote meanwhile, it touches one row less.</summary>
    public static Sql Instances(IReadOnlyList<InstanceTurn> turns)
    {
        var ids = turns.Select(turn => turn.Claimed.Id.Value).ToArray();
        var read = turns.Select(turn => turn.Claimed.Version).ToArray();
        var written = turns.Select(VersionOf).ToArray();
        var statuses = turns.Select(turn => turn.State.Status.ToString()).ToArray();
        var subStatuses = turns.Select(turn => turn.State.SubStatus.ToString()).ToArray();
        var correlations = turns.Select(turn => turn.State.CorrelationId).ToArray();
        var names = turns.Select(turn => turn.State.Name).ToArray();
        var waits = turns.Select(turn => turn.WaitsAfter.Count).ToArray();
        var incidents = turns.Select(turn => turn.OpenIncidents.Length).ToArray();
        var definitions = turns.Select(turn => turn.Workflow.Version.Version).ToArray();
        var pins = turns.Select(turn => turn.PinnedAt).ToArray();
        var pauses = turns.Select(turn => turn.State.IsPaused).ToArray();
        return $"""
            UPDATE orchestrator.instance
            SET status = turn.status, sub_status = turn.sub_status, correlation_id = turn.correlation_id,
                name = turn.name, waits = turn.waits, incidents = turn.incidents, version = turn.written,
                definition_version = turn.definition_version, pinned_at = turn.pinned_at,
                is_paused = turn.is_paused, updated_at = {turns[0].Claimed.Now},
                finished_at = CASE WHEN turn.status = 'Finished'
                                   THEN COALESCE(instance.finished_at, {turns[0].Claimed.Now}) END
            FROM unnest({ids}, {read}, {written}, {statuses}, {subStatuses}, {correlations}, {names}, {waits},
                        {incidents}, {definitions}, {pins}, {pauses})
                 AS turn (id, read, written, status, sub_status, correlation_id, name, waits, incidents,
                          definition_version, pinned_at, is_paused)
            WHERE instance.id = turn.id AND instance.version = turn.read
            """;
    }

    public static Sql States(IReadOnlyList<InstanceTurn> turns, IReadOnlyList<JournalRow> rows)
    {
        var ids = turns.Select(turn => turn.Claimed.Id.Value).ToArray();
        var versions = turns.Select(VersionOf).ToArray();
        var states = turns.Select(StateOf).ToArray();
        var hashes = rows.Select(row => row.Hash).ToArray();
        return $"""
            INSERT INTO orchestrator.instance_state (instance_id, version, state, journal_hash)
            SELECT * FROM unnest({ids}, {versions}, {states}, {hashes})
            ON CONFLICT (instance_id) DO UPDATE
            SET version = EXCLUDED.version, state = EXCLUDED.state, journal_hash = EXCLUDED.journal_hash
            """;
    }

    public static Sql Journal(IReadOnlyList<InstanceTurn> turns, IReadOnlyList<JournalRow> rows)
    {
        var ids = turns.Select(turn => turn.Claimed.Id.Value).ToArray();
        var sequences = turns.Select(VersionOf).ToArray();
        var records = rows.Select(row => row.Record).ToArray();
        var previous = rows.Select(row => row.PreviousHash).ToArray();
        var hashes = rows.Select(row => row.Hash).ToArray();
        return $"""
            INSERT INTO orchestrator.journal (instance_id, sequence, recorded_at, record, previous_hash, hash)
            SELECT turn.instance_id, turn.sequence, statement_timestamp(), turn.record, turn.previous_hash, turn.hash
            FROM unnest({ids}, {sequences}, {records}, {previous}, {hashes})
                 AS turn (instance_id, sequence, record, previous_hash, hash)
            """;
    }

    private static int VersionOf(InstanceTurn turn) => turn.Claimed.Version + (turn.Happened ? 1 : 0);

    private static byte[] StateOf(InstanceTurn turn)
    {
        var state = EngineJson.Serialize(turn.State);
        return state.Length <= Limits.StateBytes
            ? state
            : throw new TurnFailedException(new Problem("RT153", turn.Claimed.Id.ToString(),
                $"流程状态期望不超过 {Limits.StateBytes} 字节，实际为 {state.Length} 字节。请不要把文件或长名单放进流程变量，改存编号。"));
    }
}

/// <summary>A journal row of one turn, chained to the one before.</summary>
internal sealed record JournalRow(byte[] Record, byte[] PreviousHash, byte[] Hash)
{
    public static JournalRow Of(InstanceTurn turn)
    {
        var record = new JournalRecord
        {
            Definition = turn.Began.Version,
            Now = turn.Claimed.Now,
            Seed = turn.Claimed.Seed,
            Steps = turn.Steps,
        }.ToBytes();
        var previous = turn.Claimed.JournalHash ?? JournalRecord.Origin(turn.Claimed.Id);
        return new JournalRow(record, previous, JournalRecord.Chain(previous, record));
    }
}
