using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>Workflows that a definition uses as activities, seen as part of it.</summary>
public static class UsedWorkflows
{
    /// <summary>The versions that are drawn in it, without those that are drawn in them.</summary>
    public static IEnumerable<DefinitionVersion> Direct(WorkflowDefinition definition) =>
        definition.Root.WithAll().Select(node => node.UsesWorkflow).OfType<DefinitionVersion>().Distinct();

    /// <summary>
    /// The definition with what it uses drawn where it is used. As it is where that has no end or would be too large.
    /// </summary>
    public static WorkflowDefinition Inlined(
        WorkflowDefinition definition, Func<DefinitionVersion, WorkflowDefinition?> find) =>
        IsEndless(definition, find) || Size(definition, find, []) > DefinitionLimits.Activities
            ? definition
            : definition with { Root = Inlined(definition.Root, find) };

    /// <summary>True where it, or something that it uses, comes to use itself in whatever version.</summary>
    internal static bool IsEndless(
        WorkflowDefinition definition, Func<DefinitionVersion, WorkflowDefinition?> find) =>
        Reached(definition, find).Append(definition)
            .Any(one => Reached(one, find).Any(inner => inner.Id == one.Id));

    /// <summary>Everything that it uses, directly or not; each once.</summary>
    private static Dictionary<DefinitionVersion, WorkflowDefinition>.ValueCollection Reached(
        WorkflowDefinition definition, Func<DefinitionVersion, WorkflowDefinition?> find)
    {
        var reached = new Dictionary<DefinitionVersion, WorkflowDefinition>();
        var open = new Stack<DefinitionVersion>(Direct(definition));
        while (open.TryPop(out var version))
        {
            if (find(version) is not { } used || !reached.TryAdd(version, used))
                continue;
            foreach (var inner in Direct(used))
                open.Push(inner);
        }

        return reached.Values;
    }

    /// <summary>Activities, of used workflows as often as they are used. Only where nothing uses itself.</summary>
    internal static long Size(
        WorkflowDefinition definition, Func<DefinitionVersion, WorkflowDefinition?> find,
        Dictionary<DefinitionVersion, long> known)
    {
        var size = 0L;
        foreach (var node in definition.Root.WithAll())
        {
            size++;
            if (node.UsesWorkflow is not { } version || find(version) is not { } used)
                continue;
            if (!known.TryGetValue(version, out var inner))
                known[version] = inner = Size(used, find, known);

            // So large a sum is refused anyway; larger ones would not fit the number.
            size = Math.Min(size + inner, int.MaxValue);
        }

        return size;
    }

    private static ActivityNode Inlined(ActivityNode node, Func<DefinitionVersion, WorkflowDefinition?> find) =>
        node.UsesWorkflow is { } version && find(version) is { } used
            ? node with { Children = [Inlined(used.Root, find)] }
            : node with
            {
                Children = [.. node.Children.Select(child => Inlined(child, find))],
                Ports = node.Ports.ToImmutableDictionary(port => port.Key, port => Inlined(port.Value, find)),
                Cases = [.. node.Cases.Select(one => one.Activity is { } activity
                    ? one with { Activity = Inlined(activity, find) }
                    : one)],
            };
}
