using System.Collections.Frozen;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>A version ready to run, shared by all its instances.</summary>
public sealed class PublishedWorkflow
{
    private readonly FrozenDictionary<ActivityId, string> names;

    private PublishedWorkflow(CompiledWorkflow compiled, JsonElement json, long sequence)
    {
        Sequence = sequence;
        Version = new DefinitionVersion(compiled.Definition.Id, compiled.Definition.Version);
        Compiled = compiled;
        names = NamesIn(json).DistinctBy(named => named.Id)
            .ToFrozenDictionary(named => new ActivityId(named.Id), named => named.Name);
    }

    public DefinitionVersion Version { get; }

    public CompiledWorkflow Compiled { get; }

    /// <summary>Its number among all publications: what a case that goes over to it pins at least.</summary>
    public long Sequence { get; }

    internal static PublishedWorkflow Of(CompiledWorkflow compiled, JsonElement json, long sequence) =>
        new(compiled, json, sequence);

    /// <summary>An activity as a person knows it: the text in its box, else its name or id.</summary>
    public string NameOf(ActivityId id) => names.GetValueOrDefault(id) ?? Find(id)?.Name ?? id.Value;

    /// <summary>An activity as drawn; null for an id that is not of this version.</summary>
    public ActivityNode? Find(ActivityId id) => Compiled.NodeOf(id);

    /// <summary>The designer keeps the text of a box where the engine does not look.</summary>
    private static IEnumerable<(string Id, string Name)> NamesIn(JsonElement json)
    {
        var own = json.Member("id")?.AsText() is { } id
            && json.Member("metadata")?.Member("displayText")?.AsText() is { Length: > 0 } text
            ? [(id, text)]
            : Array.Empty<(string, string)>();
        var inner = json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Select(member => member.Value),
            JsonValueKind.Array => json.EnumerateArray(),
            _ => Enumerable.Empty<JsonElement>(),
        };
        return own.Concat(inner.SelectMany(NamesIn));
    }
}
