using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A start as a caller asks for it.</summary>
public sealed record StartRequest
{
    public required DefinitionId Definition { get; init; }

    /// <summary>The same key starts once, for ever; null starts every time.</summary>
    public string? Key { get; init; }
    public string? CorrelationId { get; init; }

    /// <summary>
    /// The correlation of a process of the same case: the new one runs what was published when that began (E-27). Null:
    /// a case of its own.
    /// </summary>
    public string? Case { get; init; }
    public ImmutableDictionary<string, JsonElement> Input { get; init; } = Json.Nothing;
}

/// <summary>An event for whoever waits for it; kept until somebody does.</summary>
/// <param name="Name">The event's name, as the drawings have it.</param>
/// <param name="CorrelationId">Only instances of this correlation hear it; null: all.</param>
/// <param name="Payload">Becomes the Result of the waiting activity.</param>
public sealed record PublishedEvent(string Name, string? CorrelationId, JsonElement Payload);

/// <summary>An answer to one wait.</summary>
public sealed record WaitAnswer(InstanceId Instance, BookmarkId Bookmark, JsonElement Input);

/// <summary>A wait for an instant, or one that lapses at one, and its new instant (UTC).</summary>
public sealed record WaitMove(InstanceId Instance, BookmarkId Bookmark, DateTimeOffset Until);

/// <summary>
/// The front door for callers, use cases and domain activities alike. It only writes rows in the caller's transaction
/// (a command in an inbox, a new instance with its start command); the turn moves the instances: <c>Turn.Advance</c>
/// in the same transaction, or the next drain.
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "Callers name the front door among what they depend on.")]
public sealed class WorkflowClient
{
    /// <summary>The new instance, or the one that this key started before.</summary>
    /// <exception cref="WorkflowRefusedException">RT101: nothing of that name is published; RT164: the activation
    /// strategy lets no more begin.</exception>
    public async Task<InstanceId> Start(Tx tx, StartRequest request, CancellationToken stop) =>
        (await Start(tx, [request], stop))[0];

    /// <summary>The same for many, in their order, with one statement per table.</summary>
    /// <exception cref="WorkflowRefusedException">RT101, RT164: the same for one of them; then none begins.</exception>
    public Task<IReadOnlyList<InstanceId>> Start(
        Tx tx, IReadOnlyList<StartRequest> requests, CancellationToken stop) => NewInstances.Start(tx, requests, stop);

    /// <summary>
    /// Goes to everybody who waits for it and starts every definition that it triggers; where there is neither, it is
    /// kept for the first who will wait.
    /// </summary>
    public Task Publish(Tx tx, IReadOnlyList<PublishedEvent> events, CancellationToken stop) =>
        EventRoom.Raise(tx, [.. events.Select(published => new RaisedEvent(published, null))], stop);

    /// <summary>
    /// Waits for whoever moves this instance at this moment and holds it for the rest of the transaction. It is the
    /// first lock of whoever answers a wait, as of a turn: the wait has ended already, or cannot end meanwhile.
    /// </summary>
    public Task Hold(Tx tx, InstanceId instance, CancellationToken stop) => tx.Execute($"""
        SELECT FROM orchestrator.instance WHERE id = {instance.Value} FOR NO KEY UPDATE
        """, stop);

    /// <summary>The same for many, in order of id: whoever holds more than one holds them so, and first.</summary>
    public Task Hold(Tx tx, IReadOnlyCollection<InstanceId> instances, CancellationToken stop) => tx.Execute($"""
        SELECT FROM orchestrator.instance
        WHERE id = ANY ({instances.Select(instance => instance.Value).ToArray()})
        ORDER BY id
        FOR NO KEY UPDATE
        """, stop);

    /// <summary>An answer to a wait that has ended meanwhile is dropped by the turn and recorded nowhere.</summary>
    public Task Resume(Tx tx, IReadOnlyList<WaitAnswer> answers, CancellationToken stop) =>
        Inbox.Add(tx, [.. answers.Select(InboxRow.Of)], stop);

    /// <summary>
    /// Waits go on to another instant. One that has ended meanwhile, or has no instant, stays as it is.
    /// </summary>
    public Task Move(Tx tx, IReadOnlyList<WaitMove> moves, CancellationToken stop) =>
        Inbox.Add(tx, [.. moves.Select(move =>
            InboxRow.Of(move.Instance, new Command.MoveWait(move.Bookmark, move.Until)))], stop);

    public Task Cancel(Tx tx, IReadOnlyList<InstanceId> instances, string reason, CancellationToken stop) =>
        Inbox.Add(tx, [.. instances.Select(instance => InboxRow.Of(instance, new Command.Cancel(reason)))], stop);

