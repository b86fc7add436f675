using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Sets an output of the nearest workflow around it that declares it; of one used as an activity also the variable of
/// that name that the workflow declares.
/// </summary>
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
        if (composite.Activity is not null && Declares(burst, execution, composite, name)
            && !burst.Scope.TrySetByName(execution.Id, name, value, out var problem))
            burst.Fail(execution, problem.Code, problem.Message);
        else
            burst.Complete(execution);
    }

    private static bool Declares(Burst burst, Execution execution, Execution composite, string variable) =>
        burst.Around(execution.Id).TakeWhile(container => container.Id != composite.Id).Append(composite)
            .Any(container => container.Activity.Variables.ByName(variable) is not null);
}
