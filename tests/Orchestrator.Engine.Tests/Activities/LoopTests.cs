using Orchestrator.Engine.Instances;
using Orchestrator.Engine.Simulation;
using Orchestrator.Engine.Tests.Instances;
using static Orchestrator.Engine.Tests.Activities.Sketch;

namespace Orchestrator.Engine.Tests.Activities;

public sealed class LoopTests
{
    private static readonly string Break = Node("BR", "Break");

    [Fact]
    public void A_break_in_a_fork_leaves_the_fork_and_the_loop()
    {
        var (world, instance) = Run(Sequence(
            "Q", ForEach("L", "[1, 2]", Fork("K", "WaitAll", Wait("E"), Break)), Write("Z")));

        Assert.Equal(["Z"], world.Lines);
        Assert.Contains("E Canceled", Statuses(instance));
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_break_lets_what_runs_beside_it_in_a_parallel_come_to_its_end()
    {
        var (world, instance) = Run(Sequence(
            "Q", ForEach("L", "[1, 2]", Parallel("P", Break, Sequence("S", Write("A"), Write("B")))), Write("Z")));

        Assert.Equal(["A", "B", "Z"], world.Lines);
        Assert.Contains("S Completed", Statuses(instance));
    }

    [Fact]
    public void A_break_in_a_sequence_ends_the_sequence_and_not_the_flowchart_around_it()
    {
        var body = $$"""
            { "id": "G", "type": "Elsa.Flowchart", "activities": [{{Sequence("S", Break, Write("N"))}}, {{Write("X")}}],
              "connections": [{ "source": { "activity": "S", "port": "Done" }, "target": { "activity": "X" } }] }
            """;

        var (world, _) = Run(Sequence("Q", ForEach("L", "[1, 2]", body), Write("Z")));

        Assert.Equal(["X", "Z"], world.Lines);
    }

    [Fact]
    public void A_break_outside_a_loop_ends_every_sequence_around_it()
    {
        var (world, instance) = Run(Sequence("Q", Sequence("S", Write("A"), Break, Write("B")), Write("C")));

        Assert.Equal(["A"], world.Lines);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [InlineData("\"ab\"", 2)]
    [InlineData("\"[1, 2, 3]\"", 3)]
    [InlineData("[]", 0)]
    public void A_text_is_looped_over_by_its_characters_or_as_the_list_that_it_spells(string items, int rounds)
    {
        var (world, instance) = Run(ForEach("L", items, Write("A")));

        Assert.Equal(rounds, world.Lines.Count);
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Theory]
    [InlineData("null", "RT121")]
    [InlineData("7", "RT121")]
    [InlineData("true", "RT121")]
    [InlineData("\" \"", "RT121")]
    [InlineData("{ \"a\": 1 }", "RT117")]
    public void What_is_no_list_is_an_incident_of_the_loop(string items, string code)
    {
        var (world, instance) = Run(Sequence("Q", ForEach("L", items, Write("A")), Write("Z")));

        Assert.Empty(world.Lines);
        Assert.Equal([$"L {code}"], Incidents(instance));
    }

    [Fact]
    public void A_loop_without_a_body_still_binds_its_first_value()
    {
        var loop = Node("L", "ForEach", Text("items", "[5, 6]"), """
            "currentValue": { "typeName": "Object", "memoryReference": { "id": "v" } }
            """);

        var (_, instance) = Run(loop, Declared("v", "Int32", "0"));

        Assert.Equal("5", instance.State.Variables["v"].GetRawText());
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
    }

    [Fact]
    public void A_loop_that_waited_reads_its_list_anew()
    {
        var story = Growing(Sequence("B", Wait("E"), Set("G", "list", "[1, 2]")));
        var instance = story.Start();

        story.Raise("E");

        Assert.Equal(InstanceSubStatus.Suspended, instance.State.SubStatus);
        story.Raise("E");
        Assert.Equal(InstanceSubStatus.Finished, instance.State.SubStatus);
        Assert.Equal(2, Statuses(instance).Count(status => status == "G Completed"));
    }

    [Fact]
    public void A_loop_that_did_not_wait_goes_over_the_list_as_it_was()
    {
        var instance = Growing(Set("G", "list", "[1, 2]")).Start();

        Assert.Single(Statuses(instance), "G Completed");
    }

    [Fact]
    public void A_parallel_loop_without_a_body_is_an_incident_where_there_are_items()
    {
        var loop = Node("P", "ParallelForEach", Variable("items", "list"));
        var (_, some) = Run(loop, Definitions.Drawn.List("list", "[1]"));
        var (_, none) = Run(loop, Definitions.Drawn.List("list", "[]"));

        Assert.Equal(["P RT122"], Incidents(some));
        Assert.Equal(InstanceSubStatus.Finished, none.State.SubStatus);
    }

    private static Story Growing(string body) => new(Definitions.Drawn.Definition(
        Node("L", "ForEach", Variable("items", "list"), $"\"body\": {body}"),
        Declared("list", "Object", "\"[1]\"").Replace("\"Object\"", "\"List<Object>\"", StringComparison.Ordinal)));
}
