using Orchestrator.Engine;
using Orchestrator.Engine.Instances;

namespace Orchestrator.Runtime.Tests.Turns;

/// <summary>A rolling upgrade: a newer server wrote what this one cannot read.</summary>
public sealed class UnreadableTests
{
    private static readonly string Asking = Drawn.Sequence(Drawn.Activity("ask", "Test.Ask"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Command", """{"command":"hibernate"}""")]
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
