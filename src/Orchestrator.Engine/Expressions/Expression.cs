using System.Collections.Immutable;
using System.Text.Json;

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

    /// <summary>The workflow's input by name.</summary>
    public required ImmutableDictionary<string, JsonElement> Input { get; init; }

    /// <summary>
    /// Recorded outputs: activity id or name → output name → value; the default output is <c>Result</c>.
    /// </summary>
    public required ImmutableDictionary<string, ImmutableDictionary<string, JsonElement>> Outputs { get; init; }
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
