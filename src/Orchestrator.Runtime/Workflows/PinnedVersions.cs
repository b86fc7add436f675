using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Workflows;

/// <param name="Version">Which.</param>
/// <param name="Activation">Which starts it lets through while something runs already; null: every one.</param>
internal sealed record ChosenVersion(int Version, string? Activation);

/// <summary>Which version of a definition an instance of a case runs.</summary>
internal static class PinnedVersions
{
    /// <summary>Not of a case: whatever is newest.</summary>
    public const long Newest = long.MaxValue;

    /// <summary>
    /// The newest version that was published when the case began; where there was none yet, the first that followed.
    /// </summary>
    public static async Task<IReadOnlyDictionary<(string Definition, long PinnedAt), ChosenVersion>> Read(
        Tx tx, IEnumerable<(string Definition, long PinnedAt)> asked, CancellationToken stop)
    {
        var wanted = asked.Distinct().ToArray();
        var definitions = wanted.Select(pair => pair.Definition).ToArray();
        var pins = wanted.Select(pair => pair.PinnedAt).ToArray();
        var rows = await tx.Query($"""
            SELECT wanted.definition_id, wanted.pinned_at, chosen.version, chosen.activation
            FROM unnest({definitions}, {pins}) AS wanted (definition_id, pinned_at)
            CROSS JOIN LATERAL (
                SELECT version, activation
                FROM orchestrator.definition_version
                WHERE definition_id = wanted.definition_id
                ORDER BY sequence > wanted.pinned_at, abs(sequence - wanted.pinned_at)
                LIMIT 1
            ) AS chosen
            """, row => (Key: (row.GetString(0), row.GetInt64(1)), Version: new ChosenVersion(
                row.GetInt32(2), row.IsDBNull(3) ? null : row.GetString(3))), stop);
        return rows.ToDictionary(row => row.Key, row => row.Version);
    }

    /// <summary>When the cases of these objects began, by correlation; those without a process are not in it.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> PinsOf(
        Tx tx, string[] objects, CancellationToken stop) => objects.Length == 0
        ? new Dictionary<string, long>()
        : (await tx.Query($"""
            SELECT correlation_id, min(pinned_at) FROM orchestrator.instance
            WHERE correlation_id = ANY ({objects})
            GROUP BY correlation_id
            """, row => (row.GetString(0), row.GetInt64(1)), stop)).ToDictionary(row => row.Item1, row => row.Item2);
}
