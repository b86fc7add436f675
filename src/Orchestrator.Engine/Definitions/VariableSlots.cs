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

    /// <summary>True where a script is given a date and not a text.</summary>
    public bool IsDate => TypeName is "DateTime" or "DateTimeOffset";

    /// <summary>The value before anybody sets it.</summary>
    public required JsonElement Default { get; init; }

    private const string Mark = "undeclared:";

    /// <summary>For a name that a script sets and nobody declares: of any type, gone after a suspension.</summary>
    public static VariableSlot Undeclared(string name) => new()
    {
        Id = Mark + name,
        Name = name,
        TypeName = "Object",
        IsPersisted = false,
        Default = Json.Null,
    };

    /// <summary>The name of such a variable; null for the id of one that is declared.</summary>
    public static string? UndeclaredName(string id) =>
        id.StartsWith(Mark, StringComparison.Ordinal) ? id[Mark.Length..] : null;

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

    /// <summary>
    /// The designer writes defaults as text, and the text itself is the value of an Object. One that cannot be read is
    /// none.
    /// </summary>
    private static JsonElement DefaultOf(JsonElement? written, string type)
    {
        if (written is not { } value)
            return Json.Null;
        return Conversion.TryTo(value, type, out var converted) ? converted : Json.Null;
    }
}
