using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>An event on its way to whoever waits for it.</summary>
/// <param name="Event">Its name, correlation and payload.</param>
/// <param name="Only">Set when only this instance may hear it.</param>
internal sealed record RaisedEvent(PublishedEvent Event, InstanceId? Only);

/// <summary>Brings events and waits together, whichever comes first. An event that nobody waits for is kept.</summary>
internal static class EventRoom
{
    /// <summary>How long an event is kept that no running instance could hear: longer than any start is late.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>
    /// How long of business time an event is kept that started an instance: so long that one, or where nobody waited
    /// another, may come to wait for it (Elsa's default for what it queues).
    /// </summary>
    private static readonly TimeSpan KeptBesideStart = TimeSpan.FromMinutes(1);

    /// <summary>Events that one transaction forgets at most.</summary>
    public const int MostForgotten = 1_000;

    /// <summary>
    /// One statement for all: an event goes to everybody who waits for it, and starts an instance per trigger that it
    /// hits; where nobody waits, it is kept for the first who will. Where nothing is hit, no other statement follows.
    /// </summary>
    public static async Task Raise(Tx tx, IReadOnlyList<RaisedEvent> events, CancellationToken stop)
    {
        if (events.Count == 0)
            return;
        var reached = await tx.Query(Deliver(events), row => ReachedOf(row, events), stop);
        tx.Note<Touched>().Add(reached.Select(one => one.Waiting).OfType<Guid>());
        var hits = reached.Where(one => one.Hit is not null).ToArray();
        var refused = await NewInstances.Hit(tx, [.. hits.Select(one => one.Hit!)], stop);
        await KeepBeside(tx, [.. hits.GroupBy(one => one.Place).SelectMany(one =>
            KeptBeside(events[one.Key].Event, one.First().IsHeard,
                [.. one.Select(hit => hit.Hit!.Start.Instance).Where(started => !refused.Contains(started))]))], stop);
    }

    /// <summary>An instance that waited for an event, or one that is to begin by it.</summary>
    private sealed record Reached(Guid? Waiting, AskedStart? Hit)
    {
        /// <summary>Which of the events hit.</summary>
        public int Place { get; init; }

        /// <summary>True where somebody waited for the event too.</summary>
        public bool IsHeard { get; init; }
    }

    /// <summary>
    /// As in Elsa, where triggers come before waits: whom an event started hears it too, when it comes to wait for it;
    /// and where nobody waited, whoever does next. One that activation strategies refused has reached nobody at all.
    /// </summary>
    private static IEnumerable<(RaisedEvent Event, bool HasStarted)> KeptBeside(
        PublishedEvent raised, bool isHeard, IReadOnlyCollection<InstanceId> started) => isHeard
        ? started.Select(one => (new RaisedEvent(raised, one), true))
        : [(new RaisedEvent(raised, null), started.Count > 0)];

    private static async Task KeepBeside(
        Tx tx, IReadOnlyList<(RaisedEvent Event, bool HasStarted)> kept, CancellationToken stop)
    {
        if (kept.Count == 0)
            return;
        var names = kept.Select(one => one.Event.Event.Name).ToArray();
        var correlations = kept.Select(one => one.Event.Event.CorrelationId).ToArray();
        var onlys = kept.Select(one => one.Event.Only?.Value).ToArray();
        var payloads = kept.Select(one => JsonSerializer.SerializeToUtf8Bytes(one.Event.Event.Payload)).ToArray();
        var started = kept.Select(one => one.HasStarted).ToArray();
        await tx.Execute($"""
            INSERT INTO orchestrator.event_queue (name, correlation_id, instance_id, payload, published_at, until)
            SELECT name, correlation_id, listener, payload, statement_timestamp(),
                   CASE WHEN started THEN orchestrator.business_now() + {KeptBesideStart} END
            FROM unnest({names}, {correlations}, {onlys}, {payloads}, {started})
                 WITH ORDINALITY AS kept (name, correlation_id, listener, payload, started, place)
            ORDER BY place
            """, stop);
    }

