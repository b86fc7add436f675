using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Object;

namespace Orchestrator.Runtime.Scripting;

/// <summary>JSON into a script's values and back. No object of ours ever enters a script.</summary>
internal static class ScriptValues
{
    // The answer is never put into HTML as it is, and Chinese is half as long unescaped.
    private static readonly JsonWriterOptions Readable = new()
    { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsValue Into(Jint.Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.Number => JsNumber.Create(value.GetDouble()),
        JsonValueKind.String => new JsString(value.GetString() ?? ""),
        JsonValueKind.Array =>
            new JsArray(engine, [.. value.EnumerateArray().Select(item => Into(engine, item))]),
        JsonValueKind.Object => ObjectOf(engine, value),
        _ => JsValue.Null,
    };

    /// <summary>As JSON; <c>undefined</c>, functions and numbers that are none become null.</summary>
    /// <exception cref="ScriptRefusedException">It is too deep or too large.</exception>
    public static JsonElement Out(JsValue value)
    {
        if (value.IsUndefined() || value.IsNull())
            return Engine.Json.Null;
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
            Write(writer, value, 0);
        return JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length)).RootElement.Clone();
    }

    private static JsObject ObjectOf(Jint.Engine engine, JsonElement value)
    {
        var made = new JsObject(engine);
        foreach (var member in value.EnumerateObject())
            made.Set(member.Name, Into(engine, member.Value));
        return made;
    }

    private static void Write(Utf8JsonWriter writer, JsValue value, int depth)
    {
        if (depth > ScriptLimits.AnswerDepth)
            throw new ScriptRefusedException($"结果的嵌套期望不超过{ScriptLimits.AnswerDepth}层，实际更深或首尾相接");
        if (writer.BytesCommitted + writer.BytesPending > ScriptLimits.AnswerBytes)
            throw new ScriptRefusedException($"结果期望不超过{ScriptLimits.AnswerBytes}字节，实际更大");

        if (value.IsBoolean())
            writer.WriteBooleanValue(value.AsBoolean());
        else if (value.IsNumber())
            WriteNumber(writer, value.AsNumber());
        else if (value.IsString())
            writer.WriteStringValue(value.AsString());
        else if (value.IsBigInt())
            writer.WriteStringValue(value.ToString());
        else if (value.IsDate())
            WriteDate(writer, value.AsDate());
        else if (value.IsUint8Array())
            writer.WriteBase64StringValue(value.AsUint8Array());
        else if (value.IsArray())
            WriteArray(writer, value.AsArray(), depth);
        else if (value is ObjectInstance thing && !value.IsCallable())
            WriteObject(writer, thing, depth);
        else
            writer.WriteNullValue();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (!double.IsFinite(number))
            writer.WriteNullValue();
        else if (number == Math.Floor(number) && Math.Abs(number) < 1e15
            && (number != 0 || !double.IsNegative(number)))
            writer.WriteNumberValue((long)number);
        else
            writer.WriteRawValue(number.ToString("R", CultureInfo.InvariantCulture));
    }

    private static void WriteDate(Utf8JsonWriter writer, JsDate date)
    {
        try
        {
            var instant = new DateTimeOffset(date.ToDateTime().ToUniversalTime());
            writer.WriteStringValue(instant.ToString("O", CultureInfo.InvariantCulture));
        }
        catch (ArgumentOutOfRangeException)
        {
            // A date outside our calendar, or none at all.
            writer.WriteNullValue();
        }
    }

    private static void WriteArray(Utf8JsonWriter writer, JsArray array, int depth)
    {
        writer.WriteStartArray();
        for (uint index = 0; index < array.Length; index++)
            Write(writer, array[index], depth + 1);
        writer.WriteEndArray();
    }

    private static void WriteObject(Utf8JsonWriter writer, ObjectInstance thing, int depth)
    {
        writer.WriteStartObject();
        foreach (var (key, property) in thing.GetOwnProperties())
        {
            if (!key.IsString() || !property.Enumerable)
                continue;
            var member = thing.Get(key);
            if (member.IsUndefined() || member.IsCallable())
                continue;
            writer.WritePropertyName(key.AsString());
            Write(writer, member, depth + 1);
        }

        writer.WriteEndObject();
    }
}

/// <summary>A script's answer cannot be taken.</summary>
internal sealed class ScriptRefusedException(string message) : Exception(message);
