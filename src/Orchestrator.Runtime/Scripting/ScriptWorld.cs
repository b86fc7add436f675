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
        var words = new ScriptAccessors(question, Variable, Set, Into).All()
            .Concat(Reading()).Concat(Changing()).Concat(ScriptWords.All(engine, chance));
        foreach (var (name, body) in words.Where(word => script.Mentions(word.Name)))
            engine.SetValue(name, Function(name, body));
        foreach (var (name, type) in ScriptTypes.All(engine, chance).Where(type => script.Mentions(type.Name)))
            engine.SetValue(name, type());
        if (script.Mentions("variables"))
            engine.SetValue("variables", variables = VariablesObject());
        if (script.Mentions("args"))
            engine.SetValue("args", ArgumentsObject());
    }

    /// <summary>
    /// What the script changed; a member set on <c>variables</c> is a variable set. As in Elsa, null there is no value.
    /// </summary>
    public ScriptChanges Changes()
    {
        foreach (var (key, property) in variables?.GetOwnProperties() ?? [])
        {
            var name = key.ToString();
            if (property.Value.IsNull() || property.Value.IsUndefined() || set.ContainsKey(name))
                continue;
            var after = ScriptValues.Out(property.Value);
            if (!question.Variables.TryGetValue(name, out var before)
                || !JsonElement.DeepEquals(after, ScriptValues.Out(Seen(name, before))))
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
        ("getInput", arguments => Input(TextAt(arguments, 0))),
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

    private IEnumerable<(string Name, Func<JsValue[], JsValue> Body)> Changing()
    {
        yield return ("setVariable", arguments => Set(TextAt(arguments, 0), ValueAt(arguments, 1)));
        yield return ("setCorrelationId", arguments => Quietly(() => correlationId = TextAt(arguments, 0)));
        yield return ("setWorkflowInstanceName", arguments => Quietly(() => instanceName = TextAt(arguments, 0)));
        if (!question.ChoosesOutcomes)
            yield break;
        yield return ("setOutcome", arguments => Choose([TextAt(arguments, 0)]));
        yield return ("setOutcomes", arguments => Choose(ValueAt(arguments, 0) is { } list && list.IsArray()
            ? [.. list.AsArray().Select(one => one.ToString())]
            : [TextAt(arguments, 0)]));
    }

    private JsObject VariablesObject()
    {
        var made = new JsObject(engine);
        foreach (var (name, value) in question.Variables)
            made.Set(name, Seen(name, value));
        return made;
    }

    private JsObject ArgumentsObject()
    {
        var made = new JsObject(engine);
        foreach (var (name, value) in question.Arguments)
            made.Set(char.ToLowerInvariant(name[0]) + name[1..], Into(value));
        return made;
    }

    private JsValue Variable(string name)
    {
        if (set.TryGetValue(name, out var changed))
            return Seen(name, changed);
        if (variables?.HasOwnProperty(name) == true)
            return variables.Get(name);
        return question.Variables.TryGetValue(name, out var value) ? Seen(name, value) : JsValue.Null;
    }

    /// <summary>Within a workflow that is used as an activity a variable of that name is meant first.</summary>
    private JsValue Input(string name) => question.IsWithinComposite && question.Variables.ContainsKey(name)
        ? Variable(name)
        : question.Input.TryGetValue(name, out var value) ? Into(value) : JsValue.Null;

    private JsValue Output(string activity, string output)
    {
        var source = question.Sources.FirstOrDefault(one => one.Name == activity || one.Drawn == activity)
            ?? throw new InvalidOperationException($"同一容器中没有活动“{activity}”");
        return question.Outputs.TryGetValue(source.Id, out var values) && values.TryGetValue(output, out var value)
            ? Into(value)
            : JsValue.Null;
    }

    private JsValue Set(string name, JsValue value) => Quietly(() =>
    {
        set[name] = ScriptValues.Out(value);
        variables?.Set(name, value);
    });

    private JsValue Choose(ImmutableArray<string> chosen) => Quietly(() => outcomes = chosen);

    /// <summary>A variable as a script sees it: a date is a Date.</summary>
    private JsValue Seen(string name, JsonElement value) =>
        question.Dates.Contains(name) && ScriptClock.TryRead(value, out var instant)
            ? new JsDate(engine, instant)
            : Into(value);

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
        ValueAt(arguments, at) is var value && (value.IsUndefined() || value.IsNull()) ? "" : value.ToString();

    private static JsValue Text(string? text) => string.IsNullOrEmpty(text) ? JsValue.Null : new JsString(text);
}
