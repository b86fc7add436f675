using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;
using Orchestrator.Engine.Tests.Instances;
using static Orchestrator.Engine.Tests.Activities.Sketch;

namespace Orchestrator.Engine.Tests.Simulation;

public sealed class ActivationTests
{
    [Theory]
    [InlineData("AllowAlwaysStrategy", "x", 3)]
    [InlineData("SingletonStrategy", "y", 1)]
    [InlineData("CorrelationStrategy", "x", 1)]
    [InlineData("CorrelationStrategy", "y", 2)]
    [InlineData("CorrelatedSingletonStrategy", "x", 1)]
    [InlineData("CorrelatedSingletonStrategy", "y", 2)]
    [InlineData("CorrelatedSingletonStrategy", null, 1)]
    [InlineData("CorrelationStrategy", null, 1)]
    [InlineData("SingletonStrategy", null, 1)]
    public void Running_instances_decide_whether_another_one_begins(string strategy, string? correlation, int running)
    {
        var story = new Story(Definition(strategy));
        Start(story, "x");

        Start(story, correlation);
        Start(story, correlation);

        Assert.Equal(running, story.World.Instances.Count);
    }

    [Fact]
    public void An_instance_that_ended_restricts_nothing()
    {
        var story = new Story(Definition("SingletonStrategy"));
        Start(story, null);

        story.Raise("E");

        Assert.NotNull(Start(story, null));
    }

    [Fact]
    public void A_singleton_with_two_triggers_begins_twice_when_the_first_ends_at_once()
    {
        const string Starts = "\"customProperties\": { \"canStartWorkflow\": true }";
        var story = new Story(Drawn.Definition(
            Parallel("P", Node("One", "Event", Text("eventName", "\"E\""), Starts),
                Node("Two", "Event", Text("eventName", "\"E\""), Starts)),
            Strategy("SingletonStrategy")));

        story.Raise("E");

        // Each instance waits at its other trigger, which the event reaches after all have begun.
        Assert.Single(story.World.Instances);
        story = new Story(Drawn.Definition(
            Sequence("S", Node("One", "Event", Text("eventName", "\"E\""), Starts), Node("F", "Finish"),
                Node("Two", "Event", Text("eventName", "\"E\""), Starts)),
            Strategy("SingletonStrategy")));
        story.Raise("E");
        Assert.Equal(2, story.World.Instances.Count);
    }

    private static Engine.Simulation.WorldInstance? Start(Story story, string? correlation) =>
        story.World.Start(new Command.Start
        {
            Instance = default,
            Definition = new DefinitionVersion(new DefinitionId("probe"), 0),
            CorrelationId = correlation,
        });

    private static string Definition(string strategy) => Drawn.Definition(Wait("E"), Strategy(strategy));

    private static string Strategy(string strategy) => $$"""
        , "options": { "activationStrategyType": "Elsa.Workflows.Runtime.ActivationValidators.{{strategy}}, Elsa" }
        """;
}
