using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Turns;

/// <summary>A wait and whose it is.</summary>
internal sealed record StandingWait(InstanceTurn Turn, BookmarkId Id, Bookmark Bookmark)
{
    public Guid Instance => Turn.Claimed.Id.Value;

    /// <summary>When its timer is due; null where time does not end it.</summary>
    public DateTimeOffset? DueAt => Bookmark.For switch
    {
        Stimulus.Time time => WholeMicroseconds(time.DueAt),
        Stimulus.Ledger { Until: { } until } => WholeMicroseconds(until),
        _ => null,
    };

    /// <summary>The database keeps microseconds; rounding down would fire early.</summary>
    private static DateTimeOffset WholeMicroseconds(DateTimeOffset due)
    {
        var over = due.Ticks % TimeSpan.TicksPerMicrosecond;
        return (over == 0 ? due : due.AddTicks(TimeSpan.TicksPerMicrosecond - over)).ToUniversalTime();
    }
}

/// <summary>The statements that keep waits, one per table for a whole batch.</summary>
internal static class WaitRows
{
    /// <summary>Waits that ended: with the bookmark go its timer and its task.</summary>
    public static IEnumerable<Sql> Remove(IReadOnlyList<StandingWait> ended)
    {
        if (ended.Count == 0)
            yield break;
        var (instances, bookmarks) = Keys(ended);
        yield return $"""
            DELETE FROM orchestrator.bookmark
            USING unnest({instances}, {bookmarks}) AS ended (instance_id, id)
            WHERE bookmark.instance_id = ended.instance_id AND bookmark.id = ended.id
            """;
        if (ended.Any(wait => wait.DueAt is not null))
            yield return $"""
                DELETE FROM orchestrator.timer
                USING unnest({instances}, {bookmarks}) AS ended (instance_id, id)
                WHERE timer.instance_id = ended.instance_id AND timer.bookmark_id = ended.id
                """;
        if (ended.Any(wait => wait.Bookmark.For is Stimulus.Task))
            yield return $"""
                DELETE FROM orchestrator.task
                USING unnest({instances}, {bookmarks}) AS ended (instance_id, id)
                WHERE task.instance_id = ended.instance_id AND task.bookmark_id = ended.id
                """;
    }

    public static IEnumerable<Sql> Add(IReadOnlyList<StandingWait> begun, DateTimeOffset now)
    {
        if (begun.Count == 0)
            yield break;
        yield return Bookmarks(begun, now);
        var timed = begun.Where(wait => wait.DueAt is not null).ToArray();
        if (timed.Length > 0)
            yield return Timers(timed);
        var tasks = begun.Where(wait => wait.Bookmark.For is Stimulus.Task).ToArray();
        if (tasks.Length > 0)
            yield return Tasks(tasks, now);
    }

    /// <summary>The same waits at other instants. The timer of one may just have been taken as due.</summary>
    public static IEnumerable<Sql> Retime(IReadOnlyList<StandingWait> retimed)
    {
        if (retimed.Count == 0)
            yield break;
        var (instances, bookmarks) = Keys(retimed);
        var dues = retimed.Select(wait => wait.DueAt!.Value).ToArray();
        var lapses = retimed.Select(wait => wait.Bookmark.For is Stimulus.Ledger).ToArray();
        yield return $"""
            INSERT INTO orchestrator.timer (instance_id, bookmark_id, due_at, lapses)
            SELECT * FROM unnest({instances}, {bookmarks}, {dues}, {lapses})
            ON CONFLICT ON CONSTRAINT a_wait_has_one_timer DO UPDATE SET due_at = EXCLUDED.due_at
            """;
    }

    /// <summary>Who correlates anew hears events of the new correlation, also where it waited before.</summary>
    public static IEnumerable<Sql> Correlate(IReadOnlyList<InstanceTurn> turns)
    {
        var changed = turns.Where(turn => turn.State.CorrelationId != turn.Before.CorrelationId
            && !turn.WaitsBefore.IsEmpty).ToArray();
        if (changed.Length == 0)
            yield break;
        var instances = changed.Select(turn => turn.Claimed.Id.Value).ToArray();
        var correlations = changed.Select(turn => turn.State.CorrelationId).ToArray();
        yield return $"""
            UPDATE orchestrator.bookmark
            SET correlation_id = changed.correlation_id
            FROM unnest({instances}, {correlations}) AS changed (instance_id, correlation_id)
            WHERE bookmark.instance_id = changed.instance_id
            """;
    }

