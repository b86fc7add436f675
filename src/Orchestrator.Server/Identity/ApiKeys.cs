using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Identity;

/// <summary>A key as a list shows it.</summary>
public sealed record ApiKeyRow(
    string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsed, DateTimeOffset? RevokedAt);

/// <summary>接口密钥 of other systems (A13): hashed at rest, shown once.</summary>
public static class ApiKeys
{
    public static async Task<string> Create(Database db, string name, CancellationToken stop)
    {
        var key = Secrets.Token();
        await db.InTransaction(tx => tx.Execute(
            $"INSERT INTO identity.api_key (key_hash, name) VALUES ({Secrets.Hash(key)}, {name})", stop), stop);
        return key;
    }

    /// <summary>Whoever holds the key; null for one that is unknown or revoked.</summary>
    public static async Task<Actor.Client?> Find(Database db, string key, CancellationToken stop)
    {
        var name = await db.InTransaction(tx => tx.QueryOne($"""
            UPDATE identity.api_key SET last_used = now()
            WHERE key_hash = {Secrets.Hash(key)} AND revoked_at IS NULL
            RETURNING name
            """, row => row.GetString(0), stop), stop);
        return name is null ? null : new Actor.Client(name);
    }

    public static Task<IReadOnlyList<ApiKeyRow>> List(Database db, CancellationToken stop) =>
        db.InTransaction(tx => tx.Query($"""
            SELECT name, created_at, last_used, revoked_at FROM identity.api_key ORDER BY created_at
            """, row => new ApiKeyRow(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<DateTimeOffset>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3)), stop), stop);
}
