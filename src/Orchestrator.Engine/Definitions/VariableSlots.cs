using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>The variables that a workflow or container declares, with their defaults as values.</summary>
internal sealed class VariableSlots
{
    public static readonly VariableSlots None = new([]);

    private readonly FrozenDictionary<string, VariableSlot> byId;
    private readonly FrozenDictionary<string, VariableSlot> byName;

    private VariableSlots(ImmutableArray<VariableSlot> all)
    {
        All = all;
        byId = all.DistinctBy(slot => slot.Id).ToFrozenDictionary(slot => slot.Id);
        byName = all.DistinctBy(slot => slot.Name).ToFrozenDictionary(slot => slot.Name);
    }

    public ImmutableArray<VariableSlot> All { get; }

    public VariableSlot? ById(string id) => byId.GetValueOrDefault(id);

    public VariableSlot? ByName(string name) => byName.GetValueOrDefault(name);

    public static VariableSlots Of(ImmutableArray<Variable> variables) =>
        variables.IsEmpty ? None : new VariableSlots([.. variables.Select(VariableSlot.Of)]);
}

/// <summary>One declared variable.</summary>
internal sealed record VariableSlot
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <summary>The type its values have.</summary>
    public required string TypeName { get; init; }
    public required bool IsPersisted { get; init; }

    /// <summary>The value before anybody sets it.</summary>
    public required JsonElement Default { get; init; }

    public static VariableSlot Of(Variable variable)
    {
        var type = variable.IsArray ? $"{variable.TypeName}[]" : variable.TypeName;
        return new VariableSlot
        {
            Id = variable.Id,
            Name = variable.Name,
            TypeName = type,
            IsPersisted = variable.IsPersisted,
            Default = DefaultOf(variable.DefaultValue, type),
        };
    }

    /// <summary>The designer writes defaults as text. One that cannot be read is none.</summary>
    private static JsonElement DefaultOf(JsonElement? written, string type)
    {
        if (written is not { } value)
            return Json.Null;
        if (type == "Object" && value.ValueKind == JsonValueKind.String)
            return Json.TryParse(value.GetString() ?? "") ?? value;
        return Conversion.TryTo(value, type, out var converted) ? converted : Json.Null;
    }
}
