using System.Collections.Immutable;
using System.Text.Json;

namespace Orchestrator.Engine.Definitions;

/// <summary>
/// Reads the lines of a flowchart: <c>{"source": {"activity", "port"}, "target": {…}}</c>, or the older flat form
/// <c>{"source", "target", "sourcePort", "targetPort"}</c>. A missing port means Done or In.
/// </summary>
internal sealed class ConnectionReader(ProblemLog problems)
{
    private readonly MemberReader members = new(problems);

    public ImmutableArray<Connection> Read(JsonElement flowchart, string path)
    {
        var connections = ImmutableArray.CreateBuilder<Connection>();
        foreach (var item in Items(flowchart, path))
        {
            var source = End(item, "source", "Done");
            var target = End(item, "target", "In");
            if (source is { } from && target is { } to)
                connections.Add(new Connection(new ActivityId(from.Id), from.Port, new ActivityId(to.Id), to.Port));
            else
                problems.Error("WF005", $"{path}.connections",
                    $"期望有起点和终点的连线，实际为 {MemberReader.Shown(item)}。请删除并重新画这条连线。");
        }

        return connections.ToImmutable();
    }

    /// <summary>The drawn lines, and those a server parked while one of their ends was unknown.</summary>
    private IEnumerable<JsonElement> Items(JsonElement flowchart, string path)
    {
        var drawn = members.Items(flowchart, "connections", $"{path}.connections");
        return flowchart.Member("customProperties") is { } custom
            ? drawn.Concat(members.Items(custom, "notFoundConnections", $"{path}.notFoundConnections"))
            : drawn;
    }

    private static (string Id, string Port)? End(JsonElement connection, string end, string port)
    {
        if (connection.Text(end) is { } flat)
            return (flat, connection.Text($"{end}Port") ?? port);
        return connection.Member(end) is { } nested && nested.Text("activity") is { } id
            ? (id, nested.Text("port") ?? port)
            : null;
    }
}
