using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Tests.Workflows;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>A rolling upgrade: a newer server wrote what this one cannot read.</summary>
public sealed class UnreadableTests
{
    private static readonly string Asking = Drawn.Sequence(Drawn.Activity("ask", "Test.Ask"));

    private const string NewerCommand = """{"command":"hibernate"}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Command", NewerCommand)]
    [InlineData("Command", """{"reason":"no word for it"}""")]
    [InlineData("Hibernate", "null")]
    public async Task A_command_that_only_a_newer_server_can_read_parks_its_instance_and_the_others_go_on(
        string kind, string payload)
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var begun = await world.Run("asking");
        var fresh = (await world.Start("asking"))[0];
        await world.Execute($"""
            ALTER TABLE orchestrator.inbox DROP CONSTRAINT an_inbox_command_is_of_a_known_kind,
                                           DROP CONSTRAINT what_resumes_names_a_bookmark
            """);
        await world.Execute($"""
            INSERT INTO orchestrator.inbox (instance_id, kind, payload)
            SELECT id, {kind}, convert_to({payload}, 'UTF8') FROM orchestrator.instance
            """);
        await world.Start("asking", 3);

        await world.Turn.Drain(Stop);

        Assert.Equal(["Running/Interrupted", "Running/Interrupted"], await StatusOf(world, begun, fresh));
        Assert.Equal((3L, 2L, 3L), (await world.Count("bookmark"), await world.Count("incident"),
            await world.Count("parked_command")));

        // The newer server can read it.
        await world.Execute($"""
            UPDATE orchestrator.parked_command
            SET kind = 'Command', payload = {EngineJson.Serialize(new Command.Cancel("hibernated"))}
            WHERE kind = {kind} AND payload = convert_to({payload}, 'UTF8')
            """);
        await Retry(world, begun, fresh);

        Assert.Equal(["Finished/Cancelled", "Finished/Cancelled"], await StatusOf(world, begun, fresh));
        Assert.Equal(0, await world.Count("incident") + await world.Count("parked_command"));
        Assert.Null(await world.Audit(begun));
    }

    [Fact]
    public async Task An_instance_in_a_state_that_only_a_newer_server_knows_is_parked_and_the_others_go_on()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        await world.Execute($"UPDATE orchestrator.instance SET sub_status = 'Hibernating'");
        await world.Clock.Move(world.Db, World.Spring.AddDays(2), Stop);
        await world.Start("asking", 3);

        await world.Turn.Drain(Stop);

        Assert.Equal("Running/Interrupted", await world.StatusOf(instance));
        Assert.Equal((3L, 1L, 1L), (await world.Count("bookmark"), await world.Count("incident"),
            await world.Count("parked_command")));
        await Retry(world, instance);
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_paused_instance_that_was_parked_is_taken_back_and_goes_on_when_its_pause_ends(bool isCommand)
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        var bookmark = await OperationTests.BookmarkOf(world, instance);
        await OperationTests.Do(world, instance, new Operation.Pause());
        await OperationTests.Answer(world, instance, bookmark);
        if (isCommand)
            await world.Execute($"""
                INSERT INTO orchestrator.inbox (instance_id, kind, payload)
                SELECT id, 'Command', convert_to({NewerCommand}, 'UTF8') FROM orchestrator.instance
                """);
        else
            await world.Execute($"UPDATE orchestrator.instance SET sub_status = 'Hibernating'");
        await world.Turn.Drain(Stop);
        Assert.Equal("Running/Interrupted", await world.StatusOf(instance));
        await world.Execute($"DELETE FROM orchestrator.parked_command WHERE kind = 'Command'");

        await Retry(world, instance);
        Assert.Equal(("Running/Suspended", 0, 1), (await world.StatusOf(instance), await world.Count("incident"),
            await OperationTests.Held(world)));
        await OperationTests.Do(world, instance, new Operation.Unpause());

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_faulted_step_of_a_paused_instance_is_retried_after_its_pause()
    {
        await using var world = await World.Create();
        await world.Publish("asking", Asking);
        var instance = await world.Run("asking");
        await OperationTests.Do(world, instance, new Operation.Pause());
        await world.Execute($"""
            INSERT INTO orchestrator.incident (instance_id, activity_instance_id, code, message, raised_at)
            VALUES ({instance.Value}, 1, 'RT130', 'broken', {World.Spring})
            """);

        var refused = await Assert.ThrowsAsync<WorkflowRefusedException>(() => Retry(world, instance));

        Assert.Equal("RT180", refused.Problem.Code);
    }

    private static async Task<string[]> StatusOf(World world, InstanceId first, InstanceId second) =>
        [await world.StatusOf(first), await world.StatusOf(second)];

    private static async Task Retry(World world, params InstanceId[] instances)
    {
        foreach (var instance in instances)
        {
            var incident = await world.One<long>($"""
                SELECT max(id) FROM orchestrator.incident WHERE instance_id = {instance.Value}
                """);
            await world.Db.InTransaction(tx => world.Workflows.Retry(tx, incident, null, Stop), Stop);
        }

        await world.Turn.Drain(Stop);
    }
}
