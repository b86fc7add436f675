using System.Collections.Immutable;
using System.Text.Json.Serialization;

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

/// <summary>One button.</summary>
public sealed record FormOutcome
{
    /// <summary>The outcome, as the ports of the drawing are named.</summary>
    public required string Name { get; init; }

    /// <summary>Chinese.</summary>
    public required string Label { get; init; }

    /// <summary>Fields that must be filled for this outcome beside the required ones.</summary>
    public ImmutableArray<string> Requires { get; init => field = value.IsDefault ? [] : value; } = [];
}

/// <summary>One field. <c>Rows</c> has fields of its own and is answered with a list of objects.</summary>
public sealed record FormField
{
    /// <summary>camelCase; the member of the answer.</summary>
    public required string Name { get; init; }
    public required FieldKind Kind { get; init; }

    /// <summary>Chinese.</summary>
    public required string Label { get; init; }
    public string? Help { get; init; }

    [JsonPropertyName("required")]
    public bool IsRequired { get; init; }

    /// <summary>Characters of a text; rows of Rows; files of Files.</summary>
    public int? Most { get; init; }
    public int? LeastNumber { get; init; }
    public int? MostNumber { get; init; }

    /// <summary>What may be chosen; empty where the act supplies the options under the field's name.</summary>
    public ImmutableArray<FormOption> Options { get; init => field = value.IsDefault ? [] : value; } = [];
    public ImmutableArray<FormField> Fields { get; init => field = value.IsDefault ? [] : value; } = [];
}

public sealed record FormOption(string Value, string Label);
