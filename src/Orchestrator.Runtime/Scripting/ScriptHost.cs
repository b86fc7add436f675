using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Jint.Native;
using Jint.Runtime.Descriptors;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>
/// Elsa's functions for one script, over the question's values. What it changes is kept here and handed back; the
/// script sees its own changes at once.
/// </summary>
internal sealed class ScriptHost(Question question)
{
    private readonly Dictionary<string, JsonElement> set = [];
    private readonly SeededChance chance = new(question.Seed ^ 0x5DEECE66DUL);
    private ImmutableArray<string>? outcomes;
    private string? correlation;
    private string? instanceName;

    public ScriptChanges Changes() => new()
    {
        Variables = [.. set],
        Outcomes = outcomes,
        CorrelationId = correlation,
        InstanceName = instanceName,
    };

    public void Offer(Jint.Engine engine)
    {
        JsValue Read(JsonElement? value) => ScriptValues.FromJson(engine, value ?? Json.Null);
        void Write(string name, JsValue value) => set[name] = ScriptValues.ToJson(engine, value);

        engine.SetValue("getVariable", (string name) => Read(Variable(name)));
        engine.SetValue("setVariable", (string name, JsValue value) => Write(name, value));
        engine.SetValue("getInput", (string name) => Read(Input(name)));
        engine.SetValue("getOutputFrom", (string activity, string? output) => Read(Output(activity, output)));
        engine.SetValue("getLastResult", () => Read(question.LastResult));
        engine.SetValue("setOutcome", (string name) => { outcomes = [name]; });
        engine.SetValue("setOutcomes", (string[] names) => { outcomes = [.. names]; });
        engine.SetValue("toJson", (JsValue value) => ScriptValues.ToJson(engine, value).GetRawText());
        OfferAccessors(engine, Read, Write);
        OfferIdentity(engine);
        OfferText(engine);
    }

    /// <summary><c>getTotal()</c>, <c>setTotal(v)</c> and <c>variables.Total</c>; a variable hides an input.</summary>
    private void OfferAccessors(Jint.Engine engine, Func<JsonElement?, JsValue> read, Action<string, JsValue> write)
    {
        foreach (var name in question.Input.Keys.Where(IsIdentifier))
            engine.SetValue("get" + Capital(name), () => read(Input(name)));
        var variables = engine.Intrinsics.Object.Construct([]);
        foreach (var name in question.Variables.Keys)
        {
            var get = JsValue.FromObject(engine, () => read(Variable(name)));
            var put = JsValue.FromObject(engine, (JsValue value) => write(name, value));
            variables.FastSetProperty(name, new GetSetPropertyDescriptor(get, put, enumerable: true));
            if (!IsIdentifier(name))
                continue;
            engine.SetValue("get" + Capital(name), get);
            engine.SetValue("set" + Capital(name), put);
        }

        engine.SetValue("variables", variables);
    }

    private void OfferIdentity(Jint.Engine engine)
    {
        engine.SetValue("getWorkflowDefinitionId", () => question.Definition.Definition.Value);
        engine.SetValue("getWorkflowDefinitionVersion", () => question.Definition.Version);
        engine.SetValue("getWorkflowDefinitionVersionId",
            () => $"{question.Definition.Definition}:{question.Definition.Version}");
        engine.SetValue("getWorkflowInstanceId", () => question.Instance.ToString());
        engine.SetValue("getWorkflowInstanceName", () => instanceName ?? question.InstanceName);
        engine.SetValue("setWorkflowInstanceName", (string? name) => { instanceName = name; });
        engine.SetValue("getCorrelationId", () => correlation ?? question.CorrelationId);
        engine.SetValue("setCorrelationId", (string? id) => { correlation = id; });
        engine.SetValue("newGuid", () => chance.NextGuid().ToString("D"));
        engine.SetValue("newGuidString", () => chance.NextGuid().ToString("D"));
        engine.SetValue("newShortGuid", () => Convert.ToBase64String(chance.NextGuid().ToByteArray())
            .TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        engine.SetValue("parseGuid", (string text) => Guid.Parse(text).ToString("D"));
    }

    private static void OfferText(Jint.Engine engine)
    {
        engine.SetValue("isNullOrWhiteSpace", (string? text) => string.IsNullOrWhiteSpace(text));
        engine.SetValue("isNullOrEmpty", (string? text) => string.IsNullOrEmpty(text));
        engine.SetValue("stringToBase64", (string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        engine.SetValue("stringFromBase64", (string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text)));
    }

    private JsonElement? Variable(string name) =>
        set.TryGetValue(name, out var changed) ? changed
            : question.Variables.TryGetValue(name, out var value) ? value : null;

    private JsonElement? Input(string name) => question.Input.TryGetValue(name, out var value) ? value : null;

    private JsonElement? Output(string activity, string? output) =>
        question.Outputs.TryGetValue(activity, out var outputs)
        && outputs.TryGetValue(string.IsNullOrEmpty(output) ? "Result" : Capital(output), out var value) ? value : null;

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsDigit(name[0]) && name.All(one => char.IsLetterOrDigit(one) || one == '_');
}
