using System.Collections.Immutable;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Forms;

/// <summary>
/// What a folder must hold before it is published: every form and letter that the drawing names, each form readable,
/// with a use case behind it, with what that reads and with the outcomes that the drawing follows.
/// </summary>
public sealed class FormsAndLetters(IEnumerable<IFormAct> acts) : IFolderCheck
{
    private readonly ImmutableSortedDictionary<string, IFormAct> known =
        acts.ToImmutableSortedDictionary(act => act.Form, act => act, StringComparer.Ordinal);

    public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition)
    {
        var forms = new Dictionary<string, FormDefinition>(StringComparer.Ordinal);
        foreach (var (path, content) in folder.Files)
        {
            if (!path.StartsWith("forms/", StringComparison.Ordinal))
                continue;
            var (form, problems) = FormReader.Read(path, content.Span);
            if (form is not null)
                forms[path] = form;
            foreach (var problem in form is null ? problems : OfAct(path, form))
                yield return problem;
        }

        foreach (var activity in definition.Root.WithAll())
            foreach (var problem in Missing(folder, activity))
                yield return problem;
        foreach (var flowchart in definition.Root.WithAll())
            foreach (var problem in flowchart.Children.SelectMany(task => Outcomes(flowchart, task, forms)))
                yield return problem;
        foreach (var problem in AnswerFields.Check(definition, forms))
            yield return problem;
    }

    private IEnumerable<Problem> OfAct(string path, FormDefinition form) =>
        known.GetValueOrDefault(Path.GetFileNameWithoutExtension(path)) is { } act
            ? FormFit.Of(path, form, act.Needs) : [];

    /// <summary>The path of the form that an activity opens; null where none is written.</summary>
    internal static string? FormOf(ActivityNode activity) =>
        activity.Type == "Supervision.OpenTask" && activity.Literal("form") is { } form ? $"forms/{form}.json" : null;

    private IEnumerable<Problem> Missing(WorkflowFolder folder, ActivityNode activity)
    {
        if (FormOf(activity) is { } path && !folder.Files.ContainsKey(path))
            yield return Wrong(activity, $"的表单{path}不存在；请放入该文件，或改选已有的表单。");
        else if (activity.Literal("form") is { } form && activity.Type == "Supervision.OpenTask"
            && !known.ContainsKey(form))
            yield return Wrong(activity, $"的表单“{form}”后面没有办理程序；可用：{string.Join('、', known.Keys)}。");
        if (activity.Literal("letter") is { } letter && !Holds(folder, letter))
            yield return new Problem("SU070", activity.Id.Value,
                $"步骤“{activity.Id}”的邮件mail/{letter}.liquid不存在；请放入该文件，或改选已有的邮件。");
        foreach (var sent in ActOf(activity)?.Letters ?? [])
            if (!Holds(folder, sent))
                yield return new Problem("SU070", activity.Id.Value,
                    $"步骤“{activity.Id}”的任务由系统按期催办，催办邮件mail/{sent}.liquid不存在；请放入该文件。");
    }

    private IFormAct? ActOf(ActivityNode activity) => FormOf(activity) is { } path
        ? known.GetValueOrDefault(Path.GetFileNameWithoutExtension(path))
        : null;

    private static bool Holds(WorkflowFolder folder, string letter) =>
        folder.Files.ContainsKey($"mail/{letter}.liquid") || folder.Files.ContainsKey($"_shared/mail/{letter}.liquid");

    /// <summary>A line from an outcome that the form has no button for is never taken; a button without a line ends
    /// the branch.</summary>
    private IEnumerable<Problem> Outcomes(
        ActivityNode flowchart, ActivityNode task, Dictionary<string, FormDefinition> forms)
    {
        if (FormOf(task) is not { } path || !forms.TryGetValue(path, out var form))
            yield break;
        var drawn = flowchart.Connections.Where(line => line.Source == task.Id)
            .Select(line => line.SourcePort).ToHashSet();
        var own = known.GetValueOrDefault(Path.GetFileNameWithoutExtension(path))?.OwnOutcomes ?? [];
        string[] outcomes =
        [
            .. form.Outcomes.Select(outcome => outcome.Name), .. own,
            .. task.Inputs.ContainsKey("lapseAfter") ? (string[])["Lapsed"] : [],
        ];
        foreach (var never in drawn.Except(outcomes))
            yield return Wrong(task, $"有从“{never}”引出的连线，但它的结果只有{string.Join('、', outcomes)}；请改接连线。");
        foreach (var loose in flowchart.Connections.IsEmpty ? [] : outcomes.Except(drawn).Except(own))
            yield return new Problem("SU060", task.Id.Value,
                $"步骤“{task.Id}”的结果“{loose}”没有连线，选它之后这一支就此结束；请确认。", ProblemSeverity.Warning);
    }

    private static Problem Wrong(ActivityNode activity, string sentence) =>
        new("SU060", activity.Id.Value, $"步骤“{activity.Id}”{sentence}");
}
