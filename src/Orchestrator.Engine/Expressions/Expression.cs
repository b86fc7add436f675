using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Expressions;

/// <summary>What the author wrote into an input: a syntax, a value, and the type the input wants.</summary>
/// <param name="Syntax">Literal, Object, Variable, Input, Output, JavaScript or Liquid; anything else cannot
/// run.</param>
/// <param name="Value">The text or JSON the author wrote.</param>
/// <param name="TypeName">Elsa's alias of the type wanted, or null for no conversion.</param>
public sealed record Expression(string Syntax, JsonElement Value, string? TypeName);

/// <summary>
/// Answers an expression that the engine cannot answer itself (JavaScript, Liquid). Given by the runtime; a pure
/// function of its question, because chance and time are part of it.
/// </summary>
public delegate Evaluation Evaluate(Question question);

/// <summary>An expression and everything a script may look at.</summary>
public sealed record Question
{
    public required Expression Expression { get; init; }

    /// <summary>Variables in scope by name, inner ones already hiding outer ones.</summary>
    public required ImmutableDictionary<string, JsonElement> Variables { get; init; }

    /// <summary>Those of the variables whose values are dates, not texts.</summary>
    public ImmutableHashSet<string> Dates { get; init; } = [];

    /// <summary>The workflow's input by name.</summary>
    public required ImmutableDictionary<string, JsonElement> Input { get; init; }

    /// <summary>The inputs that the workflow declares: each has an accessor, with a value or without.</summary>
    public ImmutableArray<ArgumentDefinition> DeclaredInputs { get; init; } = [];

    /// <summary>True within a workflow that is used as an activity: its inputs are like variables there.</summary>
    public bool IsWithinComposite { get; init; }

    /// <summary>Who stands beside the one that asks, in the same container: only their outputs can be read.</summary>
    public ImmutableArray<OutputSource> Sources { get; init; } = [];

    /// <summary>Recorded outputs: output name → value; the default output is <c>Result</c>.</summary>
    public ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>> Outputs { get; init; } =
        ImmutableDictionary<ActivityId, ImmutableDictionary<string, JsonElement>>.Empty;

    /// <summary>What the activity gives to this one expression, by name; a bulk start gives each item.</summary>
    public ImmutableDictionary<string, JsonElement> Arguments { get; init; } = Json.Nothing;

    /// <summary>True for the script of an activity that may choose its outcomes.</summary>
    public bool ChoosesOutcomes { get; init; }
    public JsonElement LastResult { get; init; }
    public required InstanceId Instance { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public string? CorrelationId { get; init; }
    public string? InstanceName { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>
    /// Seeds every draw of chance inside the script; recorded, so that a replay gives the same answer.
    /// </summary>
    public required ulong Seed { get; init; }
}

/// <summary>An activity whose outputs can be read.</summary>
/// <param name="Id">Under which its outputs are recorded.</param>
/// <param name="Drawn">Its id as drawn.</param>
/// <param name="Name">Its name as drawn, if it has one.</param>
/// <param name="Outputs">The names of its outputs, PascalCase.</param>
public sealed record OutputSource(ActivityId Id, string Drawn, string? Name, ImmutableArray<string> Outputs);

/// <summary>The answer to a <see cref="Question"/>.</summary>
public abstract record Evaluation
{
    private Evaluation() { }

    /// <param name="Result">The value as JSON; <c>undefined</c> and <c>null</c> are both JSON null.</param>
    /// <param name="Changes">What the script changed on the way.</param>
    public sealed record Value(JsonElement Result, ScriptChanges Changes) : Evaluation;

    /// <summary>The script failed or ran into a limit; becomes an incident with this code and sentence.</summary>
    public sealed record Failed(string Code, string Message) : Evaluation;
}

/// <summary>
/// Side effects that Elsa allows a script: variables set, outcomes chosen, name and correlation changed.
/// </summary>
public sealed record ScriptChanges
{
    public static readonly ScriptChanges None = new();
    public ImmutableArray<KeyValuePair<string, JsonElement>> Variables { get; init; } = [];

    /// <summary>Null when the script called neither setOutcome nor setOutcomes.</summary>
    public ImmutableArray<string>? Outcomes { get; init; }
    public string? CorrelationId { get; init; }
    public string? InstanceName { get; init; }
}
