using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>Whoever acted, as a person reads it; what the audit keeps is a key.</summary>
public static class ActorNames
{
    /// <summary>A name for every key; one that nobody has any more stands for itself.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Of(
        Tx tx, IReadOnlyCollection<string> keys, CancellationToken stop)
    {
        var wanted = keys.Distinct().ToArray();
        var known = await tx.Query($"""
            SELECT 'person:' || replace(id::text, '-', ''), name
            FROM supervision.person
            WHERE 'person:' || replace(id::text, '-', '') = ANY ({wanted})
            UNION ALL
            SELECT 'contact:' || contact.unit_code || ':' || contact.role, unit.short_name || contact.name
            FROM supervision.unit_contact AS contact
            JOIN supervision.unit AS unit ON unit.code = contact.unit_code
            WHERE 'contact:' || contact.unit_code || ':' || contact.role = ANY ({wanted})
            """, row => (Key: row.GetString(0), Name: row.GetString(1)), stop);
        var names = known.ToDictionary(one => one.Key, one => one.Name);
        return wanted.ToDictionary(key => key, key => names.GetValueOrDefault(key) ?? key.Split(':', 2) switch
        {
            ["clock"] => "系统",
            ["client", var client] => $"接口 {client}",
            _ => key,
        });
    }
}
