using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Http;

/// <summary>An answer as a process wrote it.</summary>
internal sealed record WrittenResponse(
    int Status, string? ContentType, IReadOnlyList<CallHeader> Headers, byte[] Content);

/// <param name="WasTaken">False where there is no such request.</param>
/// <param name="Unanswered">Their ids, the oldest first; of more than two the others are left out.</param>
internal sealed record Answerable(bool WasTaken, Guid[] Unanswered);

/// <summary>The statements that keep requests of other systems and their answers.</summary>
internal static class RequestRows
{
    /// <summary>False where this caller used the key before.</summary>
    public static async Task<bool> Add(
        Tx tx, Guid id, (InstanceId Instance, IncomingRequest Request) taken, CancellationToken stop) =>
        await tx.Execute($"""
            INSERT INTO orchestrator.http_request
                (id, instance_id, caller, idempotency_key, body_sha256, method, path)
            VALUES ({id}, {taken.Instance.Value}, {taken.Request.Caller}, {taken.Request.Key},
                    {taken.Request.ContentSha256}, {taken.Request.Method}, {taken.Request.Path})
            ON CONFLICT (caller, idempotency_key) DO NOTHING
            """, stop) == 1;

    /// <summary>It became nothing, and its key is free again.</summary>
    public static Task<int> Remove(Tx tx, Guid id, CancellationToken stop) =>
        tx.Execute($"DELETE FROM orchestrator.http_request WHERE id = {id}", stop);

    /// <summary>The wait stands, and no answer to it is on its way or kept until a pause ends.</summary>
    public static Task<bool> IsWaiting(Tx tx, WaitAnswer answer, CancellationToken stop) => tx.QueryOne($"""
        SELECT EXISTS (
            SELECT FROM orchestrator.bookmark
            WHERE instance_id = {answer.Instance.Value} AND id = {answer.Bookmark.Value}
              AND NOT EXISTS (
                  SELECT FROM orchestrator.inbox
                  WHERE inbox.instance_id = bookmark.instance_id AND inbox.bookmark_id = bookmark.id)
              AND NOT EXISTS (
                  SELECT FROM orchestrator.held_command AS held
                  WHERE held.instance_id = bookmark.instance_id AND held.bookmark_id = bookmark.id))
        """, row => row.GetBoolean(0), stop);

    public static Task<KeptRequest?> Find(Tx tx, Guid id, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, instance_id, caller, body_sha256, method, path, received_at, responded_at, response_status,
               response_type, response_headers, response_content
        FROM orchestrator.http_request
        WHERE id = {id}
        """, Read, stop);

    public static Task<KeptRequest?> FindByKey(
        Tx tx, IncomingRequest request, CancellationToken stop) => tx.QueryOne($"""
        SELECT id, instance_id, caller, body_sha256, method, path, received_at, responded_at, response_status,
               response_type, response_headers, response_content
        FROM orchestrator.http_request
        WHERE caller = {request.Caller} AND idempotency_key = {request.Key}
        """, Read, stop);

    /// <summary>
    /// What each answer can be for: the request that led to it, where that is known, else every one that its instance
    /// took.
    /// </summary>
    public static Task<IReadOnlyList<Answerable>> Answerable(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var instances = calls.Select(call => call.Instance.Value).ToArray();
        var requests = calls.Select(call => call.Request).ToArray();
        return tx.Query($"""
            SELECT EXISTS (
                       SELECT FROM orchestrator.http_request AS request
                       WHERE request.instance_id = given.instance_id
                         AND (given.request_id IS NULL OR request.id = given.request_id)),
                   ARRAY (
                       SELECT request.id
                       FROM orchestrator.http_request AS request
                       WHERE request.instance_id = given.instance_id AND request.responded_at IS NULL
                         AND (given.request_id IS NULL OR request.id = given.request_id)
                       ORDER BY request.id
                       LIMIT 2)
            FROM unnest({instances}, {requests}) WITH ORDINALITY AS given (instance_id, request_id, place)
            ORDER BY given.place
            """, row => new Answerable(row.GetBoolean(0), row.GetFieldValue<Guid[]>(1)), stop);
    }

    public static Task<int> Respond(
        Tx tx, IReadOnlyList<(Guid Request, WrittenResponse Response)> answers, CancellationToken stop)
    {
        var requests = answers.Select(one => one.Request).ToArray();
        var statuses = answers.Select(one => one.Response.Status).ToArray();
        var types = answers.Select(one => one.Response.ContentType).ToArray();
        var headers = answers.Select(one => JsonSerializer.Serialize(
            one.Response.Headers, RequestJson.Default.IReadOnlyListCallHeader)).ToArray();
        var contents = answers.Select(one => one.Response.Content).ToArray();
        return tx.Execute($"""
            UPDATE orchestrator.http_request AS request
            SET responded_at = orchestrator.business_now(), response_status = given.status,
                response_type = given.type, response_headers = given.headers, response_content = given.content
            FROM unnest({requests}, {statuses}, {types}, {headers}, {contents})
                AS given (id, status, type, headers, content)
            WHERE request.id = given.id
            """, stop);
    }

    private static KeptRequest Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Instance = new InstanceId(row.GetGuid(1)),
        Caller = row.GetString(2),
        ContentSha256 = row.GetFieldValue<byte[]>(3),
        Method = row.GetString(4),
        Path = row.GetString(5),
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(6),
        Response = row.IsDBNull(7) ? null : new KeptResponse
        {
            At = row.GetFieldValue<DateTimeOffset>(7),
            Status = row.GetInt32(8),
            ContentType = row.IsDBNull(9) ? null : row.GetString(9),
            Headers = Headers(row.GetString(10)),
            Content = row.GetFieldValue<byte[]>(11),
        },
    };

    private static ImmutableArray<(string Name, string Value)> Headers(string kept) =>
        [.. (JsonSerializer.Deserialize(kept, RequestJson.Default.IReadOnlyListCallHeader) ?? [])
            .Select(header => (header.Name, header.Value))];
}
