using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>Variables declared twice, and references to some that nobody declares where they are used.</summary>
internal static class VariableChecks
{
    public static IEnumerable<Problem> Of(Drawing drawing) => Twice("variables", drawing.Definition.Variables)
        .Concat(drawing.Activities.SelectMany(drawn => Twice($"{drawn.Path}.variables", drawn.Node.Variables)))
        .Concat(Undeclared(drawing));

    /// <summary>Of two with one name or one id only the first is ever read.</summary>
    private static IEnumerable<Problem> Twice(string place, ImmutableArray<Variable> variables) =>
        from same in variables.GroupBy(one => one.Name)
            .Concat(variables.GroupBy(one => one.Id).Where(ids => ids.DistinctBy(one => one.Name).Count() > 1))
        where same.Count() > 1
        select new Problem("WF115", place,
            $"变量“{same.Key}”期望在同一处只声明一次，实际有{same.Count()}次，后面的永远读不到。请删除或改名。");

    private static IEnumerable<Problem> Undeclared(Drawing drawing) =>
        from drawn in drawing.Activities
        from reference in References(drawn)
        where !IsDeclared(drawing, drawn, reference.Variable)
        select new Problem("WF111", reference.Where,
            $"“{drawn.Node.Id}”期望本流程的变量，实际引用了不存在的变量“{reference.Variable}”。请在设计器中重新选择变量。");

    private static IEnumerable<(string Where, string Variable)> References(Drawn drawn)
    {
        foreach (var (output, variable) in drawn.Node.Outputs)
            yield return ($"{drawn.Path}.{output}", variable);
        foreach (var (name, expression) in drawn.Node.Inputs)
        {
            var isTarget = drawn.Node.Type == "Elsa.SetVariable" && name == "variable";
            if ((isTarget || expression.Syntax == "Variable") && expression.Value.Member("id")?.AsText() is { } id)
                yield return ($"{drawn.Path}.{name}", id);
        }
    }

    private static bool IsDeclared(Drawing drawing, Drawn drawn, string variable)
    {
        if (drawing.Definition.Variables.Any(one => one.Id == variable)
            || drawing.Definition.Outputs.Any(output => output.Name == variable))
            return true;
        for (var around = drawn; ; around = drawing.Activities[around.Parent])
        {
            if (around.Node.Variables.Any(one => one.Id == variable))
                return true;
            if (around.Parent < 0)
                return false;
        }
    }
}