    private static Sql Deliver(IReadOnlyList<RaisedEvent> events)
    {
        var names = events.Select(raised => raised.Event.Name).ToArray();
        var correlations = events.Select(raised => raised.Event.CorrelationId).ToArray();
        var onlys = events.Select(raised => raised.Only?.Value).ToArray();
        var payloads = events.Select(raised => JsonSerializer.SerializeToUtf8Bytes(raised.Event.Payload)).ToArray();
        return $"""
            WITH raised (name, correlation_id, listener, payload, place) AS (
                SELECT * FROM unnest({names}, {correlations}, {onlys}, {payloads}) WITH ORDINALITY
            ), heard AS (
                SELECT raised.place, raised.name, raised.payload, bookmark.instance_id, bookmark.id
                FROM raised
                JOIN orchestrator.bookmark
                  ON bookmark.kind = 'Event' AND bookmark.name = raised.name
                 AND (raised.correlation_id IS NULL OR bookmark.correlation_id = raised.correlation_id)
                 AND (raised.listener IS NULL OR bookmark.instance_id = raised.listener)
            ), hit AS (
                SELECT raised.place, trigger.definition_id, trigger.version, trigger.activity_id, edition.activation
                FROM raised
                JOIN orchestrator.trigger ON trigger.kind = 'Event' AND trigger.key = raised.name
                JOIN orchestrator.definition_version AS edition USING (definition_id, version)
                WHERE raised.listener IS NULL
                ORDER BY raised.place, trigger.definition_id, trigger.activity_id
            ), kept AS (
                INSERT INTO orchestrator.event_queue (name, correlation_id, instance_id, payload, published_at)
                SELECT raised.name, raised.correlation_id, raised.listener, raised.payload, statement_timestamp()
                FROM raised
                WHERE NOT EXISTS (SELECT FROM heard WHERE heard.place = raised.place)
                  AND NOT EXISTS (SELECT FROM hit WHERE hit.place = raised.place)
                ORDER BY raised.place
            ), told AS (
                INSERT INTO orchestrator.inbox (instance_id, kind, bookmark_id, payload, event_name)
                SELECT instance_id, 'Event', id, payload, name FROM heard ORDER BY place
                RETURNING instance_id
            )
            SELECT NULL AS instance_id, hit.*, EXISTS (SELECT FROM heard WHERE heard.place = hit.place) FROM hit
            UNION ALL
            SELECT instance_id, NULL, NULL, NULL, NULL, NULL, NULL FROM told
            """;
    }

    /// <summary>The instance takes over the event's correlation, and its trigger the payload.</summary>
    private static Reached ReachedOf(NpgsqlDataReader row, IReadOnlyList<RaisedEvent> events)
    {
        if (!row.IsDBNull(0))
            return new Reached(row.GetGuid(0), null);
        var place = (int)row.GetInt64(1) - 1;
        var raised = events[place].Event;
        var start = new Command.Start
        {
            Instance = NewInstances.NextId(),
            Definition = new DefinitionVersion(new DefinitionId(row.GetString(2)), row.GetInt32(3)),
            CorrelationId = raised.CorrelationId,
            Trigger = new ActivityId(row.GetString(4)),
            Payload = raised.Payload,
        };
        return new Reached(null, new AskedStart(start, row.IsDBNull(5) ? null : row.GetString(5)))
        {
            Place = place,
            IsHeard = row.GetBoolean(6),
        };
    }

    /// <summary>
    /// New waits take what was kept for them. Waits that begin at the same moment for the same event all hear it.
    /// </summary>
    public static Task Hear(Tx tx, IReadOnlyList<(Guid Instance, long Bookmark)> waits, CancellationToken stop)
    {
        var instances = waits.Select(wait => wait.Instance).ToArray();
        var bookmarks = waits.Select(wait => wait.Bookmark).ToArray();
        return waits.Count == 0 ? Task.CompletedTask : Match(tx, $"""
            WITH chosen AS MATERIALIZED (
                SELECT bookmark.instance_id, bookmark.id, kept.id AS kept_id, kept.name, kept.payload
                FROM unnest({instances}, {bookmarks}) AS wait (instance_id, id)
                JOIN orchestrator.bookmark USING (instance_id, id)
                CROSS JOIN LATERAL (
                    SELECT id, name, payload
                    FROM orchestrator.event_queue
                    WHERE event_queue.name = bookmark.name
                      AND (event_queue.correlation_id IS NULL
                           OR event_queue.correlation_id = bookmark.correlation_id)
                      AND (event_queue.instance_id IS NULL OR event_queue.instance_id = bookmark.instance_id)
                      AND (event_queue.until IS NULL OR event_queue.until >= orchestrator.business_now())
                    ORDER BY id
                    LIMIT 1
                    FOR UPDATE SKIP LOCKED
                ) AS kept
            ), taken AS (
                DELETE FROM orchestrator.event_queue WHERE id IN (SELECT kept_id FROM chosen)
            )
            INSERT INTO orchestrator.inbox (instance_id, kind, bookmark_id, payload, event_name)
            SELECT instance_id, 'Event', id, payload, name FROM chosen ORDER BY kept_id
            RETURNING instance_id
            """, stop);
    }

