using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>One execution of an activity within a decision.</summary>
internal readonly record struct Execution(ActivityInstanceId Id, CompiledActivity Activity)
{
    public ActivityNode Node => Activity.Node;
}

/// <summary>
/// What an activity type does. Stateless: what it remembers are events, and it reads them back from the state that
/// the burst folds.
/// </summary>
internal interface IActivity
{
    /// <summary>True where its end also ends the container (End, Finish).</summary>
    bool IsTerminal => false;

    /// <summary>True where it asks something of the world: for a container that has ended nothing is asked.</summary>
    bool AsksTheWorld => false;

    /// <summary>It has started and its inputs are evaluated. It completes, waits, or schedules children.</summary>
    void Execute(Burst burst, Execution execution);

    /// <summary>A stimulus arrived at a bookmark of it, which is already burned.</summary>
    void Resume(Burst burst, Execution execution, JsonElement input) =>
        burst.Complete(execution, Completion.With("Result", input));

    /// <summary>A child that it scheduled has completed.</summary>
    void ChildCompleted(Burst burst, Execution execution, CompletedChild child) => burst.Complete(execution);

    /// <summary>
    /// A person wants a child of it to begin, in place of what runs. Containers whose children run side by side may
    /// keep the others; those that make their children from a list cannot do it.
    /// </summary>
    bool TryJump(Burst burst, Execution execution, Jump to)
    {
        burst.Schedule(execution, to.Child, burst.EndChildren(execution.Id));
        return true;
    }

    /// <summary>It goes on by another drawing: what it remembers by place is put right. Nothing is begun.</summary>
    void Remember(Burst burst, Execution execution, Redrawn was)
    {
        // Most remember nothing that the drawing could move.
    }

    /// <summary>A child that ran is not in the drawing any more, and was ended.</summary>
    void ChildGone(Burst burst, Execution execution, CompletedChild child) => ChildCompleted(burst, execution, child);

    /// <summary>It goes on by another drawing, and what has become possible by it begins.</summary>
    void GoOn(Burst burst, Execution execution, Redrawn was)
    {
        // Most have a child that goes on by itself.
    }

    /// <summary>The children it asked for exist.</summary>
    void ChildrenStarted(Burst burst, Execution execution, EffectId effect, int count) => burst.Complete(execution);

    /// <summary>A child instance that it waits for has ended; the last one too.</summary>
    void InstanceEnded(Burst burst, Execution execution, EndedInstance ended) => burst.Complete(execution);
}

/// <summary>A child activity that completed, and how.</summary>
internal readonly record struct CompletedChild(ActivityInstance Instance, CompiledActivity Activity, Completion How);

/// <param name="Child">How it ended.</param>
/// <param name="IsLast">True when no more is awaited.</param>
internal readonly record struct EndedInstance(ChildResult Child, bool IsLast);

/// <param name="Child">Index of the activity that shall begin.</param>
/// <param name="CancelsOthers">True: what runs in the container ends.</param>
internal readonly record struct Jump(int Child, bool CancelsOthers);

/// <summary>What a container was before its instance went on by another drawing.</summary>
/// <param name="Workflow">The old version.</param>
/// <param name="Container">The container in it.</param>
/// <param name="NameNow">The new id of an activity of the old version.</param>
internal sealed record Redrawn(
    CompiledWorkflow Workflow, CompiledActivity Container, Func<ActivityId, ActivityId> NameNow)
{
    /// <summary>The ids of its children as the new version has them, in the old order.</summary>
    public IReadOnlyList<ActivityId> Children { get; } =
        [.. Container.Children.Select(child => NameNow(Workflow.Activities[child].Node.Id))];
}
