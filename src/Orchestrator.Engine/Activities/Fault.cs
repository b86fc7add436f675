using Orchestrator.Engine.Instances;

namespace Orchestrator.Engine.Activities;

/// <summary>
/// Raises a fault that the drawing itself asks for; how the drawing classes it stands behind its words.
/// </summary>
internal sealed class Fault : IActivity
{
    private static readonly (string Name, string Input)[] Classes =
        [("代码", "Code"), ("类别", "Category"), ("类型", "FaultType")];

    public void Execute(Burst burst, Execution execution)
    {
        var message = burst.Input(execution, "Message").AsText();
        var classes = string.Join("，",
            from one in Classes
            let value = burst.Input(execution, one.Input).AsText()
            where !string.IsNullOrWhiteSpace(value)
            select $"{one.Name} {value}");
        burst.Fail(execution, "RT115", (string.IsNullOrWhiteSpace(message) ? "流程主动报错，未填写说明。" : message)
            + (classes.Length > 0 ? $"（{classes}）" : ""));
    }
}
