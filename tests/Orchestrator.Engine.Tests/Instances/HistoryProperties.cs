using System.Collections.Immutable;
using FsCheck.Xunit;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

/// <summary>What holds for every drawing: random flowcharts, with events raised in a random order.</summary>
public sealed class HistoryProperties
{
    private static readonly ImmutableArray<string> Kinds =
    [
        """ "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "NAME" } } """,
        """ "type": "Elsa.Event", "eventName": { "expression": { "type": "Literal", "value": "NAME" } } """,
        """ "type": "Elsa.FlowJoin", "mode": { "expression": { "type": "Literal", "value": "WaitAll" } } """,
        """ "type": "Elsa.FlowJoin" """,
        """ "type": "Elsa.FlowDecision", "condition": { "expression": { "type": "Literal", "value": "NAME" } } """,
        """ "type": "House.Ask" """,
        """ "type": "Elsa.Delay", "timeSpan": { "expression": { "type": "Literal", "value": "00:00:10" } } """,
        """ "type": "Elsa.Fault", "message": { "expression": { "type": "Literal", "value": "NAME" } } """,
    ];

    [Property(MaxTest = 200)]
    public void State_is_the_fold_of_the_history(byte[] drawing, byte[] events)
    {
        var story = Play(drawing, events);

        Assert.All(story.World.Instances, instance =>
        {
            var folded = instance.Events.Aggregate(InstanceState.None, Applier.Apply);
            Assert.Equal(EngineJson.Serialize(folded), EngineJson.Serialize(instance.State));
        });
    }

    [Property(MaxTest = 200)]
    public void What_is_stored_and_read_again_is_the_same(byte[] drawing, byte[] events)
    {
        foreach (var (_, command, decision) in Play(drawing, events).Decided)
        {
            var written = EngineJson.Serialize(command);
            Assert.Equal(written, EngineJson.Serialize(EngineJson.DeserializeCommand(written)));
            if (decision is not Decision.Accepted accepted)
                continue;
            var state = EngineJson.Serialize(accepted.State);
            var history = EngineJson.Serialize(accepted.Events);
            Assert.Equal(state, EngineJson.Serialize(EngineJson.Deserialize(state)));
            Assert.Equal(history, EngineJson.Serialize(EngineJson.DeserializeEvents(history)));
        }
    }

    [Property(MaxTest = 200)]
    public void A_command_delivered_twice_changes_nothing_the_second_time(byte[] drawing, byte[] events)
    {
        var story = Play(drawing, events);
        var workflow = CompiledWorkflow.Of(Drawn.Read(Draw(drawing)));
        var moment = new Moment(story.World.Now, 1, Story.NoScripts);

        foreach (var (_, command, decision) in story.Decided)
        {
            if (decision is Decision.Accepted accepted && command is not Command.Park)
                Assert.IsType<Decision.Rejected>(Decider.Decide(workflow, accepted.State, command, moment));
        }
    }

    [Property(MaxTest = 200)]
    public void Equal_arguments_give_equal_decisions(byte[] drawing, byte[] events)
    {
        var (one, other) = (Play(drawing, events), Play(drawing, events));

        Assert.Equal(
            one.World.Instances.Select(instance => instance.Events.Count),
            other.World.Instances.Select(instance => instance.Events.Count));
        Assert.Equal(
            one.World.Instances.Select(instance => EngineJson.Serialize(instance.State)),
            other.World.Instances.Select(instance => EngineJson.Serialize(instance.State)));
    }

    [Property(MaxTest = 300)]
    public void To_go_over_to_an_equal_drawing_changes_nothing_of_what_follows(
        byte[] drawing, byte[] events, bool isByToken)
    {
        const string ByToken = """ "customProperties": { "Flowchart:ExecutionMode": "TokenBased" }, "root" """;
        var json = Draw(drawing);
        if (isByToken)
            json = json.Replace("\"root\"", ByToken, StringComparison.Ordinal);
        var stays = Play(json, drawing, events, (_, _) => { });
        var migrates = Play(json, drawing, events, (story, n) => GoOver(story, json, 100 + n));

        Assert.Equal(stays.World.Lines, migrates.World.Lines);
        Assert.Equal(
            stays.World.Instances.Select(one => (one.State.SubStatus, one.State.Incidents.Length)),
            migrates.World.Instances.Select(one => (one.State.SubStatus, one.State.Incidents.Length)));
    }

    private static void GoOver(Story story, string json, int version)
    {
        var drawn = Drawn.Read(json) with { Version = version };
        story.World.Publish(drawn);
        foreach (var instance in story.World.Instances.Where(one => one.IsRunning))
            story.Do(instance, new Operation.Migrate(new DefinitionVersion(drawn.Id, version)));
    }

    private static Story Play(byte[] drawing, byte[] events) => Play(Draw(drawing), drawing, events, (_, _) => { });

    private static Story Play(string json, byte[] drawing, byte[] events, Action<Story, int> between)
    {
        var story = new Story(json);
        story.World.Ledger["House.Ask"] = asked => drawing.Length % 3 == 0
            ? new EffectOutcome.Waits(new Stimulus.Ledger("task", "1", story.World.Now.AddSeconds(5)), Json.Nothing)
            : new EffectOutcome.Done([], Json.Nothing.Add("Result", Json.Of(asked.Activity.Value)));
        story.Start();
        foreach (var (n, raised) in events.Take(12).Index())
        {
            between(story, n);
            if (raised % 4 == 0)
                story.World.Advance(TimeSpan.FromSeconds(raised % 16));
            else
                story.Raise($"n{raised % 7}");
        }

        return story;
    }

    /// <summary>Up to twelve activities, and lines where the bytes say; those that lead back go to the first, which
    /// waits.</summary>
    private static string Draw(byte[] bytes)
    {
        var count = Math.Min(bytes.Length + 1, 12);
        var activities = Enumerable.Range(0, count).Select(n =>
            $"{{ \"id\": \"n{n}\", {Kinds[n == 0 ? 1 : bytes[n - 1] % Kinds.Length]} }}".Replace(
                "NAME", $"n{n}", StringComparison.Ordinal));
        var lines = bytes.Select((one, n) => (Source: n % count, Target: ((one / 8) + n) % count, IsTrue: one % 5 == 0))
            .Select(line => $"n{line.Source}{(line.IsTrue ? ":True" : "")} > "
                + $"n{(line.Target > line.Source ? line.Target : 0)}");
        return Story.Flowchart(string.Join(',', activities), [.. lines.Take(24)]);
    }
}
