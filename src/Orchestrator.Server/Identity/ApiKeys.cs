using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Identity;

/// <summary>A key as a list shows it.</summary>
public sealed record ApiKeyRow(
    Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, DateTimeOffset? RevokedAt);

/// <summary>接口密钥 of other systems (A13): hashed at rest, shown once.</summary>
public static class ApiKeys
{
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

    /// <summary>Whoever holds the key; null for one that is unknown or revoked.</summary>
    public static Task<Actor.Client?> Find(Database db, string key, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            var name = await tx.QueryOne($"""
                SELECT name FROM identity.api_key WHERE key_hash = {Secrets.Hash(key)} AND revoked_at IS NULL
                """, row => row.GetString(0), stop);
            if (name is null)
                return null;

            // To the minute: a busy system does not write a row with each of its calls.
            await tx.Execute($"""
                UPDATE identity.api_key SET last_used = now()
                WHERE key_hash = {Secrets.Hash(key)}
                  AND (last_used IS NULL OR last_used < now() - interval '1 minute')
                """, stop);
            return new Actor.Client(name);
        }, stop);

    public static Task<IReadOnlyList<ApiKeyRow>> List(Database db, CancellationToken stop) =>
        db.InTransaction(tx => tx.Query($"""
            SELECT id, name, created_at, last_used, revoked_at FROM identity.api_key ORDER BY created_at, id
            """, row => new ApiKeyRow(row.GetGuid(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                row.IsDBNull(4) ? null : row.GetFieldValue<DateTimeOffset>(4)), stop), stop);
}
