using System.Text;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Orchestrator.Engine;

namespace Orchestrator.Runtime.Scripting;

/// <summary>The small functions that Elsa gives every script: ids, texts and bytes.</summary>
internal static class ScriptWords
{
    public static IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> All(
        Jint.Engine engine, SeededChance chance) =>
    [
        ("newGuid", _ => new JsString(chance.NextGuid().ToString("D"))),
        ("newGuidString", _ => new JsString(chance.NextGuid().ToString("D"))),
        ("getGuidString", _ => new JsString(chance.NextGuid().ToString("D"))),
        ("getShortGuid", _ => new JsString(Shortened(chance.NextGuid()))),
        ("newShortGuid", _ => new JsString(Shortened(chance.NextGuid()))),
        ("parseGuid", arguments => ParseGuid(Text(arguments))),
        ("isNullOrWhiteSpace", arguments => IsNothing(arguments) || string.IsNullOrWhiteSpace(Text(arguments))),
        ("isNullOrEmpty", arguments => IsNothing(arguments) || Text(arguments).Length == 0),
        ("toJson", arguments => new JsString(ScriptValues.Out(First(arguments)).AsCompactText())),
        ("bytesToString", arguments => new JsString(Encoding.UTF8.GetString(Bytes(arguments)))),
        ("bytesFromString", arguments => Array(engine, Encoding.UTF8.GetBytes(Text(arguments)))),
        ("bytesToBase64", arguments => new JsString(Convert.ToBase64String(Bytes(arguments)))),
        ("bytesFromBase64", arguments => Array(engine, Convert.FromBase64String(Text(arguments)))),
        ("stringToBase64", arguments =>
            new JsString(Convert.ToBase64String(Encoding.UTF8.GetBytes(Text(arguments))))),
        ("stringFromBase64", arguments =>
            new JsString(Encoding.UTF8.GetString(Convert.FromBase64String(Text(arguments))))),
    ];

    public static JsString ParseGuid(string text) => Guid.TryParse(text, out var id)
        ? new JsString(id.ToString("D"))
        : throw new FormatException($"期望一个GUID，实际是“{text}”");

    private static string Shortened(Guid id) => Convert.ToBase64String(id.ToByteArray())
        .Replace("/", "", StringComparison.Ordinal)
        .Replace("+", "", StringComparison.Ordinal)
        .Replace("=", "", StringComparison.Ordinal);

    private static JsValue First(JsValue[] arguments) => arguments.Length > 0 ? arguments[0] : JsValue.Undefined;

    private static bool IsNothing(JsValue[] arguments) =>
        First(arguments) is var one && (one.IsUndefined() || one.IsNull());

    private static string Text(JsValue[] arguments) => IsNothing(arguments) ? "" : First(arguments).ToString();

    private static byte[] Bytes(JsValue[] arguments) =>
        First(arguments) is var one && one.IsUint8Array()
            ? one.AsUint8Array()
            : Encoding.UTF8.GetBytes(Text(arguments));

    private static ObjectInstance Array(Jint.Engine engine, byte[] bytes) =>
        engine.Construct("Uint8Array", new JsArray(engine, [.. bytes.Select(one => (JsValue)JsNumber.Create(one))]));
}
