using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Runtime.Turns;

/// <summary>A command of a turn and what happened by it.</summary>
public sealed record JournalStep(Command Command, ImmutableArray<Event> Events)
{
    /// <summary>The version to which it went over; null for all but a migration.</summary>
    public DefinitionVersion? Target =>
        (Command as Command.Operate)?.What is Operation.Migrate migrate ? migrate.To : null;
}

/// <summary>
/// What the journal keeps of one turn of one instance: everything a replay needs. Stored as UTF-8 JSON and chained:
/// each row's hash covers the one before.
/// </summary>
public sealed record JournalRecord
{
    /// <summary>The version with which the turn began.</summary>
    public required DefinitionVersion Definition { get; init; }

    /// <summary>The business clock of the turn.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Step n was decided with this plus n.</summary>
    public required ulong Seed { get; init; }
    public required ImmutableArray<JournalStep> Steps { get; init; }

    /// <summary>Versions to which the instance went over within the turn.</summary>
    public IEnumerable<DefinitionVersion> Targets => Steps.Select(step => step.Target).OfType<DefinitionVersion>();

    /// <summary>What an instance's first record is chained to: its id.</summary>
    public static byte[] Origin(InstanceId instance) => SHA256.HashData(instance.Value.ToByteArray(bigEndian: true));

    public static byte[] Chain(byte[] previous, ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(record);
        return hash.GetHashAndReset();
    }

    public byte[] ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(buffer, options))
            Write(json);
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">The bytes are not a stored record.</exception>
    public static JournalRecord Read(byte[] record)
    {
        using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = EngineJson.Depth });
        var json = document.RootElement;
        return new JournalRecord
        {
            Definition = new DefinitionVersion(
                new DefinitionId(json.GetProperty("definition").GetString()!), json.GetProperty("version").GetInt32()),
            Now = json.GetProperty("now").GetDateTimeOffset(),
            Seed = json.GetProperty("seed").GetUInt64(),
            Steps =
            [
                .. json.GetProperty("steps").EnumerateArray().Select(step => new JournalStep(
                    EngineJson.DeserializeCommand(Utf8(step.GetProperty("command"))),
                    EngineJson.DeserializeEvents(Utf8(step.GetProperty("events"))))),
            ],
        };
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("definition", Definition.Definition.Value);
        json.WriteNumber("version", Definition.Version);
        json.WriteString("now", Now);
        json.WriteNumber("seed", Seed);
        json.WriteStartArray("steps");
        foreach (var step in Steps)
        {
            json.WriteStartObject();
            json.WritePropertyName("command");
            json.WriteRawValue(EngineJson.Serialize(step.Command), skipInputValidation: true);
            json.WritePropertyName("events");
            json.WriteRawValue(EngineJson.Serialize(step.Events), skipInputValidation: true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Utf8(JsonElement element) => JsonSerializer.SerializeToUtf8Bytes(element);
}
