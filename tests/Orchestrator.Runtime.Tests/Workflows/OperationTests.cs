using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

public sealed class OperationTests
{
    private static readonly By Somebody = new("person:1", "会议改期") { Name = "王芳" };

    private static readonly string Waiting = Drawn.Sequence(
        Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed")),
        Drawn.Activity("delay", "Elsa.Delay", Drawn.Input("timeSpan", "TimeSpan", "01:00:00")),
        Drawn.Activity("ask", "Test.Ask"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_for_a_paused_instance_is_kept_and_taken_in_its_order_when_it_goes_on()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        await Do(world, instance, new Operation.Pause());

        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal(("Running/Suspended", "hear"), (await world.StatusOf(instance), await WaitOf(world, instance)));
        Assert.Equal(0, await world.Count("inbox"));

        await Do(world, instance, new Operation.Unpause());
        Assert.Equal("delay", await WaitOf(world, instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task What_comes_in_the_moment_in_which_a_pause_ends_is_taken_after_what_was_kept_before()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        await Do(world, instance, new Operation.Pause());
        await world.Raise("Closed", null, "1");
        await world.Turn.Drain(Stop);

        // No turn has seen the second one when the pause ends.
        await world.Raise("Closed", null, "2");
        await Do(world, instance, new Operation.Unpause());

        Assert.Equal(("delay", 0), (await WaitOf(world, instance), await Held(world)));
        Assert.Equal("2", await world.One<string>(
            $"SELECT convert_from(payload, 'UTF8') FROM orchestrator.event_queue"));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_answer_that_nobody_took_before_the_pause_ended_does_not_wait_for_the_next_pause()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Drawn.Sequence(Drawn.Activity("ask", "Test.Ask")));
        var instance = await world.Run("asking");
        await Do(world, instance, new Operation.Pause());

        await Answer(world, instance, await BookmarkOf(world, instance));
        await Do(world, instance, new Operation.Unpause());

        Assert.Equal(("Finished/Finished", 0), (await world.StatusOf(instance), await Held(world)));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task What_a_stopped_instance_could_not_take_is_taken_when_its_faulted_step_is_skipped()
    {
        await using var world = await World.Create();
        await world.Publish("two", Drawn.Parallel(
            Drawn.Sequence(
                Drawn.Activity("go", "Elsa.Event", Drawn.Input("eventName", "String", "Go")), Drawn.Broken("late")),
            Drawn.Sequence(Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed")))));
        var instance = await world.Run("two");
        await world.Raise("Go", null);
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal(("Finished/Faulted", 1), (await world.StatusOf(instance), await world.Count("parked_command")));

        await Skip(world, instance, "late");

        Assert.Equal(("Finished/Finished", 0), (await world.StatusOf(instance), await world.Count("parked_command")));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_answer_that_comes_in_the_moment_of_a_retry_is_taken_by_it()
    {
        await using var world = await World.Create();
        await world.Publish("asking-then-touching", Drawn.Sequence(
            Drawn.Activity("ask", "Test.Ask"), Drawn.Activity("touch", "Test.Touchy")));
        world.Touchy.Poison = "bad";
        var instance = await world.Run("asking-then-touching", "bad");
        var bookmark = await BookmarkOf(world, instance);
        await Answer(world, instance, bookmark);
        await world.Turn.Drain(Stop);
        await world.Execute($"DELETE FROM orchestrator.parked_command");
        world.Touchy.Poison = null;

        await Answer(world, instance, bookmark);
        var incident = await world.One<long>($"SELECT id FROM orchestrator.incident");
        await world.Db.InTransaction(tx => world.Workflows.Retry(tx, incident, null, Stop), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_retry_waits_for_the_turn_that_may_be_parking_a_command_at_this_moment()
    {
        await using var world = await World.Create();
        await world.Publish("touching", Drawn.Sequence(Drawn.Activity("touch", "Test.Touchy")));
        world.Touchy.Poison = "bad";
        var instance = await world.Run("touching", "bad");
        var incident = await world.One<long>($"SELECT id FROM orchestrator.incident");

        await world.Db.InTransaction(async moving =>
        {
            await world.Workflows.Hold(moving, instance, Stop);
            var late = await Assert.ThrowsAsync<PostgresException>(() => world.Db.InTransaction(async tx =>
            {
                await tx.Execute($"SET LOCAL lock_timeout = '200ms'", Stop);
                await world.Workflows.Retry(tx, incident, null, Stop);
            }, Stop));
            Assert.Equal(PostgresErrorCodes.LockNotAvailable, late.SqlState);
        }, Stop);
    }

    [Fact]
    public async Task A_timer_that_is_due_during_a_pause_fires_at_its_end()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);
        await Do(world, instance, new Operation.Pause());

        await world.Clock.Move(world.Db, World.Spring.AddHours(3), Stop);
        await world.Turn.Drain(Stop);
        Assert.Equal("delay", await WaitOf(world, instance));

        await Do(world, instance, new Operation.Unpause());
        Assert.Equal("ask", await WaitOf(world, instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_preview_tells_what_would_happen_and_changes_nothing()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");

        var preview = await Preview(world, instance, new Operation.Skip(await ExecutionOf(world, instance, "hear")));

        Assert.Null(preview.Refused);
        Assert.Equal(
            ["changes", "ends", "begins", "wait-ends", "wait-begins"], preview.Lines.Select(line => line.What));
        Assert.Contains("不再等待事件“Closed”", preview.Lines[3].Text, StringComparison.Ordinal);
        Assert.Equal("hear", await WaitOf(world, instance));
        Assert.Equal(1, await world.Count("journal"));
    }

    [Fact]
    public async Task An_instance_that_moved_since_the_preview_is_left_alone()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        var seen = (await Preview(world, instance, new Operation.Pause())).Version;

        // It has arrived, and no turn has taken it yet.
        await world.Raise("Closed", null);
        var refused = await Assert.ThrowsAsync<WorkflowRefusedException>(
            () => Do(world, instance, new Operation.Pause(), seen));

        Assert.Equal("RT181", refused.Problem.Code);
        Assert.Equal(1, await world.Count("inbox"));
        await world.Turn.Drain(Stop);
        Assert.Equal("delay", await WaitOf(world, instance));
    }

    [Fact]
    public async Task A_skipped_task_is_released_and_the_history_says_who_and_why()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Drawn.Sequence(Drawn.Activity("ask", "Test.Ask")));
        var instance = await world.Run("asking");

        await Do(world, instance, new Operation.Skip(await ExecutionOf(world, instance, "ask")));

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Single(world.Ask.Released);
        var told = await world.Db.InTransaction(
            tx => new InstanceHistory(world.Definitions).Read(tx, instance, 1, Stop), Stop);
        Assert.Contains(told.Entries, entry => entry.What == "operated"
            && entry.Text.StartsWith("王芳跳过执行", StringComparison.Ordinal)
            && entry.Text.EndsWith("理由：会议改期", StringComparison.Ordinal));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_act_whose_turn_failed_at_its_very_end_has_no_answer()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        await world.Raise("Closed", null);
        await world.Raise("Closed", null);
        await world.Execute($"ALTER TABLE orchestrator.event_queue ADD CONSTRAINT closed CHECK (false) NOT VALID");

        var answer = await world.Db.InTransaction(async tx =>
        {
            await world.Workflows.Operate(tx, [(instance, new Command.Operate(Somebody, new Operation.Pause()))], Stop);
            await world.Turn.Advance(tx, Stop);
            return tx.Note<OperationAnswers>().Of(instance);
        }, Stop);

        Assert.Equal((null, "Running/Interrupted"), (answer, await world.StatusOf(instance)));
    }

    [Fact]
    public async Task A_cancelled_instance_forgets_what_was_kept_while_it_was_paused()
    {
        await using var world = await World.Create();
        await world.Publish("waiting", Waiting);
        var instance = await world.Run("waiting");
        await Do(world, instance, new Operation.Pause());
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);

        await world.Db.InTransaction(tx => world.Workflows.Cancel(tx, [instance], "撤回", Stop), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal("Finished/Cancelled", await world.StatusOf(instance));
        Assert.Equal(0, await Held(world));
    }

    internal static Task Do(World world, InstanceId instance, Operation what, int? version = null) =>
        world.Db.InTransaction(async tx => Assert.True(await new InstanceOperations(
            world.Definitions, world.Workflows, world.Turn).Run(
            tx, instance, new Command.Operate(Somebody, what), version, Stop)), Stop);

    private static async Task<OperationPreview> Preview(World world, InstanceId instance, Operation what) =>
        (await world.Db.InTransaction(tx => new InstanceOperations(world.Definitions, world.Workflows, world.Turn)
            .Preview(tx, instance, new Command.Operate(Somebody, what), Stop), Stop))!;

    internal static async Task Skip(World world, InstanceId instance, string activity) =>
        await Do(world, instance, new Operation.Skip(await ExecutionOf(world, instance, activity)));

    internal static Task Answer(World world, InstanceId instance, long bookmark) => world.Db.InTransaction(tx =>
        world.Workflows.Resume(tx, [new WaitAnswer(instance, new BookmarkId(bookmark), Json.Null)], Stop), Stop);

    internal static Task<long> BookmarkOf(World world, InstanceId instance) => world.One<long>($"""
        SELECT id FROM orchestrator.bookmark WHERE instance_id = {instance.Value}
        """);

    internal static Task<long> Held(World world) =>
        world.One<long>($"SELECT count(*) FROM orchestrator.held_command");

    private static Task<string> WaitOf(World world, InstanceId instance) => world.One<string>($"""
        SELECT activity_id FROM orchestrator.bookmark WHERE instance_id = {instance.Value}
        """);

    private static async Task<ActivityInstanceId> ExecutionOf(World world, InstanceId instance, string activity)
    {
        var state = EngineJson.Deserialize(await world.One<byte[]>($"""
            SELECT state FROM orchestrator.instance_state WHERE instance_id = {instance.Value}
            """));
        return Assert.Single(state.Activities.Values, one => one.Activity.Value == activity).Id;
    }
}
