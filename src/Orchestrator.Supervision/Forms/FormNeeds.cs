using System.Collections.Immutable;

namespace Orchestrator.Supervision.Forms;

/// <summary>What an act takes from the answer to its form. The publish check compares the form with it.</summary>
/// <param name="Outcomes">The buttons it knows what to do for.</param>
/// <param name="Fields">What it reads by name; a form may ask for more.</param>
public sealed record FormNeeds(ImmutableArray<string> Outcomes, params ImmutableArray<NeededField> Fields);

/// <summary>How much an act depends on a field.</summary>
public enum Need
{
    /// <summary>The form may leave it out; where it has it, the kind must be right.</summary>
    Read,

    /// <summary>The form must have it: some answers are refused without.</summary>
    Asked,

    /// <summary>It must be filled in.</summary>
    Filled,
}

/// <summary>A field that an act reads.</summary>
public sealed record NeededField(string Name, FieldKind Kind, Need Need)
{
    /// <summary>The one outcome for which it must be filled in; null: for all of them.</summary>
    public string? OnlyFor { get; init; }

    /// <summary>The values of a Choice that the act knows; empty where the act itself supplies the options.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>The bounds of a WholeNumber.</summary>
    public (int Least, int Most)? Range { get; init; }

    /// <summary>Of Rows.</summary>
    public ImmutableArray<NeededField> Fields { get; init; } = [];

    public static NeededField Read(string name, FieldKind kind) => new(name, kind, Need.Read);

    public static NeededField Asked(string name, FieldKind kind) => new(name, kind, Need.Asked);

    public static NeededField Filled(string name, FieldKind kind) => new(name, kind, Need.Filled);

    public static NeededField FilledFor(string outcome, string name, FieldKind kind) =>
        new(name, kind, Need.Filled) { OnlyFor = outcome };
}
