using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>Starts what time starts.</summary>
public static class DueTriggers
{
    /// <summary>Triggers of one transaction.</summary>
    public const int Most = 200;

    /// <summary>Triggers that are looked at, at most, for whoever asks what cannot be read.</summary>
    public const int MostNamed = 100;

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
    /// <returns>How many, and whether there may be more.</returns>
    internal static async Task<(int Fired, bool MayBeMore)> Fire(
        Tx tx, DefinitionStore definitions, CancellationToken stop)
    {
        var fired = new List<(Due Due, DateTimeOffset? Next)>();
        IReadOnlyList<Due> due = [];
        do
        {
            due = await Page(tx, due is [.., var last] ? last : null, stop);
            foreach (var one in due)
            {
                // A newer server published what this one cannot read: that server starts it.
                if (await Find(tx, one, definitions, stop) is { } trigger)
                    fired.Add((one, trigger.Next(one.At, one.Now)));
            }
        }
        while (fired.Count == 0 && due.Count == Most);

        if (fired.Count == 0)
            return (0, false);
        await MoveOn(tx, fired, stop);
        await NewInstances.Hit(tx, [.. fired.Select(one => StartOf(one.Due))], stop);
        foreach (var next in fired.Select(one => one.Next).OfType<DateTimeOffset>())
            tx.Note<Alarms>().Add(next);
        return (fired.Count, due.Count == Most);
    }

    /// <summary>RT200 for each that is due and that this server cannot read: nobody else tells of it.</summary>
    public static async Task<IReadOnlyList<Problem>> Unreadable(
        Tx tx, DefinitionStore definitions, CancellationToken stop)
    {
        var due = await tx.Query($"""
            SELECT definition_id, version, activity_id, key, due_at, NULL::text, orchestrator.business_now()
            FROM orchestrator.trigger
            WHERE due_at <= orchestrator.business_now()
            ORDER BY due_at, definition_id, activity_id, key
            LIMIT {MostNamed}
            """, Read, stop);
        var named = new List<Problem>();
        foreach (var one in due)
        {
            if (await Find(tx, one, definitions, stop) is null)
                named.Add(new Problem("RT200", $"{one.Version} {one.Activity}",
                    $"期望到时间（{one.Key}）就启动流程，实际这台服务器不能读取该版本，没有启动；请升级服务器，或重新发布该流程。"));
        }

        return named;
    }

    /// <summary>The next ones that are due, behind this one; null: the first ones.</summary>
    private static Task<IReadOnlyList<Due>> Page(Tx tx, Due? last, CancellationToken stop) => tx.Query($"""
        SELECT trigger.definition_id, trigger.version, trigger.activity_id, trigger.key, trigger.due_at,
               edition.activation, orchestrator.business_now()
        FROM orchestrator.trigger
        JOIN orchestrator.definition_version AS edition USING (definition_id, version)
        WHERE trigger.due_at <= orchestrator.business_now()
          AND ({last is null} OR (trigger.due_at, trigger.definition_id, trigger.activity_id, trigger.key)
               > ({last?.At}::timestamptz, {last?.Version.Definition.Value}::text, {last?.Activity.Value}::text,
                  {last?.Key}::text))
        ORDER BY trigger.due_at, trigger.definition_id, trigger.activity_id, trigger.key
        LIMIT {Most}
        FOR UPDATE OF trigger SKIP LOCKED
        """, Read, stop);

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
        // Time has no correlation that could be taken.
        due.Activation == nameof(ActivationStrategy.Correlation) ? null : due.Activation);

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