    /// <summary>The same for whatever runs for these objects, by correlation.</summary>
    public async Task CancelFor(Tx tx, IReadOnlyList<Guid> objects, string reason, CancellationToken stop)
    {
        var running = await tx.Query($"""
            SELECT id FROM orchestrator.instance
            WHERE correlation_id = ANY ({objects.Select(one => one.ToString()).ToArray()}) AND status = 'Running'
            ORDER BY id
            """, row => new InstanceId(row.GetGuid(0)), stop);
        await Cancel(tx, running, reason, stop);
    }

    /// <summary>
    /// Runs the activity of an open incident again, or takes a parked instance back, also a paused one: it is paused
    /// on. The instance is held first: what a turn parks at this moment goes on with the rest.
    /// </summary>
    /// <returns>The instance that goes on.</returns>
    /// <exception cref="WorkflowRefusedException">RT152: no such incident is open. RT180: it is paused.</exception>
    public async Task<InstanceId> Retry(Tx tx, long incident, By? by, CancellationToken stop)
    {
        await Hold(tx, await tx.QueryOne($"""
            SELECT instance_id FROM orchestrator.incident WHERE id = {incident}
            """, row => new InstanceId(row.GetGuid(0)), stop), stop);
        var (instance, faulted, isPaused) = await tx.QueryOne($"""
            SELECT instance_id, COALESCE(activity_instance_id, 0), is_paused
            FROM orchestrator.incident
            JOIN orchestrator.instance ON instance.id = instance_id
            WHERE incident.id = {incident} AND resolved_at IS NULL
            FOR UPDATE OF incident
            """, row => (new InstanceId(row.GetGuid(0)), new ActivityInstanceId(row.GetInt64(1)), row.GetBoolean(2)),
            stop);
        if (instance == default)
            throw new WorkflowRefusedException(new Problem("RT152", $"异常 {incident}",
                "期望一个尚未处理的异常，实际没有：编号不对，或已有人处理。请刷新列表。"));
        if (isPaused && faulted != default)
            throw new WorkflowRefusedException(new Problem("RT180", instance.ToString(),
                "期望流程没有暂停，实际已暂停；请先恢复，再重试异常。"));
        await Act(tx, [(instance, new Command.Retry(faulted) { By = by })], stop);
        return instance;
    }

    /// <summary>
    /// A person's own act on instances, each with what they saw of it. What became of it, the turn notes in
    /// <see cref="Turns.OperationAnswers"/>.
    /// </summary>
    public Task Operate(
        Tx tx, IReadOnlyList<(InstanceId Instance, Command.Operate Command)> acts, CancellationToken stop) =>
        Act(tx, [.. acts.Select(act => (act.Instance, (Command)act.Command))], stop);

    /// <summary>
    /// An act may let its instance go on: what was kept for that follows the act in its order, before what came since.
    /// Of two answers to one wait, the first one counts. What still cannot be taken, the turn keeps again.
    /// </summary>
    private static Task<int> Act(
        Tx tx, IReadOnlyList<(InstanceId Instance, Command Command)> acts, CancellationToken stop)
    {
        var instances = acts.Select(act => act.Instance.Value).ToArray();
        var commands = acts.Select(act => EngineJson.Serialize(act.Command)).ToArray();
        tx.Note<Turns.Touched>().Add(instances);
        return tx.Execute($"""
            WITH held AS (
                DELETE FROM orchestrator.held_command WHERE instance_id = ANY({instances}) RETURNING *
            ), parked AS (
                DELETE FROM orchestrator.parked_command AS kept
                USING orchestrator.incident
                WHERE incident.id = kept.incident_id AND incident.instance_id = ANY({instances})
                RETURNING incident.instance_id, kept.*
            ), since AS (
                DELETE FROM orchestrator.inbox
                WHERE instance_id IN (SELECT instance_id FROM held UNION SELECT instance_id FROM parked)
                RETURNING *
            )
            INSERT INTO orchestrator.inbox (instance_id, kind, bookmark_id, payload, event_name)
            SELECT instance_id, kind, bookmark_id, payload, event_name
            FROM (
                SELECT 0 AS queue, place AS first, 0 AS second, instance_id, 'Command' AS kind,
                       NULL::bigint AS bookmark_id, payload, NULL::text AS event_name
                FROM unnest({instances}, {commands}) WITH ORDINALITY AS act (instance_id, payload, place)
                UNION ALL
                SELECT 1, id, 0, instance_id, kind, bookmark_id, payload, event_name FROM held
                UNION ALL
                SELECT 2, incident_id, place, instance_id, kind, bookmark_id, payload, event_name FROM parked
                UNION ALL
                SELECT 3, id, 0, instance_id, kind, bookmark_id, payload, event_name FROM since
            ) AS taken
            ORDER BY queue, first, second
            """, stop);
    }
}
