using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Scripting;

namespace Orchestrator.Runtime.Publishing;

/// <summary>Every expression of the drawing can be read, and none is written so that it never ends.</summary>
public sealed class ScriptCheck : IFolderCheck
{
    public bool LooksInside => false;

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
        definition.Root.WithAll().SelectMany(OfActivity);

    private static IEnumerable<Problem> OfActivity(ActivityNode node)
    {
        var written = node.Inputs.Select(input => (Where: $"{node.Id}.{input.Key}", Expression: input.Value))
            .Concat(node.Cases.Select(one => (Where: $"{node.Id}.cases[{one.Label}]", Expression: one.Condition)));
        foreach (var (where, expression) in written)
        {
            if (expression.Value.AsText() is { } text && Scripts.Check(expression.Syntax, text) is { } problem)
                yield return problem with { Where = where };
        }

        if (node.Type == "Elsa.RunJavaScript" && node.Inputs.GetValueOrDefault("script") is { Syntax: "Literal" } script
            && script.Value.AsText() is { } body && Scripts.Check("JavaScript", body) is { } wrong)
            yield return wrong with { Where = $"{node.Id}.script" };
    }
}
