using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Native.Json;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Scripting;

/// <summary>Values on their way into a script and out of it. Only JSON crosses, no object of ours.</summary>
internal static class ScriptValues
{
    public static JsValue FromJson(Jint.Engine engine, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => JsValue.Null,
        JsonValueKind.True => JsBoolean.True,
        JsonValueKind.False => JsBoolean.False,
        JsonValueKind.Number => JsNumber.Create(value.GetDouble()),
        JsonValueKind.String => new JsString(value.GetString() ?? ""),
        _ => new JsonParser(engine).Parse(value.GetRawText()),
    };

    /// <summary>What JSON cannot hold (undefined, a function, not a number) is null.</summary>
    public static JsonElement ToJson(Jint.Engine engine, JsValue value)
    {
        if (value.IsNull() || value.IsUndefined())
            return Json.Null;
        var text = new Jint.Native.Json.JsonSerializer(engine).Serialize(value, JsValue.Undefined, JsValue.Undefined);
        return text.IsUndefined() ? Json.Null : Json.Parse(text.ToString());
    }
}
