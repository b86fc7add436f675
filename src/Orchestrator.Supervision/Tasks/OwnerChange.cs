using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Tasks;

/// <summary>交接: an open task goes from one owner to another.</summary>
internal sealed record OwnerChange(Guid Of, Guid From, Guid To, string Reason)
{
    /// <summary>With its line in the history, which never changes.</summary>
    /// <param name="tx">The caller's; it holds the tasks.</param>
    /// <param name="changes">At most one for each task.</param>
    /// <param name="by">Who, as <c>Actor.Key</c> names them.</param>
    /// <param name="stop">The caller's.</param>
    public static Task Write(Tx tx, IReadOnlyList<OwnerChange> changes, string by, CancellationToken stop)
    {
        T[] Column<T>(Func<OwnerChange, T> value) => [.. changes.Select(value)];
        return changes.Count == 0 ? Task.CompletedTask : tx.Execute([
            $"""
            UPDATE supervision.open_task AS task
            SET owner_person_id = next.person_id
            FROM unnest({Column(one => one.Of)}, {Column(one => one.To)}) AS next (task_id, person_id)
            WHERE task.id = next.task_id
            """,
            $"""
            INSERT INTO supervision.owner_change
                (task_id, from_person_id, to_person_id, reason, changed_at, changed_by)
            SELECT made.*, orchestrator.business_now(), {by}
            FROM unnest({Column(one => one.Of)}, {Column(one => one.From)}, {Column(one => one.To)},
                        {Column(one => one.Reason)}) AS made
            """,
        ], stop);
    }
}
