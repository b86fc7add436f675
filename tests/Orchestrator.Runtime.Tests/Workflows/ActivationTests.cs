using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

/// <summary>Workflows of which only so many may run.</summary>
public sealed class ActivationTests
{
    private static readonly string Waiting = Drawn.Sequence(
        Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Go")));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("AllowAlwaysStrategy", "flow", "case-1", true)]
    [InlineData("SingletonStrategy", "flow", "case-2", false)]
    [InlineData("CorrelationStrategy", "flow", "case-1", false)]
    [InlineData("CorrelationStrategy", "flow", "case-2", true)]
    [InlineData("CorrelationStrategy", "flow", null, true)]
    [InlineData("CorrelationStrategy", "other", "case-1", false)]
    [InlineData("CorrelatedSingletonStrategy", "flow", "case-1", false)]
    [InlineData("CorrelatedSingletonStrategy", "flow", "case-2", true)]
    [InlineData("CorrelatedSingletonStrategy", "other", "case-1", true)]
    [InlineData("SingletonStrategy", "other", "case-1", true)]
    public async Task A_second_start_is_let_in_as_its_strategy_says(
        string strategy, string second, string? correlation, bool isLetIn)
    {
        await using var world = await World.Create();
        await Publish(world, "flow", strategy);
        await Publish(world, "other", strategy);
        await world.Run("flow", "case-1");

        var refused = await Record.ExceptionAsync(() => world.Run(second, correlation));

        Assert.Equal(isLetIn ? null : "RT164", (refused as WorkflowRefusedException)?.Problem.Code);
        Assert.Equal(isLetIn ? 2 : 1, await Running(world));
    }

    [Fact]
    public async Task Of_ten_that_start_at_the_same_time_one_begins_and_another_when_it_has_ended()
    {
        await using var world = await World.Create();
        await Publish(world, "flow", "SingletonStrategy");

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(n =>
            Record.ExceptionAsync(() => Start(world, $"key-{n}")).AsTask()));

        Assert.Equal(9, all.Count(failure => failure is WorkflowRefusedException));
        Assert.Equal(1, await Running(world));
        await world.Turn.Drain(Stop);
        await world.Raise("Go", null);
        await world.Turn.Drain(Stop);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(n =>
            Record.ExceptionAsync(() => Start(world, $"key-{n}")).AsTask()));
        Assert.Equal(1, await Running(world));
    }

    [Fact]
    public async Task A_key_that_was_refused_starts_later_and_one_that_started_answers_with_its_instance()
    {
        await using var world = await World.Create();
        await Publish(world, "flow", "SingletonStrategy");
        var first = await Start(world, "first");

        Assert.Equal(first, await Start(world, "first"));
        await world.Db.InTransaction(tx => Assert.ThrowsAsync<WorkflowRefusedException>(() => world.Workflows.Start(
            tx, new StartRequest { Definition = new DefinitionId("flow"), Key = "second" }, Stop)), Stop);
        await world.Turn.Drain(Stop);
        await world.Raise("Go", null);
        await world.Turn.Drain(Stop);

        Assert.NotEqual(first, await Start(world, "second"));
    }

    [Fact]
    public async Task A_trigger_of_a_workflow_that_runs_starts_no_second_and_a_parent_does()
    {
        await using var world = await World.Create();
        await Publish(world, "flow", "SingletonStrategy", Drawn.Sequence(
            Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", "Filed")
                + ",\"customProperties\":{\"canStartWorkflow\":true}"),
            Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Go"))));
        await world.Publish("dispatching", Drawn.Sequence(Drawn.Activity("dispatch", "Elsa.DispatchWorkflow",
            Drawn.Input("workflowDefinitionId", "String", "flow"))));
        await world.Publish("executing", Drawn.Sequence(Drawn.Activity("execute", "Elsa.ExecuteWorkflow",
            Drawn.Input("workflowDefinitionId", "String", "flow"))));

        await world.Raise("Filed", null);
        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal(1, await Running(world));
        var dispatching = await world.Run("dispatching");
        Assert.Equal(2, await Running(world));
        var executing = await world.Run("executing");

        // Neither waits for the end of its child; the one that executes it goes on when the child waits.
        Assert.Equal(3, await Running(world));
        Assert.Equal("Finished/Finished", await world.StatusOf(dispatching));
        Assert.Equal("Finished/Finished", await world.StatusOf(executing));
    }

    private static Task<Publication> Publish(
        World world, string id, string strategy, string? root = null) => world.PublishText(id, $$"""
        {"definitionId":"{{id}}","version":1,"root":{{root ?? Waiting}},
         "options":{"activationStrategyType":"Elsa.Workflows.{{strategy}}, Elsa.Workflows.Core"} }
        """);

    private static Task<InstanceId> Start(World world, string key) => world.Db.InTransaction(tx =>
        world.Workflows.Start(tx, new StartRequest { Definition = new DefinitionId("flow"), Key = key }, Stop), Stop);

    private static Task<long> Running(World world) => world.One<long>(
        $"SELECT count(*) FROM orchestrator.instance WHERE status = 'Running'");
}
