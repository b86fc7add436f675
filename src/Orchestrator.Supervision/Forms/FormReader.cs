using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Forms;

/// <summary>Reads <c>forms/NAME.json</c> strictly: a member that nobody knows is a spelling mistake.</summary>
public static partial class FormReader
{
    /// <summary>Fields of a form and of its rows; a longer form is two tasks.</summary>
    public const int MostFields = 60;

    /// <summary>The form, or SU060 for each thing that is wrong with it.</summary>
    public static (FormDefinition? Form, ImmutableArray<Problem> Problems) Read(string where, ReadOnlySpan<byte> json)
    {
        try
        {
            var form = JsonSerializer.Deserialize(json, FormJson.Default.FormDefinition)
                ?? throw new JsonException("null");
            ImmutableArray<Problem> problems = [.. Problems(where, form)];
            return (problems.IsEmpty ? form : null, problems);
        }
        catch (JsonException error)
        {
            return (null, [Wrong(where, $"无法解析（第{error.LineNumber + 1}行，{error.Path}）：{error.Message}")]);
        }
    }

    private static IEnumerable<Problem> Problems(string where, FormDefinition form)
    {
        foreach (var problem in OfFields(where, form.Fields, isInRow: false))
            yield return problem;
        if (form.Outcomes.IsEmpty)
            yield return Wrong(where, "没有任何办理结果（outcomes）；至少要有一个按钮");
        foreach (var (outcome, field) in form.Outcomes.SelectMany(
            outcome => outcome.Requires.Select(field => (outcome, field))))
        {
            if (form.Fields.All(known => known.Name != field))
                yield return Wrong(where, $"办理结果{outcome.Name}要求填写“{field}”，但表单没有这一项");
        }
    }

    private static IEnumerable<Problem> OfFields(string where, ImmutableArray<FormField> fields, bool isInRow)
    {
        if (fields.Length > MostFields)
            yield return Wrong(where, $"有{fields.Length}项，最多{MostFields}项；请拆成两个任务");
        foreach (var twice in fields.GroupBy(field => field.Name).Where(same => same.Count() > 1))
            yield return Wrong(where, $"“{twice.Key}”出现了{twice.Count()}次；每项的 name 应不同");
        foreach (var field in fields)
        {
            if (!CamelCase().IsMatch(field.Name))
                yield return Wrong(where, $"“{field.Name}”应为小写字母开头的英文名称");
            if ((field.Kind == FieldKind.Rows) == field.Fields.IsEmpty)
                yield return Wrong(where, $"“{field.Name}”：只有 Rows 有、也必须有 fields");
            if (isInRow && field.Kind is FieldKind.Rows or FieldKind.Files)
                yield return Wrong(where, $"“{field.Name}”：行内不能再有 Rows 或 Files");
            foreach (var problem in OfFields(where, field.Fields, isInRow: true))
                yield return problem;
        }
    }

    private static Problem Wrong(string where, string sentence) => new("SU060", where, $"表单{sentence}。");

    [GeneratedRegex("^[a-z][a-zA-Z0-9]*$")]
    private static partial Regex CamelCase();
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(FormDefinition))]
internal sealed partial class FormJson : JsonSerializerContext;
