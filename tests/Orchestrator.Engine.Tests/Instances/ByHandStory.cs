using System.Collections.Immutable;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

/// <summary>Words for stories in which a person takes an instance by the hand.</summary>
internal static class ByHandStory
{
    private static readonly By Somebody = new("person:1", "会议改期");

    public static void Do(this Story story, WorldInstance instance, Operation what) =>
        Assert.Null(story.Refused(instance, what));

    /// <summary>The code of the refusal; null when it was done.</summary>
    public static string? Refused(this Story story, WorldInstance instance, Operation what, long? seen = null)
    {
        story.World.Give(instance, new Command.Operate(Somebody, what) { Seen = seen });
        var decision = story.Decided.Last(one => one.Command is Command.Operate).Decision;
        return (decision as Decision.Rejected)?.Code;
    }

    /// <summary>Publishes another drawing of the definition as version 4 and goes over to it.</summary>
    public static void Migrate(this Story story, WorldInstance instance, string json) =>
        story.Do(instance, story.To(json));

    /// <summary>The same, to be asked with choices.</summary>
    public static Operation.Migrate To(
        this Story story, string json, params (string Activity, ActivityChoice Choice)[] choices)
    {
        var definition = Drawn.Read(json) with { Version = 4 };
        story.World.Publish(definition);
        return new Operation.Migrate(new DefinitionVersion(definition.Id, 4))
        {
            Choices = new MigrationChoices
            {
                Activities = choices.ToImmutableDictionary(
                    one => new ActivityId(one.Activity), one => one.Choice),
            },
        };
    }

    /// <summary>The running execution of that activity.</summary>
    public static ActivityInstanceId Running(this WorldInstance instance, string activity) =>
        Assert.Single(instance.State.Activities.Values, one => one.Activity.Value == activity).Id;

    public static string Event(string id) => $$"""
        { "id": "{{id}}", "type": "Elsa.Event",
          "eventName": { "expression": { "type": "Literal", "value": "{{id}}" } } }
        """;

    public static string Write(string id) => $$"""
        { "id": "{{id}}", "type": "Elsa.WriteLine",
          "text": { "expression": { "type": "Literal", "value": "{{id}}" } } }
        """;

    public static string Sequence(params string[] activities) => $$"""
        { "id": "Q", "type": "Elsa.Sequence", "activities": [{{string.Join(',', activities)}}] }
        """;

    /// <summary>Once for 1, once for 2.</summary>
    public static string Loop(string body) => $$"""
        { "id": "L", "type": "Elsa.ForEach",
          "items": { "typeName": "Object[]", "expression": { "type": "Object", "value": "[1, 2]" } },
          "body": {{body}} }
        """;
}
