using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Reads the members that definitions and activities share. <c>where</c> names the member for a problem.
/// </summary>
internal sealed class MemberReader(ProblemLog problems)
{
    /// <summary>A whole number; 1 when it is absent, as a version is.</summary>
    public int Int32(JsonElement owner, string name, string where)
    {
        if (owner.Member(name) is not { } member)
            return 1;
        if (member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var number))
            return number;
        problems.Error("WF003", where, $"期望整数，实际为 {Shown(member)}。请重新从设计器导出该文件。");
        return 1;
    }

    /// <summary>The items of an array member; none when it is absent.</summary>
    public IEnumerable<JsonElement> Items(JsonElement owner, string name, string where)
    {
        if (owner.Member(name) is not { } member)
            return [];
        if (member.ValueKind == JsonValueKind.Array)
            return member.EnumerateArray();
        problems.Error("WF003", where, $"期望数组，实际为 {Shown(member)}。请重新从设计器导出该文件。");
        return [];
    }

    public ImmutableArray<string> Texts(JsonElement owner, string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(owner, name, name))
        {
            if (item.ValueKind == JsonValueKind.String)
                texts.Add(item.GetString() ?? "");
            else
                problems.Error("WF003", name, $"期望文字，实际为 {Shown(item)}。请改为文字。");
        }

        return texts.ToImmutable();
    }

    public ImmutableArray<ArgumentDefinition> Arguments(JsonElement owner, string name)
    {
        var arguments = ImmutableArray.CreateBuilder<ArgumentDefinition>();
        foreach (var item in Items(owner, name, name))
        {
            if (item.Text("name") is { } argument)
                arguments.Add(new ArgumentDefinition(argument, item.Text("type") ?? "Object", item.Flag("isArray"))
                {
                    IsStored = IsInstance(item.Text("storageDriverType")),
                });
            else
                problems.Error("WF003", name, $"期望有 name 的输入或输出，实际为 {Shown(item)}。请补上名称。");
        }

        return arguments.ToImmutable();
    }

    /// <summary>The variables of a definition or container. An old one without an id is known by its name.</summary>
    public ImmutableArray<Variable> Variables(JsonElement owner, string where)
    {
        var variables = ImmutableArray.CreateBuilder<Variable>();
        foreach (var item in Items(owner, "variables", where))
        {
            if (item.Text("name") is not { } name)
            {
                problems.Error("WF003", where, $"期望有 name 的变量，实际为 {Shown(item)}。请补上名称。");
                continue;
            }

            variables.Add(new Variable
            {
                Id = item.Text("id") ?? name,
                Name = name,
                TypeName = item.Text("typeName") ?? "Object",
                IsArray = item.Flag("isArray"),
                DefaultValue = item.Member("value"),
                IsPersisted = IsInstance(item.Text("storageDriverTypeName")),
            });
        }

        return variables.ToImmutable();
    }

    /// <summary>False for the memory driver and for none: such a value is gone after a suspension.</summary>
    private static bool IsInstance(string? driver) => driver is not null
        && ForeignJson.SimpleTypeName(driver) is "WorkflowInstanceStorageDriver" or "WorkflowStorageDriver";

    /// <summary>What was found, short enough for a sentence.</summary>
    public static string Shown(JsonElement found)
    {
        var text = found.GetRawText();
        return text.Length <= 60 ? text : text[..60] + "…";
    }
}
