using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>The statements that keep what comes for paused instances.</summary>
internal static class HeldRows
{
    public static IEnumerable<Sql> Of(IReadOnlyList<InstanceTurn> turns)
    {
        var held = turns.SelectMany(turn => turn.Held).ToArray();
        if (held.Length > 0)
        {
            var instances = held.Select(row => row.Instance.Value).ToArray();
            var kinds = held.Select(row => row.Kind).ToArray();
            var bookmarks = held.Select(row => row.Bookmark?.Value).ToArray();
            var payloads = held.Select(row => row.Payload).ToArray();
            var names = held.Select(row => row.EventName).ToArray();
            yield return $"""
                INSERT INTO orchestrator.held_command (instance_id, kind, bookmark_id, payload, event_name)
                SELECT row.instance_id, row.kind, row.bookmark_id, row.payload, row.event_name
                FROM unnest({instances}, {kinds}, {bookmarks}, {payloads}, {names})
                     WITH ORDINALITY AS row (instance_id, kind, bookmark_id, payload, event_name, place)
                ORDER BY row.place
                """;
        }

        var ended = turns.Where(turn => turn.Before.IsPaused && turn.State.Status == InstanceStatus.Finished)
            .Select(turn => turn.Claimed.Id.Value).ToArray();
        if (ended.Length > 0)
            yield return $"DELETE FROM orchestrator.held_command WHERE instance_id = ANY({ended})";
    }
}
