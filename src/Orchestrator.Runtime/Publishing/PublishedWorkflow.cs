using System.Collections.Frozen;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Runtime.Publishing;

/// <summary>A version ready to run, shared by all its instances.</summary>
public sealed class PublishedWorkflow
{
    private readonly FrozenDictionary<ActivityId, ActivityNode> activities;

    private PublishedWorkflow(DefinitionVersion version, CompiledWorkflow compiled)
    {
        Version = version;
        Compiled = compiled;
        activities = Within(compiled.Definition.Root)
            .DistinctBy(node => node.Id)
            .ToFrozenDictionary(node => node.Id);
    }

    public DefinitionVersion Version { get; }

    public CompiledWorkflow Compiled { get; }

    internal static PublishedWorkflow Of(DefinitionVersion version, WorkflowDefinition definition) =>
        new(version, CompiledWorkflow.Of(definition with { Id = version.Definition, Version = version.Version }));

    /// <summary>An activity as drawn; null for an id that is not of this version.</summary>
    public ActivityNode? Find(ActivityId id) => activities.GetValueOrDefault(id);

    private static IEnumerable<ActivityNode> Within(ActivityNode node) =>
        node.Children.Concat(node.Ports.Values)
            .Concat(node.Cases.Select(branch => branch.Activity).OfType<ActivityNode>())
            .SelectMany(Within)
            .Prepend(node);
}
