using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Tests.Definitions;
using Orchestrator.Engine.Tests.Instances;
using static Orchestrator.Engine.Tests.Activities.Sketch;

namespace Orchestrator.Engine.Tests.Activities;

/// <summary>What single activities do with their inputs, where the recorded cases do not look.</summary>
public sealed class DetailTests
{
    [Theory]
    [InlineData(0, 2, 1, true, 3)]
    [InlineData(0, 2, 1, false, 2)]
    [InlineData(2, 0, -1, true, 3)]
    [InlineData(2, 0, -1, false, 2)]
    [InlineData(0, 5, 2, true, 3)]
    [InlineData(0, 5, -1, true, 0)]
    [InlineData(2, 0, 1, true, 0)]
    [InlineData(2, 0, 0, true, 0)]
    [InlineData(1, 1, 0, false, 0)]
    public void A_loop_over_numbers_has_as_many_rounds_as_its_bounds_say(
        int start, int end, int step, bool isInclusive, int rounds)
    {
        var (world, instance) = Run(Sequence("S", Node("L", "For", Text("start", $"{start}"), Text("end", $"{end}"),
            Text("step", $"{step}"), Text("outerBoundInclusive", isInclusive ? "true" : "false"),
            $"\"body\": {Write("B")}"), Write("Z")));

        Assert.Equal([.. Enumerable.Repeat("B", rounds), "Z"], world.Lines);
        Assert.Empty(Incidents(instance));
    }

    [Fact]
    public void A_loop_that_would_never_come_nearer_to_its_end_is_an_incident()
    {
        var (_, instance) = Run(Node("L", "For", Text("end", "3"), Text("step", "0"), $"\"body\": {Write("B")}"));

        Assert.Equal(["L RT113"], Incidents(instance));
    }

    [Fact]
    public void A_loop_over_numbers_that_waited_goes_on_from_its_number_whatever_became_of_its_start()
    {
        var story = new Story(Drawn.Definition(Sequence("S", Node("L", "For", Variable("start", "v"), Text("end", "2"),
            $"\"body\": {Sequence("B", Wait("E"), Set("G", "v", "100"))}"), Write("Z")), Declared("v", "Int32", "0")));
        var instance = story.Start();

        foreach (var _ in Enumerable.Range(0, 3))
            story.Raise("E");

        Assert.Equal(["Z"], story.World.Lines);
        Assert.Equal(3, Statuses(instance).Count(status => status == "G Completed"));
    }

    [Theory]
    [InlineData("", "流程主动报错，未填写说明。")]
    [InlineData("message", "流程主动报错：余额不足")]
    [InlineData("message code", "流程主动报错：余额不足（代码 E7）")]
    [InlineData("message code category faultType", "流程主动报错：余额不足（代码 E7，类别 HTTP，类型 Business）")]
    public void A_fault_says_how_the_drawing_classes_it(string given, string message)
    {
        var members = new Dictionary<string, string>
        {
            ["message"] = "流程主动报错：余额不足",
            ["code"] = "E7",
            ["category"] = "HTTP",
            ["faultType"] = "Business",
        };
        var (_, instance) = Run(Node("F", "Fault",
            [.. members.Where(one => given.Split(' ').Contains(one.Key))
                .Select(one => Text(one.Key, $"\"{one.Value}\""))]));

        Assert.Equal(message, Assert.Single(instance.Events.OfType<Event.ActivityFaulted>()).Message);
    }

    [Theory]
    [InlineData("\"MatchFirst\"", 1)]
    [InlineData("0", 1)]
    [InlineData("\"MatchAny\"", 2)]
    [InlineData("1", 2)]
    public void A_mode_of_a_switch_may_be_written_by_its_number(string mode, int runs)
    {
        string Case(string id) => $$"""
            { "label": "{{id}}", "condition": { "type": "Literal", "value": true }, "activity": {{Write(id)}} }
            """;
        var flow = new Story(Story.Flowchart(
            Node("W", "FlowSwitch", $"\"cases\": [{Case("A")}, {Case("B")}]", Text("mode", mode)) + ","
            + Write("X") + "," + Write("Y"), "W:A > X", "W:B > Y"));

        var (world, _) = Run(Node("W", "Switch", $"\"cases\": [{Case("A")}, {Case("B")}]", Text("mode", mode)));
        flow.Start();

        Assert.Equal(runs, world.Lines.Count);
        Assert.Equal(runs, flow.World.Lines.Count);
    }

    [Theory]
    [InlineData("0", "WaitAll")]
    [InlineData("1", "WaitAllActive")]
    [InlineData("2", "WaitAny")]
    public void A_mode_of_a_join_may_be_written_by_its_number(string number, string name)
    {
        IEnumerable<string> Of(string mode)
        {
            var story = new Story(Story.Flowchart(
                Node("D", "FlowDecision", Text("condition", "true")) + "," + Write("A") + "," + Write("B") + ","
                + Wait("E") + "," + Node("J", "FlowJoin", Text("mode", mode)) + "," + Write("Z"),
                "D:True > A", "D:False > B", "A > J", "B > J", "D:True > E", "E > J", "J > Z"));
            story.Start();
            story.World.Lines.Add("--");
            story.Raise("E");
            return story.World.Lines;
        }

        Assert.Equal(Of($"\"{name}\""), Of(number));
    }

    [Theory]
    [InlineData("\"WaitAll\"", InstanceSubStatus.Suspended)]
    [InlineData("0", InstanceSubStatus.Suspended)]
    [InlineData("\"WaitAny\"", InstanceSubStatus.Finished)]
    [InlineData("1", InstanceSubStatus.Finished)]
    public void A_mode_of_a_fork_may_be_written_by_its_number(string mode, InstanceSubStatus after)
    {
        var (_, instance) = Run(Node(
            "K", "Fork", $"\"joinMode\": {mode}", $"\"branches\": [{Wait("E")}, {Write("A")}]"));

        Assert.Equal(after, instance.State.SubStatus);
    }

    [Fact]
    public void An_event_with_a_blank_correlation_is_for_everybody()
    {
        var story = new Story(
            Drawn.Definition(Node("P", "PublishEvent", Text("eventName", "\"E\""), Text("correlationId", "\" \""))),
            Drawn.Definition(Wait("E")).Replace("\"probe\"", "\"waiting\"", StringComparison.Ordinal));
        var waiting = story.Start("waiting");

        story.Start();

        Assert.Equal(InstanceSubStatus.Finished, waiting.State.SubStatus);
    }

    [Fact]
    public void A_step_behind_two_cases_of_one_label_runs_once()
    {
        const string Case = """
            { "label": "A", "condition": { "type": "Literal", "value": true } }
            """;
        var story = new Story(Story.Flowchart(
            Node("W", "FlowSwitch", $"\"cases\": [{Case}, {Case}]", Text("mode", "\"MatchAny\"")) + "," + Write("A"),
            "W:A > A"));

        story.Start();

        Assert.Equal(["A"], story.World.Lines);
    }
}
