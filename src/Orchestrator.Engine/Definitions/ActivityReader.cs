using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Reads an activity and everything nested in it. It needs no catalogue: what a member is, its shape says. An object
/// with <c>id</c> and <c>type</c> is a nested activity, one with <c>expression</c> an input, one with only
/// <c>memoryReference</c> a bound output, everything else a raw input.
/// </summary>
internal sealed class ActivityReader(ProblemLog problems)
{
    private static readonly FrozenSet<string> NotInputs = FrozenSet.Create(
        "id", "nodeId", "name", "type", "version", "customProperties", "metadata", "activities", "connections",
        "variables", "cases", "canStartWorkflow", "runAsynchronously");

    /// <summary>What the construction of a workflow used as an activity adds to the inputs.</summary>
    private static readonly FrozenSet<string> ConstructionMembers = FrozenSet.Create(
        "workflowDefinitionId", "workflowDefinitionVersionId", "latestAvailablePublishedVersion",
        "latestAvailablePublishedVersionId");

    private static readonly FrozenSet<string> PortNames = FrozenSet.Create(
        "then", "else", "body", "default", "root", "childCompleted", "childFaulted", "unmatchedStatusCode",
        "failedToConnect", "timeout");

    private static readonly Expression Never = new("Literal", ForeignJson.Null, null);

    private readonly MemberReader members = new(problems);
    private readonly ExpressionReader expressions = new(problems);
    private readonly ConnectionReader connections = new(problems);
    private int count;

    /// <summary>The activity, or null with a problem that says why not.</summary>
    /// <param name="json">The activity.</param>
    /// <param name="parent">The ids from the workflow down to the parent, joined by colons, as Elsa's nodeId.</param>
    public ActivityNode? Read(JsonElement json, string parent)
    {
        var id = json.Text("id");
        var type = json.Text("type");
        if (id is null || type is null)
        {
            problems.Error("WF004", parent,
                $"期望有 id 和 type 的活动，实际为 {MemberReader.Shown(json)}。请在设计器中删除并重新放置该活动。");
            return null;
        }

        var path = $"{parent}:{id}";
        if (IsTooMuch(path))
            return null;
        return Original(json, type, id) is { } original ? ReadKnown(original, path) : ReadKnown(json, path);
    }

    private bool IsTooMuch(string path)
    {
        count++;
        var nesting = path.Count(letter => letter == ':');
        if (nesting > DefinitionLimits.Nesting)
            problems.Error("WF006", path, $"期望嵌套不超过 {DefinitionLimits.Nesting} 层，实际更深。请把内层做成子流程。");
        else if (count == DefinitionLimits.Activities + 1)
            problems.Error("WF007", path, $"期望不超过 {DefinitionLimits.Activities} 个活动，实际更多。请拆成几个子流程。");
        return nesting > DefinitionLimits.Nesting || count > DefinitionLimits.Activities;
    }

    /// <summary>A placeholder carries the activity it stands for; the publish check judges that one.</summary>
    private static JsonElement? Original(JsonElement json, string type, string id) =>
        type == "Elsa.NotFoundActivity" && json.Text("originalActivityJson") is { } text &&
        ForeignJson.TryParse(text) is { } original && original.Text("id") == id && original.Text("type") is not null
            ? original
            : null;

    private ActivityNode ReadKnown(JsonElement json, string path)
    {
        var custom = json.Member("customProperties") ?? ForeignJson.Null;
        var version = members.Int32(json, "version", $"{path}.version");
        var node = new ActivityNode
        {
            Id = new ActivityId(json.Text("id") ?? ""),
            Name = json.Text("name"),
            Title = json.Member("metadata")?.Text("displayText"),
            Type = json.Text("type") ?? "",
            Version = version,
            Children = Children(json, path),
            Connections = connections.Read(json, path),
            Variables = members.Variables(json, $"{path}.variables"),
            Cases = Cases(json, path),
            CanStartWorkflow = custom.Flag("canStartWorkflow") || json.Flag("canStartWorkflow"),
            NoDeadline = custom.Text("noDeadline")?.Trim() is { Length: > 0 } reason ? reason : null,
            MergeMode = custom.Text("mergeMode"),
            UsesWorkflow = json.Text("workflowDefinitionId") is { } used
                ? new DefinitionVersion(new DefinitionId(used), version)
                : null,
        };
        return WithMembers(node.Type == StateMachineReader.Type
            ? new StateMachineReader(members, expressions).Read(node, json, child => Read(child, path))
            : node, json, path);
    }

