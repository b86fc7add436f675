using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Turns;

/// <summary>The statements that keep incidents and the commands that wait for their retry.</summary>
internal static class IncidentRows
{
    /// <param name="turns">Those that happened.</param>
    /// <param name="failure">What stopped a parked instance; null in a turn that succeeded.</param>
    public static IEnumerable<Sql> Of(IReadOnlyList<InstanceTurn> turns, Exception? failure)
    {
        var opened = turns.SelectMany(turn => turn.OpenIncidents
            .Where(incident => !turn.Before.Incidents.Any(known => known.Id == incident.Id))
            .Select(incident => (turn.Claimed, incident))).ToArray();
        var closed = turns.SelectMany(turn => turn.Before.Incidents
            .Where(known => !turn.OpenIncidents.Any(incident => incident.Id == known.Id))
            .Select(known => (turn.Claimed, known.Id))
            .Concat(turn.WasWoken ? [(turn.Claimed, default)] : [])).ToArray();
        if (closed.Length > 0)
            yield return Resolve(closed);
        if (opened.Length > 0)
            yield return Open(opened, failure);
    }

    /// <summary>Commands that a stopped instance could not take go behind its newest incident.</summary>
    public static IEnumerable<Sql> Park(IReadOnlyList<InboxRow> parked)
    {
        if (parked.Count == 0)
            yield break;
        var instances = parked.Select(row => row.Instance.Value).ToArray();
        var kinds = parked.Select(row => row.Kind).ToArray();
        var bookmarks = parked.Select(row => row.Bookmark?.Value).ToArray();
        var payloads = parked.Select(row => row.Payload).ToArray();
        var names = parked.Select(row => row.EventName).ToArray();
        yield return $"""
            INSERT INTO orchestrator.parked_command (incident_id, place, kind, bookmark_id, payload, event_name)
            SELECT newest.id, newest.taken + row.place, row.kind, row.bookmark_id, row.payload, row.event_name
            FROM unnest({instances}, {kinds}, {bookmarks}, {payloads}, {names})
                 WITH ORDINALITY AS row (instance_id, kind, bookmark_id, payload, event_name, place)
            CROSS JOIN LATERAL (
                SELECT incident.id, COALESCE((
                    SELECT max(place) FROM orchestrator.parked_command WHERE incident_id = incident.id), 0) AS taken
                FROM orchestrator.incident
                WHERE incident.instance_id = row.instance_id AND incident.resolved_at IS NULL
                ORDER BY incident.id DESC
                LIMIT 1
            ) AS newest
            """;
    }

    private static Sql Open((Claimed Claimed, Incident Incident)[] opened, Exception? failure)
    {
        var instances = opened.Select(pair => pair.Claimed.Id.Value).ToArray();
        var activityInstances = opened.Select(pair => NullIfZero(pair.Incident.Id)).ToArray();
        var activities = opened.Select(pair => pair.Incident.Activity?.Value).ToArray();
        var codes = opened.Select(pair => pair.Incident.Code).ToArray();
        var messages = opened.Select(pair => pair.Incident.Message).ToArray();
        return $"""
            INSERT INTO orchestrator.incident
                (instance_id, activity_instance_id, activity_id, code, message, exception, raised_at)
            SELECT opened.*, {failure?.ToString()}::text, {opened[0].Claimed.Now}
            FROM unnest({instances}, {activityInstances}, {activities}, {codes}, {messages}) AS opened
            """;
    }

    private static Sql Resolve((Claimed Claimed, ActivityInstanceId Id)[] closed)
    {
        var instances = closed.Select(pair => pair.Claimed.Id.Value).ToArray();
        var ids = closed.Select(pair => pair.Id.Value).ToArray();
        return $"""
            UPDATE orchestrator.incident
            SET resolved_at = {closed[0].Claimed.Now}
            FROM unnest({instances}, {ids}) AS closed (instance_id, activity_instance_id)
            WHERE incident.instance_id = closed.instance_id
              AND COALESCE(incident.activity_instance_id, 0) = closed.activity_instance_id
              AND incident.resolved_at IS NULL
            """;
    }

    private static long? NullIfZero(ActivityInstanceId id) => id == default ? null : id.Value;
}
