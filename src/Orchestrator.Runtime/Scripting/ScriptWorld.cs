using System.Collections.Immutable;
using System.Text.Json;
using Jint;
using Jint.Native;
using Jint.Runtime.Interop;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>What Elsa gives a script to look at and to change, made from the question. Changes are collected.</summary>
internal sealed class ScriptWorld(Jint.Engine engine, Question question)
{
    private readonly SeededChance chance = new(question.Seed);
    private readonly Dictionary<string, JsonElement> set = [];
    private ImmutableArray<string>? outcomes;
    private string? correlationId;
    private string? instanceName;
    private JsObject? variables;

    /// <summary>Makes what the script mentions and nothing else.</summary>
    public void Furnish(PreparedScript script)
    {
        // Always: a script can reach Math.random without writing its name.
        engine.GetValue("Math").AsObject()
            .Set("random", Function("random", _ => JsNumber.Create(chance.NextFraction())));

        // The accessors first: a variable named Input must not take getInput away.
        var words = Accessors().Concat(Reading()).Concat(Changing()).Concat(ScriptWords.All(engine, chance));
        foreach (var (name, body) in words.Where(word => script.Mentions(word.Name)))
            engine.SetValue(name, Function(name, body));
        if (script.Mentions("variables"))
            engine.SetValue("variables", variables = VariablesObject());
    }

    /// <summary>What the script changed; a member set on <c>variables</c> is a variable set.</summary>
    public ScriptChanges Changes()
    {
        foreach (var (name, before) in variables is null ? Json.Nothing : question.Variables)
        {
            if (variables?.Get(name) is not { } value || set.ContainsKey(name))
                continue;
            var after = ScriptValues.Out(value);
            if (!JsonElement.DeepEquals(after, ScriptValues.Out(ScriptValues.Into(engine, before))))
                set[name] = after;
        }

        return new ScriptChanges
        {
            Variables = [.. set],
            Outcomes = outcomes,
            CorrelationId = correlationId,
            InstanceName = instanceName,
        };
    }

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Reading() =>
    [
        ("getVariable", arguments => Variable(TextAt(arguments, 0))),
        ("getInput", arguments => Named(question.Input, TextAt(arguments, 0))),
        ("getOutputFrom", arguments => Output(TextAt(arguments, 0),
            arguments.Length > 1 && arguments[1].IsString() ? arguments[1].AsString() : "Result")),
        ("getLastResult", _ => Into(question.LastResult)),
        ("getCorrelationId", _ => Text(correlationId ?? question.CorrelationId)),
        ("getWorkflowInstanceId", _ => Text(question.Instance.ToString())),
        ("getWorkflowInstanceName", _ => Text(instanceName ?? question.InstanceName)),
        ("getWorkflowDefinitionId", _ => Text(question.Definition.Definition.Value)),
        ("getWorkflowDefinitionVersion", _ => JsNumber.Create(question.Definition.Version)),
        ("getWorkflowDefinitionVersionId", _ => Text(question.Definition.ToString())),
    ];

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Changing() =>
    [
        ("setVariable", arguments => Set(TextAt(arguments, 0), ValueAt(arguments, 1))),
        ("setOutcome", arguments => Choose([TextAt(arguments, 0)])),
        ("setOutcomes", arguments => Choose(ValueAt(arguments, 0) is { } list && list.IsArray()
            ? [.. list.AsArray().Select(one => one.ToString())]
            : [TextAt(arguments, 0)])),
        ("setCorrelationId", arguments => Quietly(() => correlationId = TextAt(arguments, 0))),
        ("setWorkflowInstanceName", arguments => Quietly(() => instanceName = TextAt(arguments, 0))),
    ];

    /// <summary>getX and setX by variable, getX by input, getResultFromX by output.</summary>
    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Accessors()
    {
        foreach (var name in question.Input.Keys)
            yield return ("get" + Pascal(name), _ => Named(question.Input, name));
        foreach (var (activity, values) in question.Outputs)
            foreach (var output in values.Keys)
                yield return ($"get{Pascal(output)}From{Pascal(activity)}", _ => Output(activity, output));

        // Last, so that a variable hides an input of the same name.
        foreach (var name in question.Variables.Keys)
        {
            yield return ("get" + Pascal(name), _ => Variable(name));
            yield return ("set" + Pascal(name), arguments => Set(name, ValueAt(arguments, 0)));
        }
    }

    private JsObject VariablesObject()
    {
        var made = new JsObject(engine);
        foreach (var (name, value) in question.Variables)
            made.Set(name, Into(value));
        return made;
    }

    private JsValue Variable(string name)
    {
        if (set.TryGetValue(name, out var changed))
            return Into(changed);
        return variables is not null && question.Variables.ContainsKey(name)
            ? variables.Get(name)
            : Named(question.Variables, name);
    }

    private JsValue Output(string activity, string output) =>
        question.Outputs.TryGetValue(activity, out var values) ? Named(values, Pascal(output)) : JsValue.Null;

    private JsValue Named(ImmutableDictionary<string, JsonElement> values, string name) =>
        values.TryGetValue(name, out var value) ? Into(value) : JsValue.Null;

    private JsValue Set(string name, JsValue value) => Quietly(() => set[name] = ScriptValues.Out(value));

    private JsValue Choose(ImmutableArray<string> chosen) => Quietly(() => outcomes = chosen);

    private JsValue Into(JsonElement value) => ScriptValues.Into(engine, value);

    private ClrFunction Function(string name, Func<JsValue[], JsValue> body) =>
        new(engine, name, (_, arguments) => body(arguments));

    private static JsValue Quietly(Action act)
    {
        act();
        return JsValue.Undefined;
    }

    private static JsValue ValueAt(JsValue[] arguments, int at) =>
        at < arguments.Length ? arguments[at] : JsValue.Undefined;

    private static string TextAt(JsValue[] arguments, int at) =>
        at < arguments.Length && !arguments[at].IsUndefined() ? arguments[at].ToString() : "";

    private static JsValue Text(string? text) => text is null ? JsValue.Null : new JsString(text);

    /// <summary>As Elsa names its accessors: parts between marks each begin with a capital.</summary>
    private static string Pascal(string name) =>
        string.Concat(name.Split(['-', '_', ' ', '.', ':'], StringSplitOptions.RemoveEmptyEntries)
            .Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
}
