using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Engine.Definitions;

/// <summary>Either a definition that can run (perhaps with warnings), or everything to put right first.</summary>
public sealed record Reading(WorkflowDefinition? Definition, ImmutableArray<Problem> Problems);

/// <summary>
/// Reads Elsa 3 definition JSON, as Studio sends it and as an export holds it. Tolerant where Elsa is tolerant, strict
/// about what cannot be understood. The caller keeps the original: members that mean nothing to the engine are not in
/// the result.
/// </summary>
public static class DefinitionReader
{
    /// <param name="json">One definition; problems WF001 to WF009 say what is wrong with it.</param>
    public static Reading Read(string json)
    {
        if (json.Length > DefinitionLimits.Characters)
        {
            return Refused("WF007", "定义",
                $"期望不超过 {DefinitionLimits.Characters} 个字符，实际为 {json.Length} 个。请把流程拆成几个子流程。");
        }

        try
        {
            return Read(JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = DefinitionLimits.JsonDepth }));
        }
        catch (JsonException error)
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"第 {error.LineNumber + 1} 行");
            return Refused("WF001", line, $"期望 JSON，实际无法解析：{error.Message}。请重新从设计器导出该文件。");
        }
    }

    /// <param name="json">One definition; problems WF002 to WF009 say what is wrong with it.</param>
    public static Reading Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return Refused("WF002", "定义", $"期望一个流程定义（JSON 对象），实际为 {json.ValueKind}。请导入设计器导出的文件。");

        if (BrokenText.In(json) is { } member)
            return Refused("WF009", member,
                $"“{member}”处期望完整的文字，实际有半个字符或空字符（U+0000），无法显示和保存。请删去后重新输入这段文字。");

        // The caller may dispose its document; what we keep must not go with it.
        var own = json.Clone();
        var problems = new ProblemLog();
        var definition = ReadDefinition(own, problems);
        return new Reading(problems.HasErrors ? null : definition, problems.ToImmutable());
    }

    private static Reading Refused(string code, string where, string message) =>
        new(null, [new Problem(code, where, message)]);

    private static WorkflowDefinition? ReadDefinition(JsonElement json, ProblemLog problems)
    {
        var id = json.Text("definitionId");
        if (id is null)
            problems.Error("WF002", "definitionId", "期望流程的标识 definitionId，实际没有。请导入设计器导出的完整文件。");

        var rootJson = json.Member("root");
        if (rootJson is null)
            problems.Error("WF002", "root", "期望根活动 root，实际没有。请导入设计器导出的完整文件。");

        var members = new MemberReader(problems);
        var root = rootJson is { } present ? new ActivityReader(problems).Read(present, "Workflow1") : null;
        var options = new OptionsReader(problems).Read(json);
        var version = members.Int32(json, "version", "version");
        var variables = members.Variables(json, "variables");
        if (id is null || root is null)
            return null;

        return new WorkflowDefinition
        {
            Id = new DefinitionId(id),
            Version = version,
            Name = json.Text("name") ?? "",
            Variables = variables,
            Inputs = members.Arguments(json, "inputs"),
            Outputs = members.Arguments(json, "outputs"),
            Outcomes = members.Texts(json, "outcomes"),
            Options = options,
            Root = root,
        };
    }
}
