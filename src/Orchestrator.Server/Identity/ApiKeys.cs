using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Identity;

/// <summary>A key as a list shows it.</summary>
/// <param name="Id">The key's, which is not the key.</param>
/// <param name="Name">Which system has it.</param>
/// <param name="CreatedAt">Machine time, UTC.</param>
/// <param name="LastUsed">Null: never.</param>
/// <param name="RevokedAt">Null: it is good.</param>
/// <param name="Calls">In the last thirty days.</param>
public sealed record ApiKeyRow(
    Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, DateTimeOffset? RevokedAt, int Calls);

/// <summary>One call of another system.</summary>
/// <param name="At">Machine time, UTC.</param>
/// <param name="Method">GET, POST …</param>
/// <param name="Path">Without its query.</param>
public sealed record Access(DateTimeOffset At, string Method, string Path);

/// <summary>接口密钥 of other systems (A13): hashed at rest, shown once; every call is kept (S15-1).</summary>
public static class ApiKeys
{
    /// <summary>Rows of one answer or export.</summary>
    public const int MostAccesses = 10_000;
    private const int LongestPath = 200;

    /// <summary>A key is found by its hash, so how long it takes says nothing about a guessed one.</summary>
    /// <param name="db">Where it is kept.</param>
    /// <param name="name">Which system has it.</param>
    /// <param name="by">Null: the command line.</param>
    /// <param name="stop">The caller's.</param>
    public static Task<string> Create(Database db, string name, Actor? by, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var key = Secrets.Token();
            var id = await tx.QueryOne($"""
                INSERT INTO identity.api_key (key_hash, name, made_by)
                VALUES ({Secrets.Hash(key)}, {name}, {by?.Key ?? "system"})
                RETURNING id
                """, row => row.GetGuid(0), stop);
            await IdentityAudit.Write(
                tx, by?.Key ?? "system", "CreateApiKey", (OperatorSubject.ApiKey, id, name), stop);

            // Often enough: a district makes a key a year, and three years are kept.
            await tx.Execute($"DELETE FROM identity.access WHERE at < now() - interval '3 years'", stop);
            return key;
        }, stop);

    /// <summary>False where there is no such key, or it was revoked before.</summary>
    public static Task<bool> Revoke(Database db, Guid id, Actor by, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var name = await tx.QueryOne($"""
                UPDATE identity.api_key SET revoked_at = now()
                WHERE id = {id} AND revoked_at IS NULL
                RETURNING name
                """, row => row.GetString(0), stop);
            if (name is null)
                return false;
            await IdentityAudit.Write(tx, by.Key, "RevokeApiKey", (OperatorSubject.ApiKey, id, name), stop);
            return true;
        }, stop);

    /// <summary>
    /// Whoever holds the key, with the call recorded; null for one that is unknown or revoked.
    /// </summary>
    public static async Task<Actor.Client?> Admit(
        Database db, string key, (string Method, string Path) call, CancellationToken stop)
    {
        var path = call.Path.Length <= LongestPath ? call.Path : call.Path[..LongestPath];
        var name = await db.InTransaction(tx => tx.QueryOne($"""
            WITH known AS (
                SELECT id, name FROM identity.api_key WHERE key_hash = {Secrets.Hash(key)} AND revoked_at IS NULL
            ), recorded AS (
                INSERT INTO identity.access (key_id, method, path) SELECT id, {call.Method}, {path} FROM known
            )
            SELECT name FROM known
            """, row => row.GetString(0), stop), stop);
        return name is null ? null : new Actor.Client(name);
    }

    public static Task<IReadOnlyList<ApiKeyRow>> List(Database db, CancellationToken stop) =>
        db.InTransaction(tx => tx.Query($"""
            SELECT key.id, key.name, key.created_at, last.at, key.revoked_at, (
                SELECT count(*)::int FROM identity.access
                WHERE key_id = key.id AND at > now() - interval '30 days')
            FROM identity.api_key AS key
            LEFT JOIN LATERAL (
                SELECT at FROM identity.access WHERE key_id = key.id ORDER BY id DESC LIMIT 1) AS last ON true
            ORDER BY key.created_at, key.id
            """, row => new ApiKeyRow(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4), row.GetInt32(5)), stop), stop);

    /// <summary>What a system asked for, newest first.</summary>
    public static Task<IReadOnlyList<Access>> Accesses(Database db, Guid key, CancellationToken stop) =>
        db.InTransaction(tx => tx.Query($"""
            SELECT at, method, path FROM identity.access
            WHERE key_id = {key} ORDER BY id DESC LIMIT {MostAccesses}
            """, row => new Access(row.GetFieldValue<DateTimeOffset>(0), row.GetString(1), row.GetString(2)), stop),
            stop);
}
