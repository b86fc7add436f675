using System.Globalization;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime.Interop;

namespace Orchestrator.Runtime.Scripting;

/// <summary>
/// The types of .NET that Elsa shows every script, as far as a script can do without them: a date is a Date, a span
/// and an id are texts in the spelling that inputs and variables read.
/// </summary>
internal static class ScriptTypes
{
    public static IEnumerable<(string Name, Func<ObjectInstance> Type)> All(Jint.Engine engine, SeededChance chance) =>
    [
        ("TimeSpan", () => Span(engine)),
        ("DateTime", () => Date(engine)),
        ("DateTimeOffset", () => Date(engine)),
        ("Guid", () => Id(engine, chance)),
    ];

    private static ObjectInstance Span(Jint.Engine engine)
    {
        var type = new JsObject(engine);
        type.Set("Zero", "00:00:00");
        Add("FromDays", TimeSpan.TicksPerDay);
        Add("FromHours", TimeSpan.TicksPerHour);
        Add("FromMinutes", TimeSpan.TicksPerMinute);
        Add("FromSeconds", TimeSpan.TicksPerSecond);
        Add("FromMilliseconds", TimeSpan.TicksPerMillisecond);
        return With(engine, type, "Parse", arguments => Text(TimeSpan.Parse(
            TextOf(arguments), CultureInfo.InvariantCulture)));

        void Add(string name, long unit) => With(engine, type, name, arguments => Text(new TimeSpan(
            checked((long)Math.Round((arguments.Length > 0 ? arguments[0].AsNumber() : 0) * unit)))));
    }

    private static ObjectInstance Date(Jint.Engine engine)
    {
        var type = engine.Evaluate(
            "(function (y, m, d, h, n, s, f) { return new Date(y, m - 1, d, h || 0, n || 0, s || 0, f || 0) })")
            .AsObject();
        var now = engine.Evaluate("new Date()");
        type.Set("UtcNow", now);
        type.Set("Now", now);
        type.Set("Today", engine.Evaluate("new Date(new Date().setHours(0, 0, 0, 0))"));
        Add("FromUnixTimeSeconds", 1_000);
        Add("FromUnixTimeMilliseconds", 1);
        return With(engine, type, "Parse", arguments => ScriptClock.TryRead(TextOf(arguments), out var instant)
            ? new JsDate(engine, instant)
            : throw new FormatException($"期望一个日期，实际是“{TextOf(arguments)}”"));

        void Add(string name, long milliseconds) => With(engine, type, name, arguments => new JsDate(
            engine, DateTimeOffset.FromUnixTimeMilliseconds(
                checked((long)(arguments.Length > 0 ? arguments[0].AsNumber() : 0) * milliseconds))));
    }

    private static ObjectInstance Id(Jint.Engine engine, SeededChance chance)
    {
        var type = new JsObject(engine);
        type.Set("Empty", Guid.Empty.ToString("D"));
        With(engine, type, "NewGuid", _ => new JsString(chance.NextGuid().ToString("D")));
        return With(engine, type, "Parse", arguments => ScriptWords.ParseGuid(TextOf(arguments)));
    }

    private static ObjectInstance With(
        Jint.Engine engine, ObjectInstance type, string name, Func<JsValue[], JsValue> body)
    {
        type.Set(name, new ClrFunction(engine, name, (_, arguments) => body(arguments)));
        return type;
    }

    private static JsString Text(TimeSpan span) => new(span.ToString("c", CultureInfo.InvariantCulture));

    private static string TextOf(JsValue[] arguments) => arguments.Length > 0 ? arguments[0].ToString() : "";
}
