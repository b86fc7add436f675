using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;

namespace Orchestrator.Conformance;

/// <summary>Does to our engine what was done to the real server.</summary>
public sealed class Replay
{
    private static readonly DateTimeOffset Recorded = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RecordedCase recorded;
    private readonly FlowchartMode mode;

    private Replay(RecordedCase recorded, FlowchartMode mode, Evaluate evaluate)
    {
        this.recorded = recorded;
        this.mode = mode;
        World = new World(evaluate, Recorded);
    }

    public World World { get; }

    public static World Of(RecordedCase recorded, FlowchartMode mode, Evaluate evaluate)
    {
        var replay = new Replay(recorded, mode, evaluate);
        replay.Run();
        return replay.World;
    }

    private void Run()
    {
        foreach (var definition in recorded.Definitions)
            Publish(definition);
        if (recorded.Run.Member("none") is null)
            Start(recorded.Run);
        foreach (var stimulus in recorded.Stimuli)
            Apply(stimulus);
    }

    private void Publish(JsonElement json)
    {
        var reading = DefinitionReader.Read(json);
        if (reading.Definition is not { } definition)
            throw new InvalidDataException(string.Join("; ", reading.Problems.Select(problem => problem.Message)));
        World.Publish(definition with
        {
            Options = definition.Options with
            {
                FlowchartMode = mode,
                IncidentStrategy = definition.Options.IncidentStrategy ?? recorded.Strategy,
            },
        });
    }

    private void Start(JsonElement run)
    {
        var first = recorded.Definitions[0].GetProperty("definitionId").GetString();
        var id = run.Member("definitionId")?.AsText() ?? run.Member("start")?.AsText() ?? first ?? "";
        World.Start(new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(new DefinitionId(id), 0),
            Input = Members(run.Member("input")),
            CorrelationId = run.Member("correlationId")?.AsText(),
            Trigger = run.Member("triggerActivityId")?.AsText() is { } trigger ? new ActivityId(trigger) : null,
        });
    }

    private void Apply(JsonElement stimulus)
    {
        World.Lines.Add("-- " + Title(stimulus));
        if (stimulus.Member("event")?.AsText() is { } name)
            World.Raise(new WorldEvent(
                name, stimulus.Member("correlationId")?.AsText(), stimulus.Member("payload") ?? Json.EmptyObject)
            {
                Only = stimulus.Member("instance") is { } number ? World.Instances[number.GetInt32() - 1].Id : null,
            });
        else if (stimulus.Member("advance")?.AsText() is { } span)
            World.Advance(RecordedCase.Span(span));
        else if (stimulus.Member("cancel") is { } cancelled)
            World.Give(World.Instances[cancelled.GetInt32() - 1], new Command.Cancel("recorded"));
        else if (stimulus.Member("resume")?.AsText() is { } activity)
            Resume(activity);
        else if (stimulus.Member("import") is { } definition)
            Publish(definition);
        else if (stimulus.Member("start") is not null)
            Start(stimulus);
        else if (stimulus.Member("restartInstance") is null)
            throw new InvalidDataException($"no stimulus: {stimulus}");
    }

    private void Resume(string activity)
    {
        foreach (var instance in World.Instances)
        {
            var wait = instance.State.Bookmarks.FirstOrDefault(wait => wait.Value.Activity.Value == activity);
            if (wait.Value is not null)
            {
                World.Give(instance, new Command.Resume(wait.Key, Json.EmptyObject));
                return;
            }
        }
    }

    private static string Title(JsonElement stimulus) =>
        stimulus.Member("event")?.AsText() is { } name ? $"event {name}"
        : stimulus.Member("advance")?.AsText() is { } span ? $"advance {span}"
        : stimulus.Member("cancel")?.AsText() is { } cancelled ? $"cancel {cancelled}"
        : stimulus.Member("resume")?.AsText() is { } activity ? $"resume {activity}"
        : stimulus.Member("import") is { } definition ? $"import v{definition.Member("version")?.AsText()}"
        : stimulus.Member("restartInstance") is { } restarted ? $"restart {restarted.AsText()}"
        : $"start {stimulus.Member("start")?.AsText()}";

    private static ImmutableDictionary<string, JsonElement> Members(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } given
            ? given.EnumerateObject().ToImmutableDictionary(member => member.Name, member => member.Value)
            : Json.Nothing;
}
