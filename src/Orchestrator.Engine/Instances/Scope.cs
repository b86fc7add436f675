using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Instances;

/// <summary>From where an expression looks: a running execution, and what a loop gives to one about to begin.</summary>
internal readonly record struct Viewpoint(
    ActivityInstanceId? Execution, ImmutableDictionary<string, JsonElement> Given)
{
    /// <summary>What the activity gives to this one expression.</summary>
    public ImmutableDictionary<string, JsonElement> Arguments { get; init; } = Json.Nothing;

    /// <summary>True for a script that may choose the outcomes of its activity.</summary>
    public bool ChoosesOutcomes { get; init; }

    /// <summary>What an execution was given, without the marks that only the engine reads.</summary>
    public static ImmutableDictionary<string, JsonElement> Seen(ImmutableDictionary<string, JsonElement> locals) =>
        locals.IsEmpty ? locals : locals.RemoveRange(locals.Keys.Where(name => name.StartsWith('#')));

    public static implicit operator Viewpoint(ActivityInstanceId execution) => new(execution, Json.Nothing);
}

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
            if (activity.Variables.ById(id) is { } variable)
                return ValueOf(variable, instance.Variables, instance.Transients);
        }

        return burst.Workflow.Variables.ById(id) is { } global
            ? ValueOf(global, burst.State.Variables, burst.State.Transients)
            : null;
    }

    /// <summary>The variable of that id as seen from there; null where nobody declares it.</summary>
    public VariableSlot? SlotOf(ActivityInstanceId? from, string id) =>
        Containers(from).Select(one => one.Activity.Variables.ById(id)).FirstOrDefault(slot => slot is not null)
        ?? burst.Workflow.Variables.ById(id);

    /// <summary>What a person is told whose value is not of the variable's type; a drawing is not asked.</summary>
    public Problem? Misfit(ActivityInstanceId? from, string id, JsonElement value) =>
        SlotOf(from, id) is { } slot && !Conversion.Fits(value, slot.TypeName) ? Unfit(slot, value) : null;

    /// <summary>Stores a value in the variable of that id, converted to its type.</summary>
    public bool TrySet(
        ActivityInstanceId? from, string id, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var (instance, activity) in Containers(from))
        {
            if (activity.Variables.ById(id) is { } variable)
                return TryStore(variable, instance.Id, value, out problem);
        }

        if (burst.Workflow.Variables.ById(id) is { } global)
            return TryStore(global, null, value, out problem);
        problem = new Problem("RT111", id, $"没有标识为“{id}”的变量；请在设计器中重新选择变量。");
        return false;
    }

    /// <summary>
    /// The same by name, as scripts do it. A name that nobody declares becomes a variable of the nearest container,
    /// until the next suspension.
    /// </summary>
    public bool TrySetByName(
        ActivityInstanceId? from, string name, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        foreach (var (instance, activity) in Containers(from))
        {
            if (activity.Variables.ByName(name) is { } variable)
                return TryStore(variable, instance.Id, value, out problem);
            if (instance.Locals.ContainsKey(name) || Gives(activity, name))
                return TryStore(VariableSlot.Undeclared(name), instance.Id, value, out problem);
        }

        if (burst.Workflow.Variables.ByName(name) is { } global)
            return TryStore(global, null, value, out problem);
        var container = Containers(from).FirstOrDefault(one => one.Activity.IsContainer).Instance?.Id;
        return TryStore(VariableSlot.Undeclared(name), container, value, out problem);
    }

    /// <summary>Everything in scope, by name; and which of it are dates.</summary>
    public (ImmutableDictionary<string, JsonElement> Values, ImmutableHashSet<string> Dates) ByName(
        ActivityInstanceId? from)
    {
        var values = Json.Nothing.ToBuilder();
        var dates = ImmutableHashSet<string>.Empty;
        Declared(burst.Workflow.Variables, burst.State.Variables, burst.State.Transients);
        foreach (var (instance, activity) in Containers(from).Reverse())
        {
            foreach (var input in activity.Used?.Inputs ?? [])
                values[input.Name] = instance.Inputs.GetValueOrDefault(ForeignJson.PascalCase(input.Name), Json.Null);
            Set(Viewpoint.Seen(instance.Locals).Select(one => KeyValuePair.Create((string?)one.Key, one.Value)));
            Declared(activity.Variables, instance.Variables, instance.Transients);
        }

        return (values.ToImmutable(), dates);

        void Declared(
            VariableSlots slots, ImmutableDictionary<string, JsonElement> kept,
            ImmutableDictionary<string, JsonElement> transients)
        {
            foreach (var variable in slots.All)
            {
                values[variable.Name] = ValueOf(variable, kept, transients);
                dates = variable.IsDate ? dates.Add(variable.Name) : dates.Remove(variable.Name);
            }

            Set(transients.Select(one => KeyValuePair.Create(VariableSlot.UndeclaredName(one.Key), one.Value)));
        }

        void Set(IEnumerable<KeyValuePair<string?, JsonElement>> found)
        {
            foreach (var (name, value) in found)
            {
                if (name is null)
                    continue;
                values[name] = value;
                dates = dates.Remove(name);
            }
        }
    }

    /// <summary>True where the composite has an input or an output of that name: a variable inside.</summary>
    private static bool Gives(CompiledActivity composite, string name) => composite.Used is { } used
        && used.Inputs.Concat(used.Outputs).Any(argument => argument.Name == name);

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
        VariableSlot variable, ActivityInstanceId? scope, JsonElement value, [NotNullWhen(false)] out Problem? problem)
    {
        problem = null;
        if (!Conversion.TryTo(value, variable.TypeName, out var converted))
        {
            problem = Unfit(variable, value);
        }
        else if (JsonMarshal.GetRawUtf8Value(converted).Length > Limits.ValueBytes)
        {
            problem = new Problem("RT118", variable.Name,
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
        VariableSlot variable, ImmutableDictionary<string, JsonElement> kept,
        ImmutableDictionary<string, JsonElement> transient) =>
        (variable.IsPersisted ? kept : transient).TryGetValue(variable.Id, out var value) ? value
            : variable.Default;

    private static Problem Unfit(VariableSlot variable, JsonElement value) => new("RT111", variable.Name,
        $"变量“{variable.Name}”的类型是{variable.TypeName}，不能存入“{Shown(value)}”。");

    private static string Shown(JsonElement value) =>
        value.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : value.GetRawText();
}