    private ImmutableArray<ActivityNode> Children(JsonElement json, string path)
    {
        var children = members.Items(json, "activities", $"{path}.activities");
        if (json.Member("branches") is { ValueKind: JsonValueKind.Array } branches)
            children = children.Concat(branches.EnumerateArray().Where(IsActivity));
        return [.. children.Select(child => Read(child, path)).OfType<ActivityNode>()];
    }

    private ImmutableArray<SwitchCase> Cases(JsonElement json, string path)
    {
        var cases = ImmutableArray.CreateBuilder<SwitchCase>();
        foreach (var item in members.Items(json, "cases", $"{path}.cases"))
        {
            if (item.Text("label") is { } label)
                cases.Add(new SwitchCase(label, Condition(item, $"{path}.cases[{label}]"), Activity(item, path)));
            else
                problems.Error("WF003", $"{path}.cases", $"期望有 label 的分支，实际为 {MemberReader.Shown(item)}。请补上名称。");
        }

        cases.AddRange(OfStatusCodes(json, path));
        return cases.ToImmutable();
    }

    /// <summary>What follows a status code, where it is drawn inside: a case each, by the code as its label.</summary>
    private IEnumerable<SwitchCase> OfStatusCodes(JsonElement json, string path) =>
        json.Member("expectedStatusCodes") is { ValueKind: JsonValueKind.Array } codes
            ? codes.EnumerateArray().Where(item => item.Member("statusCode") is not null).Select(item =>
                new SwitchCase(item.Member("statusCode")?.AsText() ?? "", Never, Activity(item, path)))
            : [];

    /// <summary>A case without a condition is never taken.</summary>
    private Expression Condition(JsonElement item, string where)
    {
        var read = item.Member("condition") switch
        {
            null => null,
            { } wrapped when ExpressionReader.IsWrapped(wrapped) => expressions.ReadWrapped(wrapped, where),
            { } bare => expressions.Read(bare, null, where),
        };
        return (read ?? Never) with { TypeName = "Boolean" };
    }

    private ActivityNode? Activity(JsonElement item, string path) =>
        item.Member("activity") is { } activity ? Read(activity, path) : null;

    private ActivityNode WithMembers(ActivityNode node, JsonElement json, string path)
    {
        var inputs = node.Inputs.ToBuilder();
        var outputs = node.Outputs.ToBuilder();
        var ports = node.Ports.ToBuilder();
        foreach (var property in json.EnumerateObject())
        {
            var name = ForeignJson.CamelCase(property.Name);
            var member = property.Value;
            if (member.ValueKind == JsonValueKind.Null || IsNotAnInput(node, name, member))
                continue;

            if (ExpressionReader.IsWrapped(member))
                ReadWrapped(member, name, $"{path}.{name}");
            else if (IsActivity(member) || IsPort(name, member))
                ReadPort(member, name);
            else
                inputs[name] = new Expression("Literal", member, null);
        }

        var (read, bound, embedded) = (inputs.ToImmutable(), outputs.ToImmutable(), ports.ToImmutable());
        return node with { Inputs = read, Outputs = bound, Ports = embedded };

        void ReadWrapped(JsonElement wrapped, string name, string where)
        {
            if (expressions.ReadWrapped(wrapped, where) is { } expression)
                inputs[name] = expression;
            else if (wrapped.Member("memoryReference")?.Text("id") is { } variable)
                outputs[name] = variable;
        }

        void ReadPort(JsonElement activity, string name)
        {
            if (Read(activity, path) is { } child)
                ports[name] = child;
        }
    }

    private static bool IsNotAnInput(ActivityNode node, string name, JsonElement member) =>
        NotInputs.Contains(name) || (node.Machine is not null && StateMachineReader.IsMember(name)) ||
        (name == "expectedStatusCodes" && member.ValueKind == JsonValueKind.Array) ||
        (name == "branches" && member.ValueKind == JsonValueKind.Array && member.EnumerateArray().Any(IsActivity)) ||
        (node.UsesWorkflow is not null && ConstructionMembers.Contains(name));

    private static bool IsActivity(JsonElement member) =>
        member.Text("id") is not null && member.Text("type") is not null;

    private static bool IsPort(string name, JsonElement member) =>
        PortNames.Contains(name) && member.ValueKind == JsonValueKind.Object;
}
