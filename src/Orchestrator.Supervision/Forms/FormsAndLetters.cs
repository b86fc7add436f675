using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Forms;

/// <summary>
/// What a folder must hold before it is published: every form and letter that the drawing names, each readable, each
/// form with the outcomes that the drawing follows.
/// </summary>
public sealed class FormsAndLetters : IFolderCheck
{
    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition)
    {
        foreach (var (path, content) in folder.Files)
        {
            if (path.StartsWith("forms/", StringComparison.Ordinal))
                foreach (var problem in FormReader.Read(path, content.Span).Problems)
                    yield return problem;
            if (path.Contains("mail/M-", StringComparison.Ordinal))
                foreach (var problem in LetterTemplate.Read(path, content.Span).Problems)
                    yield return problem;
        }

        foreach (var activity in Within(definition.Root))
            foreach (var problem in Missing(folder, activity))
                yield return problem;
    }

    private static IEnumerable<Problem> Missing(WorkflowFolder folder, ActivityNode activity)
    {
        if (Literal(activity, "form") is { } form && activity.Type == "Supervision.OpenTask"
            && !folder.Files.ContainsKey($"forms/{form}.json"))
            yield return new Problem("SU060", activity.Id.Value, $"步骤“{activity.Id}”的表单forms/{form}.json不存在。");
        if (Literal(activity, "letter") is { } letter && !folder.Files.ContainsKey($"mail/{letter}.liquid")
            && !folder.Files.ContainsKey($"_shared/mail/{letter}.liquid"))
            yield return new Problem("SU070", activity.Id.Value, $"步骤“{activity.Id}”的邮件mail/{letter}.liquid不存在。");
    }

    private static string? Literal(ActivityNode activity, string input) =>
        activity.Inputs.GetValueOrDefault(input) is { Syntax: "Literal", Value.ValueKind: JsonValueKind.String } written
            ? written.Value.GetString()
            : null;

    private static IEnumerable<ActivityNode> Within(ActivityNode node) =>
        node.Children.Concat(node.Ports.Values).SelectMany(Within).Prepend(node);
}
