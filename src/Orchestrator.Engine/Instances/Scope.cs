using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

/// <summary>
/// Variables as one execution sees them: its containers from the inside out, then the workflow; inner ones hide outer
/// ones, and what a loop gave hides them all.
/// </summary>
internal sealed class Scope(Burst burst)
{
    /// <summary>The value of a variable by id; null where no container declares it.</summary>
    public JsonElement? Read(ActivityInstanceId? from, string id)
    {
        foreach (var (instance, activity) in Containers(from))
        {
            if (activity.Variables.TryGetValue(id, out var variable))
                return ValueOf(variable, instance.Variables, instance.Transients);
        }

        return burst.Workflow.Variables.TryGetValue(id, out var global)
            ? ValueOf(global, burst.State.Variables, burst.State.Transients)
            : null;
    }

    /// <summary>Stores a value in the variable of that id, converted to its type.</summary>
    public bool TrySet(
        ActivityInstanceId? from, string id, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var (instance, activity) in Containers(from))
        {
            if (activity.Variables.TryGetValue(id, out var variable))
                return TryStore(variable, instance.Id, value, out problem);
        }

        if (burst.Workflow.Variables.TryGetValue(id, out var global))
            return TryStore(global, null, value, out problem);
        problem = new Problem("RT111", id, $"没有标识为“{id}”的变量；请在设计器中重新选择变量。");
        return false;
    }

    /// <summary>The same by name, as scripts do it. A name that nobody declares is ignored, as in Elsa.</summary>
    public bool TrySetByName(
        ActivityInstanceId? from, string name, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var (instance, activity) in Containers(from))
        {
            if (activity.Variables.Values.FirstOrDefault(one => one.Name == name) is { } variable)
                return TryStore(variable, instance.Id, value, out problem);
        }

        return burst.Workflow.Variables.Values.FirstOrDefault(one => one.Name == name) is not { } global
            || TryStore(global, null, value, out problem);
    }

    /// <summary>Everything in scope, by name.</summary>
    public ImmutableDictionary<string, JsonElement> ByName(ActivityInstanceId? from)
    {
        var values = Json.Nothing.ToBuilder();
        foreach (var variable in burst.Workflow.Variables.Values)
            values[variable.Name] = ValueOf(variable, burst.State.Variables, burst.State.Transients);
        foreach (var (instance, activity) in Containers(from).Reverse())
        {
            foreach (var variable in activity.Variables.Values)
                values[variable.Name] = ValueOf(variable, instance.Variables, instance.Transients);
            values.AddRange(instance.Locals.Where(local => !local.Key.StartsWith('#')));
        }

        return values.ToImmutable();
    }

    private IEnumerable<(ActivityInstance Instance, CompiledActivity Activity)> Containers(ActivityInstanceId? from)
    {
        while (from is { } id && burst.State.Activities.TryGetValue(id, out var instance))
        {
            if (burst.Workflow.Find(instance.Activity) is { } activity)
                yield return (instance, activity);
            from = instance.Parent;
        }
    }

    private bool TryStore(
        Variable variable, ActivityInstanceId? scope, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (!Conversion.TryTo(value, TypeOf(variable), out var converted))
        {
            problem = new Problem("RT111", variable.Name,
                $"变量“{variable.Name}”的类型是{TypeOf(variable)}，不能存入“{Shown(value)}”。");
        }
        else if (Encoding.UTF8.GetByteCount(converted.GetRawText()) > Limits.ValueBytes)
        {
            problem = new Problem("RT111", variable.Name,
                $"变量“{variable.Name}”的内容期望不超过{Limits.ValueBytes}字节，实际更大；请改存文件或分开保存。");
        }
        else
        {
            burst.Happen(new Event.VariableSet(variable.Id, converted)
            {
                Scope = scope,
                IsTransient = !variable.IsPersisted,
            });
        }

        return problem is null;
    }

    private static JsonElement ValueOf(
        Variable variable, ImmutableDictionary<string, JsonElement> kept,
        ImmutableDictionary<string, JsonElement> transient) =>
        (variable.IsPersisted ? kept : transient).TryGetValue(variable.Id, out var value) ? value
            : DefaultOf(variable);

    /// <summary>The designer writes defaults as text; one that cannot be read is null.</summary>
    public static JsonElement DefaultOf(Variable variable)
    {
        if (variable.DefaultValue is not { } written)
            return Json.Null;
        var type = TypeOf(variable);
        if (type == "Object" && written.ValueKind == JsonValueKind.String)
            return Json.TryParse(written.GetString() ?? "") ?? written;
        return Conversion.TryTo(written, type, out var converted) ? converted : Json.Null;
    }

    public static string TypeOf(Variable variable) => variable.IsArray ? variable.TypeName + "[]" : variable.TypeName;

    private static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.GetRawText();
}
