using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>Sets an output of the nearest workflow around it that declares it.</summary>
internal sealed class SetOutput : IActivity
{
    public void Execute(Burst burst, Execution execution)
    {
        var name = burst.Input(execution, "OutputName").AsText() ?? "";
        var value = burst.Input(execution, "OutputValue");
        var composite = burst.Around(execution.Id).FirstOrDefault(container =>
            container.Activity.Used is { } used && used.Outputs.Any(output => output.Name == name));
        if (composite.Activity is null)
            burst.Happen(new Event.OutputSet(name, value));
        else
            burst.Record(composite, name, value);
        burst.Complete(execution);
    }
}
