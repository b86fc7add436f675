using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Storage;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests;

/// <summary>Small definitions as the designer would export them.</summary>
public static class Drawn
{
    public static string Json(string id, string root) =>
        $$"""{"definitionId":"{{id}}","name":"{{id}}","version":1,"root":{{root}}}""";

    /// <summary>Activities one after another.</summary>
    public static string Sequence(params string[] activities) =>
        $$"""{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{string.Join(',', activities)}}]}""";

    /// <summary>Branches beside each other, each a sequence of its own.</summary>
    public static string Parallel(params string[] sequences) => Activity("beside", "Elsa.Parallel",
        $"\"activities\":[{string.Join(',', sequences.Select((one, place) =>
            one.Replace("\"root\"", $"\"branch-{place}\"", StringComparison.Ordinal)))}]");

    /// <summary>A step that faults whenever it begins.</summary>
    public static string Broken(string id) => Activity(id, "Elsa.WriteLine",
        """ "text":{"typeName":"String","expression":{"type":"JavaScript","value":"nope()"}} """);

    public static string Activity(string id, string type, string members = "") =>
        $$"""{"id":"{{id}}","type":"{{type}}","version":1{{(members.Length > 0 ? "," + members : "")}}}""";

    public static string Input(string name, string type, string value) =>
        $$$"""
        "{{{name}}}":{"typeName":"{{{type}}}","expression":{"type":"Literal","value":"{{{value}}}"}}
        """;

    public static WorkflowFolder Folder(string id, string root, params (string Path, string Text)[] files) => new()
    {
        Id = new DefinitionId(id),
        Definition = Encoding.UTF8.GetBytes(Json(id, root)),
        Files = files.ToImmutableSortedDictionary(
            file => file.Path, file => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(file.Text))),
    };

    public static Task<Publication> Publish(
        this TestDatabase database, WorkflowFolder folder, CancellationToken stop) =>
        database.Database.InTransaction(tx => new PublishFolder([]).Run(tx, folder, "test", stop), stop);
}
