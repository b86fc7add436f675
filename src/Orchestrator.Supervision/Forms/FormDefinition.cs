using System.Collections.Immutable;

namespace Orchestrator.Supervision.Forms;

/// <summary>What a form's field asks for.</summary>
public enum FieldKind { Text, LongText, Date, WholeNumber, YesNo, Choice, Choices, Files, Rows }

/// <summary>A form as <c>forms/NAME.json</c> in the folder of its process declares it.</summary>
public sealed record FormDefinition
{
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required ImmutableArray<FormField> Fields { get; init; }

    /// <summary>The buttons; the chosen one is the outcome the drawing continues from.</summary>
    public required ImmutableArray<FormOutcome> Outcomes { get; init; }
}

/// <param name="Name">The outcome, as the ports of the drawing are named.</param>
/// <param name="Label">Chinese; the button.</param>
/// <param name="Requires">Fields that must be filled for this outcome beside the required ones.</param>
public sealed record FormOutcome(string Name, string Label, ImmutableArray<string> Requires);

/// <summary>One field. <c>Rows</c> has fields of its own and is answered with a list of objects.</summary>
public sealed record FormField
{
    public required string Name { get; init; }
    public required FieldKind Kind { get; init; }
    public required string Label { get; init; }
    public string? Help { get; init; }
    public bool IsRequired { get; init; }

    /// <summary>Characters of a text; rows of Rows; files of Files.</summary>
    public int? Most { get; init; }
    public int? LeastNumber { get; init; }
    public int? MostNumber { get; init; }

    /// <summary>What may be chosen; empty where the act supplies the options under the field's name.</summary>
    public ImmutableArray<FormOption> Options { get; init; } = [];
    public ImmutableArray<FormField> Fields { get; init; } = [];
}

public sealed record FormOption(string Value, string Label);
