using System.Collections.Immutable;
using System.Text;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Definitions;

namespace Orchestrator.Engine.Tests.Instances;

public sealed class HttpCallTests
{
    private const string Ok =
        """{"outcome":"Answered","statusCode":200,"parsedContent":{"n":7},"responseHeaders":{},"result":{}}""";

    private static readonly string Flow = Story.Flowchart(
        """
        { "id": "Call", "type": "Elsa.FlowSendHttpRequest",
          "url": { "expression": { "type": "Literal", "value": "https://a.example/x" } },
          "authorization": { "expression": { "type": "Literal", "value": "Bearer secret-token" } },
          "expectedStatusCodes": { "expression": { "type": "Object", "value": "[200, 404]" } } },
        { "id": "Ok", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "200" } } },
        { "id": "No", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "other" } } },
        { "id": "Off", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "off" } } },
        { "id": "Slow", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "slow" } } },
        { "id": "Done", "type": "Elsa.WriteLine", "text": { "expression": { "type": "Literal", "value": "done" } } }
        """,
        "Call:200 > Ok", "Call:Unmatched status code > No", "Call:Failed to connect > Off", "Call:Timeout > Slow",
        "Call > Done");

    private static readonly string Structured = Drawn.Definition(
        """
        { "id": "Call", "type": "Elsa.SendHttpRequest",
          "url": { "expression": { "type": "Literal", "value": "https://a.example/x" } },
          "expectedStatusCodes": [
            { "statusCode": 200, "activity": { "id": "Ok", "type": "Elsa.WriteLine",
              "text": { "expression": { "type": "Literal", "value": "200" } } } },
            { "statusCode": 204, "activity": null } ],
          "unmatchedStatusCode": { "id": "No", "type": "Elsa.WriteLine",
              "text": { "expression": { "type": "Literal", "value": "other" } } },
          "failedToConnect": { "id": "Off", "type": "Elsa.WriteLine",
              "text": { "expression": { "type": "Literal", "value": "off" } } },
          "timeout": { "id": "Slow", "type": "Elsa.WriteLine",
              "text": { "expression": { "type": "Literal", "value": "slow" } } } }
        """);

    public static TheoryData<string, string> Flows => new()
    {
        { Ok, "200 done" },
        { """{"outcome":"Answered","statusCode":500}""", "other done" },
        { """{"outcome":"FailedToConnect","result":{"message":"…"}}""", "off" },
        { """{"outcome":"Timeout","result":{"message":"…"}}""", "slow" },
    };

    public static TheoryData<string, string> Cases => new()
    {
        { Ok, "200" },
        { """{"outcome":"Answered","statusCode":204}""", "" },
        { """{"outcome":"Answered","statusCode":500}""", "other" },
        { """{"outcome":"FailedToConnect","result":{"message":"…"}}""", "off" },
        { """{"outcome":"Timeout","result":{"message":"…"}}""", "slow" },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public void A_flow_goes_on_by_the_status_that_was_answered(string answer, string lines)
    {
        var (story, instance) = Answered(Flow, answer);

        Assert.Equal(lines, string.Join(' ', story.World.Lines));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_activity_drawn_for_the_status_runs_inside(string answer, string lines)
    {
        var (story, instance) = Answered(Structured, answer);

        Assert.Equal(lines, string.Join(' ', story.World.Lines));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void What_was_answered_are_its_outputs()
    {
        var (_, instance) = Answered(Flow, Ok);

        var outputs = instance.State.Outputs[new ActivityId("Call")];
        Assert.Equal("7", outputs["ParsedContent"].Member("n")?.AsText());
        Assert.Equal("200", outputs["StatusCode"].AsText());
    }

    [Fact]
    public void An_answer_that_cannot_be_kept_is_an_incident_with_its_sentence()
    {
        var (_, instance) = Answered(Flow, """{"outcome":"Failed","code":"RT172","message":"太大"}""");

        var incident = Assert.Single(instance.State.Incidents);
        Assert.Equal(("RT172", "太大"), (incident.Code, incident.Message));
    }

    [Fact]
    public void The_authorization_leaves_with_the_call_and_stands_in_no_event()
    {
        var story = new Story(Flow);
        var sent = new List<Effect.Ledger>();
        var events = new List<string>();
        story.World.Ledger["Elsa.FlowSendHttpRequest"] = asked =>
        {
            sent.Add(asked);
            return Waiting;
        };
        story.World.Decided += (_, _, decision) =>
        {
            if (decision is Decision.Accepted accepted)
                events.Add(Encoding.UTF8.GetString(EngineJson.Serialize(accepted.Events)));
        };

        var instance = story.Start();

        Assert.Equal("Bearer secret-token", Assert.Single(sent).Inputs["Authorization"].AsText());
        Assert.NotEmpty(events);
        Assert.DoesNotContain(events, text => text.Contains("secret-token", StringComparison.Ordinal));
        Assert.DoesNotContain("secret-token",
            Encoding.UTF8.GetString(EngineJson.Serialize(instance.State)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_from_a_status_that_is_not_expected_is_refused_at_publish()
    {
        var definition = Drawn.Read(Flow.Replace("[200, 404]", "[404]", StringComparison.Ordinal));

        var problems = PublishCheck.Of(definition, new KnownParts
        {
            Activities = ImmutableDictionary<string, KnownActivity>.Empty,
            HasDefinition = _ => false,
        });

        Assert.Contains(problems, problem => problem.Code == "WF106"
            && problem.Message.Contains("“200”", StringComparison.Ordinal));
    }

    private static EffectOutcome.Waits Waiting => new(new Stimulus.Ledger("HttpCall", "GET", null), Json.Nothing);

    private static (Story Story, WorldInstance Instance) Answered(string drawing, string answer)
    {
        var story = new Story(drawing);
        story.World.Ledger["Elsa.FlowSendHttpRequest"] = story.World.Ledger["Elsa.SendHttpRequest"] = _ => Waiting;
        var instance = story.Start();
        var wait = Assert.Single(instance.State.Bookmarks).Key;
        story.World.Give(instance, new Command.Resume(wait, Json.Parse(answer)));
        return (story, instance);
    }
}
