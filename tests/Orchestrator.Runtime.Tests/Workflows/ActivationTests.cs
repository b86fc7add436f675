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
    [InlineData("CorrelationStrategy", "other", null, false)]
    [InlineData("CorrelatedSingletonStrategy", "flow", null, false)]
    [InlineData("CorrelatedSingletonStrategy", "other", null, true)]
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

    [Theory]
    [InlineData("CorrelationStrategy")]
    [InlineData("SingletonStrategy")]
    [InlineData("CorrelatedSingletonStrategy")]
    public async Task Whoever_runs_counts_however_it_began(string strategy)
    {
        await using var world = await World.Create();

        // One of a version without the strategy, then one that a parent started, then one that a retry took up again.
        await Publish(world, "flow", "AllowAlwaysStrategy");
        await world.Run("flow", "old");
        await Publish(world, "flow", strategy);
        await Publish(world, "parent", "AllowAlwaysStrategy", Drawn.Sequence(Drawn.Activity(
            "dispatch", "Elsa.DispatchWorkflow", Drawn.Input("workflowDefinitionId", "String", "flow") + ","
            + Drawn.Input("correlationId", "String", "child"))));
        await world.Run("parent", "parent");
        await Publish(world, "failing", strategy, Drawn.Sequence(
            Drawn.Activity("ask", "Test.Touchy"),
            Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Go"))));
        world.Touchy.Poison = "failed";
        await world.Run("failing", "failed");
        world.Touchy.Poison = null;
        await Retry(world);

        Assert.IsType<WorkflowRefusedException>(await Record.ExceptionAsync(() => world.Run("flow", "old")));
        Assert.IsType<WorkflowRefusedException>(await Record.ExceptionAsync(() => world.Run("flow", "child")));
        Assert.IsType<WorkflowRefusedException>(await Record.ExceptionAsync(() => world.Run("failing", "failed")));
    }

    [Fact]
    public async Task An_event_that_its_strategy_refuses_is_kept_for_the_instance_that_comes_to_wait_for_it()
    {
        await using var world = await World.Create();
        await Publish(world, "flow", "SingletonStrategy", Drawn.Sequence(
            Drawn.Activity("on", "Elsa.Event", Drawn.Input("eventName", "String", "Filed")
                + ",\"customProperties\":{\"canStartWorkflow\":true}"),
            Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Go")),
            Drawn.Activity("next", "Elsa.Event", Drawn.Input("eventName", "String", "Filed"))));
        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);
        await world.Clock.Move(world.Db, World.Spring.AddHours(1), Stop);
        await world.Raise("Filed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal(1, await Running(world));

        await world.Clock.Move(world.Db, World.Spring.AddHours(2), Stop);
        await world.Raise("Go", null);
        await world.Turn.Drain(Stop);

        Assert.Equal(0, await Running(world));
    }

    [Theory]
    [InlineData("SingletonStrategy", 1)]
    [InlineData("CorrelatedSingletonStrategy", 1)]
    [InlineData("CorrelationStrategy", 2)]
    public async Task Time_starts_no_second_of_a_singleton_and_has_no_correlation_that_could_hold_it(
        string strategy, int running)
    {
        await using var world = await World.Create();
        await Publish(world, "hourly", strategy, Drawn.Sequence(
            Drawn.Activity("beat", "Elsa.Timer", Drawn.Input("interval", "TimeSpan", "01:00:00")
                + ",\"customProperties\":{\"canStartWorkflow\":true}"),
            Drawn.Activity("wait", "Elsa.Event", Drawn.Input("eventName", "String", "Go"))));

        foreach (var hours in (double[])[1.5, 2.5])
        {
            await world.Clock.Move(world.Db, World.Spring.AddHours(hours), Stop);
            await world.Turn.Drain(Stop);
        }

        Assert.Equal(running, await Running(world));
    }

    private static Task Retry(World world) => world.Db.InTransaction(async tx =>
    {
        var incident = await tx.QueryOne(
            $"SELECT id FROM orchestrator.incident WHERE resolved_at IS NULL", row => row.GetInt64(0), Stop);
        await world.Workflows.Retry(tx, incident, null, Stop);
        await world.Turn.Advance(tx, Stop);
    }, Stop);

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