    /// <summary>
    /// Events for which a wait was written at the same moment, each not seeing the other: those since the last time
    /// that somebody looked, and from <paramref name="before"/> that, however long no server lived in between.
    /// </summary>
    public static Task MatchRecent(Tx tx, TimeSpan before, CancellationToken stop) => Match(tx, $"""
        WITH last AS (
            SELECT LEAST(COALESCE((SELECT until FROM orchestrator.event_match), '-infinity'), statement_timestamp())
                   - {before} AS seen
        ), looked AS (
            -- Once a minute is enough: a window that begins earlier costs a look, a write costs more.
            INSERT INTO orchestrator.event_match (until)
            SELECT statement_timestamp()
            WHERE NOT EXISTS (
                SELECT FROM orchestrator.event_match
                WHERE until BETWEEN statement_timestamp() - interval '1 minute' AND statement_timestamp())
            ON CONFLICT (one_row) DO UPDATE SET until = EXCLUDED.until
        ), chosen AS MATERIALIZED (
            SELECT kept.id AS kept_id, kept.name, kept.payload, wait.instance_id, wait.id
            FROM orchestrator.event_queue AS kept
            CROSS JOIN LATERAL (
                SELECT bookmark.instance_id, bookmark.id
                FROM orchestrator.bookmark
                WHERE bookmark.kind = 'Event' AND bookmark.name = kept.name
                  AND (kept.correlation_id IS NULL OR bookmark.correlation_id = kept.correlation_id)
                  AND (kept.instance_id IS NULL OR bookmark.instance_id = kept.instance_id)
                  AND NOT EXISTS (
                      SELECT FROM orchestrator.inbox
                      WHERE inbox.instance_id = bookmark.instance_id AND inbox.bookmark_id = bookmark.id)
                  AND NOT EXISTS (
                      SELECT FROM orchestrator.held_command AS held
                      WHERE held.instance_id = bookmark.instance_id AND held.bookmark_id = bookmark.id)
                LIMIT 1
            ) AS wait
            WHERE kept.published_at > (SELECT seen FROM last)
              AND (kept.until IS NULL OR kept.until >= orchestrator.business_now())
            ORDER BY kept.id
            FOR UPDATE OF kept SKIP LOCKED
        ), taken AS (
            DELETE FROM orchestrator.event_queue WHERE id IN (SELECT kept_id FROM chosen)
        )
        INSERT INTO orchestrator.inbox (instance_id, kind, bookmark_id, payload, event_name)
        SELECT instance_id, 'Event', id, payload, name FROM chosen ORDER BY kept_id
        RETURNING instance_id
        """, stop);

    /// <summary>
    /// Forgets old events whose case has ended, or never began. What a running instance, or one that may be
    /// retried, may still come to wait for is kept, however old.
    /// </summary>
    /// <returns>How many; <see cref="MostForgotten"/> when there may be more.</returns>
    public static Task<int> Forget(Tx tx, CancellationToken stop) => tx.Execute($"""
        DELETE FROM orchestrator.event_queue
        WHERE id IN (
            SELECT kept.id
            FROM orchestrator.event_queue AS kept
            WHERE kept.until < orchestrator.business_now()
               OR (kept.published_at < statement_timestamp() - {Kept}
                   AND NOT EXISTS (
                       SELECT FROM orchestrator.instance
                       WHERE instance.id = kept.instance_id
                         AND (instance.status = 'Running' OR instance.sub_status = 'Faulted'))
                   AND NOT EXISTS (
                       SELECT FROM orchestrator.instance
                       WHERE instance.correlation_id = kept.correlation_id
                         AND (instance.status = 'Running' OR instance.sub_status = 'Faulted')))
            ORDER BY kept.published_at
            LIMIT {MostForgotten}
            FOR UPDATE OF kept SKIP LOCKED)
        """, stop);

    private static async Task Match(Tx tx, Sql statement, CancellationToken stop) =>
        tx.Note<Touched>().Add(await tx.Query(statement, row => row.GetGuid(0), stop));
}
