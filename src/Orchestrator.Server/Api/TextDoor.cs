using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Api;

/// <summary>A string of a request that holds control characters.</summary>
internal sealed class NotTextException(string? path = null) : JsonException(null, path, null, null);

/// <summary>
/// The one door for text of a request: control characters mean nothing in a name or a reason, and no column takes a
/// NUL. What the content of a task's answer may hold, its form checks.
/// </summary>
internal sealed class TextDoor : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            return reader.GetString();
        try
        {
            return reader.GetString() is { } text && PlainText.Is(text) ? text : throw new NotTextException();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
            throw new NotTextException();
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);
}
