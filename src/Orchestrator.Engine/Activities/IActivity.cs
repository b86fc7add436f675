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

    /// <summary>It has started and its inputs are evaluated. It completes, waits, or schedules children.</summary>
    void Execute(Burst burst, Execution execution);

    /// <summary>A stimulus arrived at a bookmark of it, which is already burned.</summary>
    void Resume(Burst burst, Execution execution, JsonElement input) =>
        burst.Complete(execution, Completion.With("Result", input));

    /// <summary>A child that it scheduled has completed.</summary>
    void ChildCompleted(Burst burst, Execution execution, CompletedChild child) => burst.Complete(execution);

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
