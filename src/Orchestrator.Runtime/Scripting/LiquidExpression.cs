using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Runtime.Scripting;

/// <summary>A Liquid expression of a drawing: sees what Elsa shows it and answers a text.</summary>
internal static class LiquidExpression
{
    public static Evaluation Evaluate(string text, Question question)
    {
        if (string.IsNullOrWhiteSpace(text))
            return new Evaluation.Value(Json.Null, ScriptChanges.None);
        var (template, problem) = TextTemplate.Parse(text);
        if (template is null)
            return new Evaluation.Failed(problem?.Code ?? "RT201", problem?.Message ?? "");
        try
        {
            return new Evaluation.Value(Json.Of(template.Render(World(question), question.Now)), ScriptChanges.None);
        }
        catch (TemplateFailedException failure)
        {
            return new Evaluation.Failed("RT206", failure.Message);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> World(Question question) =>
    [
        new("Variables", Json.Of(question.Variables.SetItems(Dates(question)))),
        new("Input", Json.Of(question.Input)),
        new("CorrelationId", Json.Of(question.CorrelationId)),
        new("WorkflowInstanceId", Json.Of(question.Instance.ToString())),
        new("WorkflowDefinitionId", Json.Of(question.Definition.Definition.Value)),
        new("WorkflowDefinitionVersionId", Json.Of(question.Definition.ToString())),
        new("WorkflowDefinitionVersion", Json.Of(question.Definition.Version)),
    ];

    /// <summary>As Liquid spells a date.</summary>
    private static IEnumerable<KeyValuePair<string, JsonElement>> Dates(Question question) =>
        from name in question.Dates
        where question.Variables.ContainsKey(name)
        let instant = ScriptClock.TryRead(question.Variables[name], out var read) ? read : (DateTimeOffset?)null
        where instant is not null
        select KeyValuePair.Create(name, Json.Of(instant.Value.ToString("u", CultureInfo.InvariantCulture)));
}
