using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Workflows;

/// <summary>
/// How a command came to an instance: the value of <c>inbox.kind</c>. Words, because a newer server may write one
/// that is not here: only the turn of that instance may fail by it.
/// </summary>
internal static class InboxKind
{
    /// <summary>A whole command of the engine.</summary>
    public const string Command = nameof(Command);

    /// <summary>An answer to a wait.</summary>
    public const string Resume = nameof(Resume);

    /// <summary>A published event that found its wait.</summary>
    public const string Event = nameof(Event);

    /// <summary>An instant that a wait was for.</summary>
    public const string Timer = nameof(Timer);

    /// <summary>An instant at which a wait is given up.</summary>
    public const string Lapse = nameof(Lapse);
}

/// <summary>A command that waits for its instance's next turn.</summary>
internal sealed record InboxRow(InstanceId Instance, string Kind)
{
    public BookmarkId? Bookmark { get; init; }
    public byte[]? Payload { get; init; }
    public string? EventName { get; init; }

    /// <summary>A person's wish is spent by the attempt. What cannot be read is none.</summary>
    public bool IsWish => Readable() is Command.Retry or Command.Operate;

    /// <summary>The version to which it wants to go over; null for all but a migration.</summary>
    public DefinitionVersion? Target =>
        Payload.AsSpan().IndexOf("\"migrate\""u8) >= 0
            && Readable() is Command.Operate { What: Operation.Migrate migrate }
            ? migrate.To
            : null;

    private Command? Readable()
    {
        try
        {
            return Kind == InboxKind.Command ? EngineJson.DeserializeCommand(Payload) : null;
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or FormatException)
        {
            // A newer server wrote it. The instance is being parked, and an exception here would take the others
            // of its batch with it, again and again.
            return null;
        }
    }

    public static InboxRow Of(InstanceId instance, Command command) =>
        new(instance, InboxKind.Command) { Payload = EngineJson.Serialize(command) };

    public static InboxRow Of(WaitAnswer answer) => new(answer.Instance, InboxKind.Resume)
    {
        Bookmark = answer.Bookmark,
        Payload = JsonSerializer.SerializeToUtf8Bytes(answer.Input),
    };
}

/// <summary>Writes commands for instances, as a set.</summary>
internal static class Inbox
{
    public static async Task Add(Tx tx, IReadOnlyList<InboxRow> rows, CancellationToken stop)
    {
        if (rows.Count == 0)
            return;
        tx.Note<Touched>().Add(rows.Select(row => row.Instance.Value));
        await tx.Execute(Insert(rows), stop);
    }

    /// <summary>The rows get their numbers, and so their order, as they stand here.</summary>
    public static Sql Insert(IReadOnlyList<InboxRow> rows)
    {
        var instances = rows.Select(row => row.Instance.Value).ToArray();
        var kinds = rows.Select(row => row.Kind).ToArray();
        var bookmarks = rows.Select(row => row.Bookmark?.Value).ToArray();
        var payloads = rows.Select(row => row.Payload).ToArray();
        var names = rows.Select(row => row.EventName).ToArray();
        return $"""
            INSERT INTO orchestrator.inbox (instance_id, kind, bookmark_id, payload, event_name)
            SELECT row.instance_id, row.kind, row.bookmark_id, row.payload, row.event_name
            FROM unnest({instances}, {kinds}, {bookmarks}, {payloads}, {names})
                 WITH ORDINALITY AS row (instance_id, kind, bookmark_id, payload, event_name, place)
            ORDER BY row.place
            """;
    }
}
