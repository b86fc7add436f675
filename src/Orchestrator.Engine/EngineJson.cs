using System.Collections;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine;

/// <summary>
/// The stored form of what the engine keeps: UTF-8 JSON, source-generated, strict about members it does not know.
/// Empty collections and unset members are left out.
/// </summary>
public static class EngineJson
{
    /// <summary>
    /// Levels of what is stored: values may have <see cref="Limits.ValueDepth"/>, requests a few less, and events,
    /// commands and records stand around them.
    /// </summary>
    public const int Depth = 256;

    private static readonly EngineJsonContext Context = new(new JsonSerializerOptions(EngineJsonContext.Default.Options)
    {
        // Chinese text is stored as it is written; HTML is encoded where HTML is made.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = Depth,
        TypeInfoResolver = EngineJsonContext.Default.WithAddedModifier(LeaveOutWhatIsEmpty),
    });

    private static readonly JsonTypeInfo<InstanceState> StateType = TypeOf<InstanceState>();
    private static readonly JsonTypeInfo<ImmutableArray<Event>> EventsType = TypeOf<ImmutableArray<Event>>();
    private static readonly JsonTypeInfo<Command> CommandType = TypeOf<Command>();

    public static byte[] Serialize(InstanceState state) => JsonSerializer.SerializeToUtf8Bytes(state, StateType);

    /// <exception cref="JsonException">The bytes are not a stored state.</exception>
    public static InstanceState Deserialize(ReadOnlySpan<byte> state) => Read(state, StateType);

    /// <summary>The events of one turn.</summary>
    public static byte[] Serialize(ImmutableArray<Event> events) =>
        JsonSerializer.SerializeToUtf8Bytes(events, EventsType);

    /// <exception cref="JsonException">The bytes are not stored events.</exception>
    public static ImmutableArray<Event> DeserializeEvents(ReadOnlySpan<byte> events) => Read(events, EventsType);

    public static byte[] Serialize(Command command) => JsonSerializer.SerializeToUtf8Bytes(command, CommandType);

    /// <exception cref="JsonException">The bytes are not a stored command.</exception>
    public static Command DeserializeCommand(ReadOnlySpan<byte> command) => Read(command, CommandType);

    private static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(json, type)
        ?? throw new JsonException($"expected a stored {typeof(T).Name}, got null");

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Context.Options.GetTypeInfo(typeof(T));

    private static void LeaveOutWhatIsEmpty(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            if (!property.IsRequired && property.PropertyType.IsAssignableTo(typeof(ICollection)))
                property.ShouldSerialize = static (_, value) => value is ICollection { Count: > 0 };
        }
    }
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(IdJson.OfInstance), typeof(IdJson.OfDefinition), typeof(IdJson.OfActivity),
        typeof(IdJson.OfActivityInstance), typeof(IdJson.OfBookmark), typeof(IdJson.OfEffect),
        typeof(IdJson.OfOrdinals),
    ])]
[JsonSerializable(typeof(InstanceState))]
[JsonSerializable(typeof(ImmutableArray<Event>))]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(Stimulus.Event), TypeInfoPropertyName = "EventStimulus")]
internal sealed partial class EngineJsonContext : JsonSerializerContext;
