using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Server.Api;

/// <summary>A string of a request that holds control characters.</summary>
internal sealed class NotTextException : JsonException;

/// <summary>
/// The one door for text of a request: control characters mean nothing in a name or a reason, and no column takes a
/// NUL. What the content of a task's answer may hold, its form checks.
/// </summary>
internal sealed class TextDoor : JsonConverter<string>
{
    /// <summary>Tabs and line breaks are text.</summary>
    public static bool IsText(string text) =>
        !text.Any(one => char.IsControl(one) && one is not ('\t' or '\n' or '\r'));

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is not { } text || IsText(text) ? reader.GetString() : throw new NotTextException();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value);
}
