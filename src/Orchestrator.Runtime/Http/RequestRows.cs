using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Http;

/// <summary>An answer as a process wrote it.</summary>
internal sealed record WrittenResponse(
    int Status, string? ContentType, IReadOnlyList<CallHeader> Headers, byte[] Content);

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
    /// Writes the answer to the newest request of each instance. True where it was written, false where that one has
    /// its answer; an instance that took none is not in it.
    /// </summary>
    public static async Task<IReadOnlyDictionary<InstanceId, bool?>> Respond(
        Tx tx, IReadOnlyList<(InstanceId Instance, WrittenResponse Response)> answers, CancellationToken stop)
    {
        var instances = answers.Select(one => one.Instance.Value).ToArray();
        var statuses = answers.Select(one => one.Response.Status).ToArray();
        var types = answers.Select(one => one.Response.ContentType).ToArray();
        var headers = answers.Select(one => JsonSerializer.Serialize(
            one.Response.Headers, RequestJson.Default.IReadOnlyListCallHeader)).ToArray();
        var contents = answers.Select(one => one.Response.Content).ToArray();
        var rows = await tx.Query($"""
            WITH given AS (
                SELECT *
                FROM unnest({instances}, {statuses}, {types}, {headers}, {contents})
                    AS given (instance_id, status, type, headers, content)
            ), newest AS (
                SELECT DISTINCT ON (request.instance_id) request.id, request.responded_at, given.*
                FROM orchestrator.http_request AS request JOIN given USING (instance_id)
                ORDER BY request.instance_id, request.id DESC
            ), written AS (
                UPDATE orchestrator.http_request AS request
                SET responded_at = orchestrator.business_now(), response_status = newest.status,
                    response_type = newest.type, response_headers = newest.headers,
                    response_content = newest.content
                FROM newest
                WHERE request.id = newest.id AND newest.responded_at IS NULL
                RETURNING request.instance_id
            )
            SELECT newest.instance_id, EXISTS (SELECT FROM written WHERE written.instance_id = newest.instance_id)
            FROM newest
            """, row => (new InstanceId(row.GetGuid(0)), row.GetBoolean(1)), stop);
        return rows.ToDictionary(row => row.Item1, row => (bool?)row.Item2);
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
