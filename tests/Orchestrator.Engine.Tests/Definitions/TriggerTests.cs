using System.Collections.Immutable;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Instances;

namespace Orchestrator.Engine.Tests.Definitions;

public sealed class TriggerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 1, 0, 0, TimeSpan.Zero);

    private static readonly KnownParts Nothing = new()
    {
        Activities = ImmutableDictionary<string, KnownActivity>.Empty,
        HasDefinition = _ => false,
    };

    [Fact]
    public void A_timer_keeps_its_beat_and_makes_up_for_nothing()
    {
        var timer = new Trigger.Timer(new ActivityId("T"), TimeSpan.FromHours(1));

        var first = timer.Next(null, Now);

        Assert.Equal(Now.AddHours(1), first);
        Assert.Equal(Now.AddHours(2), timer.Next(first, Now.AddHours(1)));
        Assert.Equal(Now.AddHours(8), timer.Next(first, Now.AddHours(7.5)));
        Assert.Equal(Now.AddHours(9), timer.Next(first, Now.AddHours(8)));
    }

    [Fact]
    public void An_instant_comes_once_though_it_was_past_before()
    {
        var instant = new Trigger.StartAt(new ActivityId("S"), Now.AddDays(-1));

        Assert.Equal(Now.AddDays(-1), instant.Next(null, Now));
        Assert.Null(instant.Next(Now.AddDays(-1), Now));
    }

    [Theory]
    [InlineData("Elsa.Event", """ "eventName": { "expression": { "type": "Literal", "value": "Filed" } } """, "Filed")]
    [InlineData("Elsa.Timer", """ "interval": { "expression": { "type": "Literal", "value": "00:05:00" } } """,
        "00:05:00")]
    [InlineData("Elsa.Timer", "", "00:01:00")]
    [InlineData("Elsa.Cron", """
        "cronExpression": { "expression": { "type": "Literal", "value": "0 0  9 * * mon-fri" } }
        """, "0 0 9 * * MON-FRI Asia/Shanghai")]
    [InlineData("Elsa.StartAt", """
        "dateTime": { "expression": { "type": "Literal", "value": "2026-05-27T09:00:00+08:00" } }
        """, "2026-05-27 01:00:00Z")]
    public void What_hits_a_trigger_is_written_in_the_drawing(string type, string members, string key)
    {
        var definition = Drawn.Read(Drawn.Definition(Marked(type, members)));

        var trigger = Assert.Single(definition.Triggers());
        Assert.Equal((new ActivityId("X"), key), (trigger.Activity, trigger.Key));
        Assert.Empty(PublishCheck.Of(definition, Nothing));
    }

    [Theory]
    [InlineData("Elsa.WriteLine", "")]
    [InlineData("Elsa.Cron", """ "cronExpression": { "expression": { "type": "JavaScript", "value": "'9'" } } """)]
    [InlineData("Elsa.Event", """ "eventName": { "expression": { "type": "JavaScript", "value": "'Filed'" } } """)]
    [InlineData("Elsa.Timer", """ "interval": { "expression": { "type": "Literal", "value": "00:00:00.5" } } """)]
    [InlineData("Elsa.Timer", """ "interval": { "expression": { "type": "Literal", "value": "4000.00:00:00" } } """)]
    [InlineData("Elsa.StartAt", """ "dateTime": { "expression": { "type": "Literal", "value": "tomorrow" } } """)]
    public void A_trigger_that_nothing_can_hit_is_refused(string type, string members)
    {
        var definition = Drawn.Read(Drawn.Definition(Marked(type, members)));

        Assert.Equal("WF114", Assert.Single(PublishCheck.Of(definition, Nothing)).Code);
        Assert.Empty(definition.Triggers());
    }

    [Theory]
    [InlineData("\"Filed\"", "", true)]
    [InlineData("\"Other\"", "", false)]
    [InlineData("\"Filed\"", """
        , "isLocalEvent": { "expression": { "type": "Literal", "value": true } }
        """, false)]
    public void A_workflow_that_publishes_the_event_that_starts_it_is_suspicious(
        string published, string more, bool isTold)
    {
        var definition = Drawn.Read(Drawn.Definition($$"""
            { "id": "S", "type": "Elsa.Sequence", "activities": [
              { "id": "On", "type": "Elsa.Event", "customProperties": { "canStartWorkflow": true },
                "eventName": { "expression": { "type": "Literal", "value": "Filed" } } },
              { "id": "Say", "type": "Elsa.PublishEvent",
                "eventName": { "expression": { "type": "Literal", "value": {{published}} } }{{more}} }] }
            """));

        var found = PublishCheck.Of(definition, Nothing);

        Assert.Equal(isTold ? ["WF137"] : [], found.Select(problem => problem.Code));
        Assert.DoesNotContain(found, problem => problem.Severity == ProblemSeverity.Error);
    }

    [Fact]
    public void Patterns_mean_the_clocks_of_the_definition_as_a_trigger_and_on_the_way()
    {
        const string Nine = """
            "type": "Elsa.Cron", "cronExpression": { "expression": { "type": "Literal", "value": "0 0 9 * * *" } }
            """;
        string Root(string zone) => Drawn.Definition($$"""
            { "id": "root", "type": "Elsa.Sequence", "activities": [
                { "id": "first", {{Nine}}, "customProperties": { "canStartWorkflow": true } },
                { "id": "then", {{Nine}} } ] }
            """, $$""", "customProperties": { "TimeZone": "{{zone}}" } """);
        DateTimeOffset[] Waits(string zone)
        {
            // Begins at 09:00 in Shanghai, 01:00 UTC: nine has come there and is eight hours off elsewhere.
            var story = new Story(Root(zone));
            story.World.Advance(TimeSpan.FromHours(23));
            var begun = Assert.Single(story.World.Instances);
            return [.. begun.State.Bookmarks.Values.Select(wait => wait.For).OfType<Stimulus.Time>()
                .Select(time => time.DueAt)];
        }

        Assert.Equal([Now.AddHours(32)], Waits("Etc/UTC"));
        Assert.Empty(new Story(Root("Asia/Shanghai")).World.Instances);
        Assert.Equal("WF120", Assert.Single(PublishCheck.Of(Drawn.Read(Root("Asia/Shangri-La")), Nothing)).Code);
    }

    [Fact]
    public void In_a_world_too_a_singleton_begins_once_until_it_has_ended()
    {
        var story = new Story($$"""
            { "definitionId": "probe", "version": 1,
              "options": { "activationStrategyType": "Elsa.Workflows.SingletonStrategy, Elsa" },
              "root": { "id": "root", "type": "Elsa.Sequence", "activities": [
                {{Marked("Elsa.Event", """ "eventName": { "expression": { "type": "Literal", "value": "Due" } } """)}},
                { "id": "W", "type": "Elsa.Event",
                  "eventName": { "expression": { "type": "Literal", "value": "Go" } } } ] } }
            """);

        story.Raise("Due");
        story.Raise("Due");
        Assert.Single(story.World.Instances);
        story.Raise("Go");
        story.Raise("Due");

        Assert.Equal(2, story.World.Instances.Count);
    }

    private static string Marked(string type, string members) => $$"""
        { "id": "X", "type": "{{type}}", "customProperties": { "canStartWorkflow": true }
          {{(members.Length > 0 ? "," + members : "")}} }
        """;
}
