using System.Collections.Immutable;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hangfire;
using Hangfire.Storage;
using Orchestrator.Engine;
using Orchestrator.Supervision.Rehearsals;

namespace Orchestrator.Server.Rehearsals;

public enum RehearsalState { Queued, Running, Done, Refused, Cancelled, Failed }

/// <summary>A rehearsal as it can be looked at, on whichever server it runs.</summary>
public sealed record KeptRehearsal
{
    public required Guid Id { get; init; }
    public required string By { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required RehearsalRequest Request { get; init; }
    public RehearsalState State { get; init; }

    /// <summary>Its own clock; null before it begins.</summary>
    public DateTimeOffset? Now { get; init; }
    public int Answered { get; init; }

    /// <summary>Lines that can be read.</summary>
    public int Lines { get; init; }
    public RehearsalSummary? Summary { get; init; }

    /// <summary>Why it was refused, or failed.</summary>
    public ImmutableArray<Problem> Problems { get; init => field = value.IsDefault ? [] : value; } = [];
}

/// <summary>
/// Rehearsals and their lines, kept for a week beside the jobs that made them, in the same database: whoever left finds
/// his again, from any server, and what is old is forgotten by whoever forgets old jobs.
/// </summary>
public sealed class RehearsalStore(JobStorage storage)
{
    /// <summary>Lines of one piece, and of all; what is more is counted and not kept.</summary>
    public const int PieceLines = 500;
    public const int MostLines = 200_000;

    private const string Ids = "rehearsals";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<KeptRehearsal> All()
    {
        using var connection = storage.GetConnection();
        return [.. connection.GetAllItemsFromSet(Ids).Select(id => Read(connection, id)).OfType<KeptRehearsal>()
            .OrderByDescending(one => one.AskedAt)];
    }

    /// <summary>Null where there is none, or none any more.</summary>
    public KeptRehearsal? Find(Guid id)
    {
        using var connection = storage.GetConnection();
        return Read(connection, Name(id));
    }

    public void Save(KeptRehearsal rehearsal) => Write(Key(rehearsal.Id), new Dictionary<string, string>
    {
        ["rehearsal"] = JsonSerializer.Serialize(rehearsal, RehearsalJson.Default.KeptRehearsal),
    }, rehearsal.Id);

    /// <summary>A piece of its lines, by number from 0; the same number again replaces it.</summary>
    public void Save(Guid id, int piece, IReadOnlyList<RehearsalLine> lines)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
            JsonSerializer.Serialize(deflate, [.. lines], RehearsalJson.Default.RehearsalLineArray);
        Write(Key(id, piece), new Dictionary<string, string>
        {
            ["lines"] = Convert.ToBase64String(packed.ToArray()),
        }, null);
    }

    public IReadOnlyList<RehearsalLine> Lines(Guid id, int piece)
    {
        using var connection = storage.GetConnection();
        if (connection.GetAllEntriesFromHash(Key(id, piece)) is not { } entries)
            return [];
        using var inflate = new DeflateStream(
            new MemoryStream(Convert.FromBase64String(entries["lines"])), CompressionMode.Decompress);
        return JsonSerializer.Deserialize(inflate, RehearsalJson.Default.RehearsalLineArray) ?? [];
    }

    private static KeptRehearsal? Read(IStorageConnection connection, string id) =>
        connection.GetAllEntriesFromHash($"rehearsal:{id}")?.GetValueOrDefault("rehearsal") is { } text
            ? JsonSerializer.Deserialize(text, RehearsalJson.Default.KeptRehearsal)
            : null;

    private void Write(string key, Dictionary<string, string> entries, Guid? listed)
    {
        using var connection = storage.GetConnection();
        using var transaction = (JobStorageTransaction)connection.CreateWriteTransaction();
        transaction.SetRangeInHash(key, entries);
        transaction.ExpireHash(key, Kept);
        if (listed is { } id)
        {
            transaction.AddToSet(Ids, Name(id));
            transaction.ExpireSet(Ids, Kept);
        }

        transaction.Commit();
    }

    private static string Name(Guid id) => id.ToString("N");

    private static string Key(Guid id) => $"rehearsal:{Name(id)}";

    private static string Key(Guid id, int piece) =>
        string.Create(CultureInfo.InvariantCulture, $"rehearsal:{Name(id)}:{piece}");
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(KeptRehearsal))]
[JsonSerializable(typeof(RehearsalLine[]))]
internal sealed partial class RehearsalJson : JsonSerializerContext;