    /// <summary>Waits that go on under another activity's name, behind a migration.</summary>
    public static IEnumerable<Sql> Rename(IReadOnlyList<InstanceTurn> turns)
    {
        var renamed = turns.Where(turn => turn.Workflow != turn.Began).SelectMany(turn => turn.WaitsAfter
            .Where(wait => turn.WaitsBefore.TryGetValue(wait.Key, out var before)
                && before.Activity != wait.Value.Activity)
            .Select(wait => new StandingWait(turn, wait.Key, wait.Value))).ToArray();
        if (renamed.Length == 0)
            yield break;
        var (instances, bookmarks) = Keys(renamed);
        var activities = renamed.Select(wait => wait.Bookmark.Activity.Value).ToArray();
        yield return $"""
            UPDATE orchestrator.bookmark
            SET activity_id = renamed.activity_id
            FROM unnest({instances}, {bookmarks}, {activities}) AS renamed (instance_id, id, activity_id)
            WHERE bookmark.instance_id = renamed.instance_id AND bookmark.id = renamed.id
            """;
    }

    private static Sql Bookmarks(IReadOnlyList<StandingWait> begun, DateTimeOffset now)
    {
        var (instances, bookmarks) = Keys(begun);
        var activities = begun.Select(wait => wait.Bookmark.Activity.Value).ToArray();
        var types = begun.Select(wait => wait.Turn.TypeOf(wait.Bookmark.Activity)).ToArray();
        var kinds = begun.Select(wait => wait.Bookmark.For.GetType().Name).ToArray();
        var names = begun.Select(wait => NameOf(wait.Bookmark.For)).ToArray();
        var keys = begun.Select(wait => KeyOf(wait.Bookmark.For)).ToArray();
        var correlations = begun.Select(wait => wait.Turn.State.CorrelationId).ToArray();
        return $"""
            INSERT INTO orchestrator.bookmark
                (instance_id, id, activity_id, activity_type, kind, name, key, correlation_id, since)
            SELECT begun.*, {now}
            FROM unnest({instances}, {bookmarks}, {activities}, {types}, {kinds}, {names}, {keys}, {correlations})
                 AS begun
            """;
    }

    private static Sql Timers(IReadOnlyList<StandingWait> timed)
    {
        var (instances, bookmarks) = Keys(timed);
        var dues = timed.Select(wait => wait.DueAt!.Value).ToArray();
        var lapses = timed.Select(wait => wait.Bookmark.For is Stimulus.Ledger).ToArray();
        return $"""
            INSERT INTO orchestrator.timer (instance_id, bookmark_id, due_at, lapses)
            SELECT * FROM unnest({instances}, {bookmarks}, {dues}, {lapses})
            """;
    }

    private static Sql Tasks(IReadOnlyList<StandingWait> begun, DateTimeOffset now)
    {
        var (instances, bookmarks) = Keys(begun);
        var asked = begun.Select(wait => (Stimulus.Task)wait.Bookmark.For).ToArray();
        var names = asked.Select(task => task.Name).ToArray();
        var payloads = asked.Select(task => JsonSerializer.SerializeToUtf8Bytes(task.Payload)).ToArray();
        return $"""
            INSERT INTO orchestrator.task (instance_id, bookmark_id, name, payload, created_at)
            SELECT begun.*, {now} FROM unnest({instances}, {bookmarks}, {names}, {payloads}) AS begun
            """;
    }

    private static (Guid[] Instances, long[] Bookmarks) Keys(IReadOnlyList<StandingWait> waits) =>
        ([.. waits.Select(wait => wait.Instance)], [.. waits.Select(wait => wait.Id.Value)]);

    private static string? NameOf(Stimulus stimulus) => stimulus switch
    {
        Stimulus.Event named => named.Name,
        Stimulus.Task task => task.Name,
        Stimulus.Ledger ledger => ledger.Kind,
        _ => null,
    };

    private static string? KeyOf(Stimulus stimulus) => stimulus switch
    {
        Stimulus.Ledger ledger => ledger.Key,
        Stimulus.Children children => children.Count.ToString(provider: null),
        _ => null,
    };
}
