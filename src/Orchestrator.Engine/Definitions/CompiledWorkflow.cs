namespace Orchestrator.Engine.Definitions;

/// <summary>
/// A definition made ready to run: activities by index, adjacency, variable slots. Immutable, made once per version
/// and shared by all instances.
/// </summary>
public sealed class CompiledWorkflow
{
    private CompiledWorkflow(WorkflowDefinition definition) => Definition = definition;

    public WorkflowDefinition Definition { get; }

    public static CompiledWorkflow Of(WorkflowDefinition definition) => new(definition);
}
