using Orchestrator.Engine;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Http;

/// <summary>A call in the hands of a sender.</summary>
internal sealed record ClaimedCall
{
    public required Guid Id { get; init; }
    public required InstanceId Instance { get; init; }
    public required BookmarkId Bookmark { get; init; }
    public required CallRequest Request { get; init; }

    /// <summary>This one counted, and those whose sender died.</summary>
    public required int Tries { get; init; }

    /// <summary>The place in the history from which it is asked: the same on every try, and of no other call.</summary>
    public string Key => FormattableString.Invariant($"{Instance.Value:N}-{Bookmark.Value}");
}

/// <summary>The statements that keep calls.</summary>
internal static class CallRows
{
    public static Task<int> Queue(
        Tx tx, IReadOnlyList<(LedgerCall Call, CallRequest Request)> asked, CancellationToken stop)
    {
        // In the order of the set: ids of one millisecond are otherwise in none.
        var ids = asked.Select(_ => Guid.CreateVersion7()).Order().ToArray();
        var instances = asked.Select(one => one.Call.Instance.Value).ToArray();
        var bookmarks = asked.Select(one => one.Call.Bookmark.Value).ToArray();
        var targets = asked.Select(one => one.Request.Target).ToArray();
        var requests = asked.Select(one => one.Request.Pack()).ToArray();
        return tx.Execute($"""
            INSERT INTO orchestrator.http_call (id, instance_id, bookmark_id, target, request)
            SELECT * FROM unnest({ids}, {instances}, {bookmarks}, {targets}, {requests})
            """, stop);
    }

    /// <summary>
    /// Takes what is due, oldest first, and what a sender that died had taken: nobody knows whether it arrived, so it
    /// leaves once more under the same key.
    /// </summary>
    public static Task<IReadOnlyList<ClaimedCall>> Claim(
        Tx tx, Guid owner, DateTimeOffset now, int most, CancellationToken stop) =>
        tx.Query($"""
            WITH due AS (
                SELECT id
                FROM orchestrator.http_call
                WHERE (state = 'Queued' AND (next_attempt_at IS NULL OR next_attempt_at <= {now}))
                   OR (state = 'Sending' AND lease_until < {now})
                ORDER BY asked_at, id
                LIMIT {most}
                FOR UPDATE SKIP LOCKED
            )
            UPDATE orchestrator.http_call AS call
            SET state       = 'Sending',
                attempts    = attempts + 1,
                lease_owner = {owner},
                lease_until = {now + HttpLimits.Lease}
            FROM due
            WHERE call.id = due.id
            RETURNING call.id, instance_id, bookmark_id, request, attempts
            """, row => new ClaimedCall
        {
            Id = row.GetGuid(0),
            Instance = new InstanceId(row.GetGuid(1)),
            Bookmark = new BookmarkId(row.GetInt64(2)),
            Request = CallRequest.Unpack(row.GetFieldValue<byte[]>(3)),
            Tries = row.GetInt16(4),
        }, stop);

    /// <summary>False where it is not ours any more: it was withdrawn, or somebody else has its answer.</summary>
    public static async Task<bool> Settle(
        Tx tx, (Guid Call, Guid Owner) ours, (int? Status, string? Message) reply, CancellationToken stop) =>
        await tx.Execute($"""
            UPDATE orchestrator.http_call
            SET state = 'Settled', request = NULL, lease_owner = NULL, lease_until = NULL, next_attempt_at = NULL,
                settled_at = orchestrator.business_now(), status_code = {reply.Status}, reply = {reply.Message}
            WHERE id = {ours.Call} AND state = 'Sending' AND lease_owner = {ours.Owner}
            """, stop) == 1;

    /// <summary>Gives it back: for another try later, or because we are shutting down.</summary>
    public static Task<int> PutOff(
        Tx tx, (Guid Call, Guid Owner) ours, (DateTimeOffset? Until, string? Message) why, CancellationToken stop) =>
        tx.Execute($"""
            UPDATE orchestrator.http_call
            SET state = 'Queued', lease_owner = NULL, lease_until = NULL,
                next_attempt_at = {why.Until?.ToUniversalTime()}, reply = {why.Message}
            WHERE id = {ours.Call} AND state = 'Sending' AND lease_owner = {ours.Owner}
            """, stop);

    /// <summary>Nobody waits any more. What is under way cannot be called back; its answer is dropped.</summary>
    public static Task<int> Withdraw(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop)
    {
        var instances = waits.Select(wait => wait.Instance.Value).ToArray();
        var bookmarks = waits.Select(wait => wait.Bookmark.Value).ToArray();
        return tx.Execute($"""
            UPDATE orchestrator.http_call AS call
            SET state = 'Withdrawn', request = NULL, lease_owner = NULL, lease_until = NULL, next_attempt_at = NULL,
                settled_at = orchestrator.business_now()
            FROM unnest({instances}, {bookmarks}) AS ended (instance_id, bookmark_id)
            WHERE call.instance_id = ended.instance_id AND call.bookmark_id = ended.bookmark_id
              AND state IN ('Queued', 'Sending')
            """, stop);
    }
}
