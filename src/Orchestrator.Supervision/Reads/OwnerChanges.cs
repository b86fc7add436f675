using Orchestrator.Runtime.Storage;

namespace Orchestrator.Supervision.Reads;

/// <summary>One line of how a task came to its owner.</summary>
/// <param name="From">By name.</param>
/// <param name="To">By name.</param>
/// <param name="At">Business time, UTC.</param>
/// <param name="By">By name; 系统 where time did it.</param>
/// <param name="Reason">离岗, 离任, or in somebody's own words.</param>
public sealed record OwnerChanged(string From, string To, DateTimeOffset At, string By, string Reason)
{
    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<OwnerChanged>> Of(Tx tx, Guid task, CancellationToken stop)
    {
        var changes = await tx.Query($"""
            SELECT before.name, next.name, change.changed_at, change.changed_by, change.reason
            FROM supervision.owner_change AS change
            JOIN supervision.person AS before ON before.id = change.from_person_id
            JOIN supervision.person AS next ON next.id = change.to_person_id
            WHERE change.task_id = {task}
            ORDER BY change.id
            """, row => new OwnerChanged(row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
                row.GetString(3), row.GetString(4)), stop);
        var names = await ActorNames.Of(tx, [.. changes.Select(change => change.By)], stop);
        return [.. changes.Select(change => change with { By = names[change.By] })];
    }

    public static Task<string?> NameOf(Tx tx, Guid? person, CancellationToken stop) => tx.QueryOne(
        $"SELECT name FROM supervision.person WHERE id = {person}", row => row.GetString(0), stop);
}
