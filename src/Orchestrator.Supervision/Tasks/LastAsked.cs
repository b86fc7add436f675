using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// The version that an object's process runs, for letters and documents about it that no activity asks for: the one
/// whose task was opened last.
/// </summary>
internal static class LastAsked
{
    /// <summary>Null where nobody was ever asked anything about the object.</summary>
    public static Task<DefinitionVersion?> Version(Tx tx, Guid subject, CancellationToken stop) => tx.QueryOne($"""
        SELECT definition_id, definition_version FROM supervision.open_task
        WHERE subject_id = {subject}
        ORDER BY created_at DESC, id DESC LIMIT 1
        """, row => (DefinitionVersion?)new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)),
        stop);
}
