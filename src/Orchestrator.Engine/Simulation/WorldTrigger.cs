using Orchestrator.Engine.Definitions;

namespace Orchestrator.Engine.Simulation;

/// <summary>An activity that starts an instance of its definition when it is hit, as it stands in the world.</summary>
internal sealed class WorldTrigger(CompiledWorkflow workflow, Trigger trigger, DateTimeOffset now)
{
    public CompiledWorkflow Workflow => workflow;
    public ActivityId Activity => trigger.Activity;

    /// <summary>When time hits it next; null where time does not.</summary>
    public DateTimeOffset? DueAt { get; private set; } = trigger.Next(null, now);

    public bool Hears(string eventName) => trigger is Trigger.Event named && named.Name == eventName;

    public void PassDue(DateTimeOffset at) => DueAt = trigger.Next(DueAt, at);
}
