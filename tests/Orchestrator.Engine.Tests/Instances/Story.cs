using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

/// <summary>One drawing in a world of its own, and everything that was decided in it.</summary>
internal sealed class Story
{
    private static readonly DateTimeOffset Beginning = new(2026, 3, 10, 1, 0, 0, TimeSpan.Zero);

    private readonly List<(InstanceState Before, Command Command, Decision Decision)> decided = [];

    public Story(params IReadOnlyList<string> definitions)
    {
        World = new World(NoScripts, Beginning);
        World.Decided = (before, command, decision) => decided.Add((before, command, decision));
        foreach (var json in definitions)
            World.Publish(Drawn.Read(json));
    }

    public World World { get; }

    public IReadOnlyList<(InstanceState Before, Command Command, Decision Decision)> Decided => decided;

    public WorldInstance Start(string definition = "probe") => World.Start(new Command.Start
    {
        Instance = default,
        Definition = new DefinitionVersion(new DefinitionId(definition), 0),
    })!;

    public void Raise(string name) => World.Raise(new WorldEvent(name, null, Json.EmptyObject));

    public static string Flowchart(string activities, params IReadOnlyList<string> lines) =>
        Drawn.Flowchart(activities, string.Join(',', lines.Select(Line)));

    /// <summary>Variables, literals and conditions are enough here; scripts belong to the runtime's tests.</summary>
    public static Evaluation NoScripts(Question question) =>
        new Evaluation.Failed("RT201", $"no script runs here: {question.Expression.Value}");

    public static ImmutableDictionary<string, JsonElement> Members(string json) => Json.Parse(json).EnumerateObject()
        .ToImmutableDictionary(member => member.Name, member => member.Value);

    /// <summary>"A:Done > B"; without a port it is Done.</summary>
    private static string Line(string line)
    {
        var ends = line.Split(" > ");
        var source = ends[0].Split(':');
        return $$"""
            { "source": { "activity": "{{source[0]}}", "port": "{{(source.Length > 1 ? source[1] : "Done")}}" },
              "target": { "activity": "{{ends[1]}}", "port": "In" } }
            """;
    }
}
