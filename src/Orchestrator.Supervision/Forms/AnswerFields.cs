using System.Text.RegularExpressions;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;

namespace Orchestrator.Supervision.Forms;

/// <summary>
/// Fields of an answer that an expression reads and no form asks for: suspicious only, because an expression may build
/// a name. Looks at variables that hold nothing but answers.
/// </summary>
internal static partial class AnswerFields
{
    public static IEnumerable<Problem> Check(
        WorkflowDefinition definition, IReadOnlyDictionary<string, FormDefinition> forms)
    {
        ActivityNode[] activities = [.. definition.Root.WithAll()];
        var written = activities.SelectMany(node => node.Outputs.Select(output => (Variable: output.Value, Node: node)))
            .ToLookup(one => one.Variable, one => one.Node);
        var variables = definition.Variables.Concat(activities.SelectMany(node => node.Variables));
        var answers = variables.DistinctBy(variable => variable.Name)
            .Where(variable => written[variable.Id].Any() && written[variable.Id].All(
                node => FormsAndLetters.FormOf(node) is { } form && forms.ContainsKey(form)))
            .ToDictionary(variable => variable.Name, variable => written[variable.Id]
                .SelectMany(node => forms[FormsAndLetters.FormOf(node)!].Fields).Select(field => field.Name)
                .Append("outcome").ToHashSet(), StringComparer.OrdinalIgnoreCase);
        return from node in activities
               from input in node.Inputs
               where input.Value.Syntax == "JavaScript"
               from Match read in Read().Matches(input.Value.Value.AsText() ?? "")
               let variable = read.Groups["variable"].Value
               let field = read.Groups["field"].Value
               where answers.ContainsKey(variable) && !answers[variable].Contains(field)
               select new Problem("SU067", $"{node.Id}.{input.Key}",
                   $"步骤“{node.Id}”读取办理结果的“{field}”，但表单只有{string.Join('、', answers[variable].Order())}。请检查拼写。",
                   ProblemSeverity.Warning);
    }

    [GeneratedRegex(@"(?:get(?<variable>\w+)\(\)|variables\.(?<variable>\w+))\.(?<field>[a-zA-Z_]\w*)")]
    private static partial Regex Read();
}
