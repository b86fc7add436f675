using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Publishing;

/// <summary>Keeps what starts a definition by itself: the triggers of its newest version, and of no other.</summary>
internal static class TriggerRows
{
    /// <summary>
    /// A trigger that the new version draws as the old one did goes on counting: to publish a text does not begin an
    /// interval anew, and what was to start once does not start again. A time that comes within seconds may be noticed
    /// by the next sweep only.
    /// </summary>
    public static async Task Replace(
        Tx tx, DefinitionVersion version, IEnumerable<Trigger> triggers, CancellationToken stop)
    {
        // Locked, so that whoever fires one at this moment has moved its instant on before it is read here, and
        // whoever comes later passes it over.
        var standing = (await tx.Query($"""
            SELECT activity_id, key, kind, due_at
            FROM orchestrator.trigger
            WHERE definition_id = {version.Definition.Value}
            FOR UPDATE
            """, row => (Key: (row.GetString(0), row.GetString(1), row.GetString(2)),
                DueAt: row.IsDBNull(3) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(3)), stop))
            .ToDictionary(row => row.Key, row => row.DueAt);
        var now = await tx.QueryOne(
            $"SELECT orchestrator.business_now()", row => row.GetFieldValue<DateTimeOffset>(0), stop);
        var drawn = triggers.DistinctBy(trigger => (trigger.Activity, trigger.Key)).ToArray();
        var activities = drawn.Select(trigger => trigger.Activity.Value).ToArray();
        var kinds = drawn.Select(trigger => trigger.GetType().Name).ToArray();
        var keys = drawn.Select(trigger => trigger.Key).ToArray();
        var dues = drawn.Select(trigger =>
            standing.TryGetValue((trigger.Activity.Value, trigger.Key, trigger.GetType().Name), out var due)
                ? due
                : trigger.Next(null, now)).ToArray();
        await tx.Execute([
            $"DELETE FROM orchestrator.trigger WHERE definition_id = {version.Definition.Value}",
            $"""
            INSERT INTO orchestrator.trigger (definition_id, version, activity_id, kind, key, due_at)
            SELECT {version.Definition.Value}, {version.Version}, drawn.*
            FROM unnest({activities}, {kinds}, {keys}, {dues}) AS drawn
            """,
        ], stop);
    }

    /// <summary>WF124: requests that another definition takes already.</summary>
    public static async Task<IReadOnlyList<Problem>> Taken(Tx tx, WorkflowFolder folder, CancellationToken stop)
    {
        var drawn = DefinitionReader.Read(folder.DefinitionText).Definition!.Triggers().OfType<Trigger.Http>()
            .ToArray();
        if (drawn.Length == 0)
            return [];
        var others = await tx.Query($"""
            SELECT key FROM orchestrator.trigger WHERE kind = 'Http' AND definition_id <> {folder.Id.Value}
            """, row => EndpointRoute.Parse(row.GetString(0)), stop);
        return [.. drawn.Where(trigger => others.Any(other => other is not null && trigger.Route.IsSame(other)))
            .Select(trigger => HttpChecks.Taken(trigger.Activity.Value, trigger))];
    }
}
