using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>Starts what time starts.</summary>
internal static class DueTriggers
{
    /// <summary>Triggers of one transaction.</summary>
    public const int Most = 200;

    private sealed record Due(DefinitionVersion Version, ActivityId Activity, string Key)
    {
        public required DateTimeOffset At { get; init; }
        public required string? Activation { get; init; }
        public required DateTimeOffset Now { get; init; }
    }

    /// <summary>
    /// One instance per trigger that is due, and its next instant in the same transaction: killed between the two,
    /// neither happened. A trigger that another server holds is passed over; its instant has moved on when it is free
    /// again. What was missed while no server lived starts once, not once per missed instant. One statement where
    /// nothing is due.
    /// </summary>
    /// <returns>How many; <see cref="Most"/> when there may be more.</returns>
    public static async Task<int> Fire(Tx tx, DefinitionStore definitions, CancellationToken stop)
    {
        var due = await tx.Query($"""
            SELECT trigger.definition_id, trigger.version, trigger.activity_id, trigger.key, trigger.due_at,
                   edition.activation, orchestrator.business_now()
            FROM orchestrator.trigger
            JOIN orchestrator.definition_version AS edition USING (definition_id, version)
            WHERE trigger.due_at <= orchestrator.business_now()
            ORDER BY trigger.due_at
            LIMIT {Most}
            FOR UPDATE OF trigger SKIP LOCKED
            """, Read, stop);
        var fired = new List<(Due Due, DateTimeOffset? Next)>();
        foreach (var one in due)
        {
            // A newer server published what this one cannot read: that server starts it.
            if (await Find(tx, one, definitions, stop) is { } trigger)
                fired.Add((one, trigger.Next(one.At, one.Now)));
        }

        if (fired.Count == 0)
            return 0;
        await MoveOn(tx, fired, stop);
        await NewInstances.Hit(tx, [.. fired.Select(one => StartOf(one.Due))], stop);
        foreach (var next in fired.Select(one => one.Next).OfType<DateTimeOffset>())
            tx.Note<Alarms>().Add(next);
        return fired.Count;
    }

    private static Due Read(NpgsqlDataReader row) => new(
        new DefinitionVersion(new DefinitionId(row.GetString(0)), row.GetInt32(1)),
        new ActivityId(row.GetString(2)), row.GetString(3))
    {
        At = row.GetFieldValue<DateTimeOffset>(4),
        Activation = row.IsDBNull(5) ? null : row.GetString(5),
        Now = row.GetFieldValue<DateTimeOffset>(6),
    };

    private static async Task<Trigger?> Find(Tx tx, Due due, DefinitionStore definitions, CancellationToken stop)
    {
        PublishedWorkflow? workflow = null;
        await tx.Attempt(async () => workflow = await definitions.Compiled(tx, due.Version, stop), stop);
        return workflow?.Compiled.Definition.Triggers()
            .FirstOrDefault(trigger => trigger.Activity == due.Activity && trigger.Key == due.Key);
    }

    private static AskedStart StartOf(Due due) => new(
        new Command.Start
        {
            Instance = NewInstances.NextId(),
            Definition = due.Version,
            Trigger = due.Activity,
        },
        due.Activation);

    private static Task<int> MoveOn(Tx tx, List<(Due Due, DateTimeOffset? Next)> fired, CancellationToken stop)
    {
        var definitions = fired.Select(one => one.Due.Version.Definition.Value).ToArray();
        var activities = fired.Select(one => one.Due.Activity.Value).ToArray();
        var keys = fired.Select(one => one.Due.Key).ToArray();
        var nexts = fired.Select(one => one.Next).ToArray();
        return tx.Execute($"""
            UPDATE orchestrator.trigger
            SET due_at = fired.next_at
            FROM unnest({definitions}, {activities}, {keys}, {nexts})
                 AS fired (definition_id, activity_id, key, next_at)
            WHERE trigger.definition_id = fired.definition_id
              AND trigger.activity_id = fired.activity_id
              AND trigger.key = fired.key
            """, stop);
    }
}
