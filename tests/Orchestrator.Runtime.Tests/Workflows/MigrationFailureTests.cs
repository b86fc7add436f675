using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Turns;
using static Orchestrator.Runtime.Tests.Workflows.MigrationTests;

namespace Orchestrator.Runtime.Tests.Workflows;

/// <summary>What fails is told where it failed, and everybody else goes on.</summary>
public sealed class MigrationFailureTests
{
    private static readonly MigrationChoices Cancelled = new()
    {
        Activities = MigrationChoices.None.Activities.Add(new ActivityId("hear"), new ActivityChoice.Cancelled()),
    };

    private static readonly string Touchy = Drawn.Activity("touchy", "Test.Touchy");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_whose_turn_fails_stays_as_it_was_and_stops_nobody_else()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        var good = await world.Run("case", "good");
        var poisoned = await world.Run("case", "poisoned");
        await world.Publish("case", Drawn.Sequence(Touchy));
        var id = await Plan(world, 2, Cancelled);

        world.Touchy.Poison = "poisoned";
        await Move(world, id);

        Assert.Equal("Moved", Assert.Single(await Groups(world, id), one => one.Outcome == "Moved").Outcome);
        var failed = Assert.Single(await Groups(world, id), one => one.Outcome == "Failed");
        Assert.StartsWith("RT189", failed.Message, StringComparison.Ordinal);
        Assert.Equal((2, "Finished/Finished"), (await VersionOf(world, good), await world.StatusOf(good)));
        Assert.Equal((1, "Running/Suspended"), (await VersionOf(world, poisoned), await world.StatusOf(poisoned)));
        Assert.Equal(0, await world.Count("incident"));
        Assert.Equal(0, (await world.AuditAll()).Flawed);
    }

    [Fact]
    public async Task What_followed_from_an_attempt_that_was_undone_keeps_nobody_else_from_moving()
    {
        await using var world = await World.Create();
        await world.Publish("listening", Drawn.Sequence(
            Drawn.Activity("go", "Elsa.Event", Drawn.Input("eventName", "String", "Go"))));
        await world.Start("listening", (2 * TurnLimits.FollowersPerAdvance) + 20);
        await world.Publish("case", Drawn.Sequence(Hear));
        foreach (var correlation in new[] { "first", "poisoned", "last" })
            await world.Run("case", correlation);
        await world.Publish("case", Drawn.Sequence(
            Drawn.Activity("say", "Elsa.PublishEvent", Drawn.Input("eventName", "String", "Go")), Touchy));
        var id = await Plan(world, 2, Cancelled);

        world.Touchy.Poison = "poisoned";
        await Move(world, id);

        Assert.Equal([("Failed", 1), ("Moved", 2)], (await Groups(world, id))
            .Select(group => (group.Outcome!, (int)group.Instances)).OrderBy(group => group.Item1));
        await world.Turn.Drain(Stop);
        Assert.Equal(0, (await world.AuditAll()).Flawed);
    }

    [Fact]
    public async Task One_that_can_no_longer_be_read_when_it_shall_move_stops_nobody_else()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        var odd = await world.Run("case");
        await world.Run("case");
        await world.Publish("case", Drawn.Sequence(Hear, Delay));
        var id = await Plan(world, 2);
        await world.Execute($"""
            UPDATE orchestrator.instance_state SET state = convert_to('newer', 'UTF8') WHERE instance_id = {odd.Value}
            """);

        await Move(world, id);

        var groups = await Groups(world, id);
        Assert.StartsWith("RT189", Assert.Single(groups, one => one.Outcome == "Failed").Message,
            StringComparison.Ordinal);
        Assert.Single(groups, one => one.Outcome == "Moved");
        Assert.Equal("Done", (await Read(world, id)).Status);
    }

    [Theory]
    [InlineData("Planning")]
    [InlineData("Moving")]
    public async Task A_migration_that_fails_says_so_itself_and_the_next_one_goes_on(string status)
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        await world.Run("case");
        await world.Publish("case", Drawn.Sequence(Hear, Delay));
        var failing = await Plan(world, 2);
        await world.Execute($"UPDATE orchestrator.instance_migration SET status = {status}");
        await world.Execute($"""
            UPDATE orchestrator.instance_migration_item SET verdict = CASE WHEN {status} = 'Moving' THEN 'Moves' END
            """);

        // Whatever the eldest wants to write about its instances is refused, but for the sentence that it failed.
        await world.Execute($"""
            CREATE FUNCTION orchestrator.eldest() RETURNS text LANGUAGE sql
            AS 'SELECT min(id::text) FROM orchestrator.instance_migration'
            """);
        await world.Execute($"""
            ALTER TABLE orchestrator.instance_migration_item ADD CONSTRAINT closed CHECK (
                (verdict = 'Cannot' OR outcome = 'Failed') IS TRUE
                OR migration_id::text <> orchestrator.eldest()) NOT VALID
            """);
        var next = await Create(world, 2);

        Assert.True(await Of(world).RunBatch(next, Stop));
        Assert.Equal("Moves", Assert.Single(await Groups(world, next)).Verdict);
        await All(world);

        var group = Assert.Single(await Groups(world, failing));
        Assert.Contains("RT189", group.Message ?? group.Notes[0].Text, StringComparison.Ordinal);
        Assert.Equal(status == "Planning" ? "Planned" : "Done", (await Read(world, failing)).Status);
    }
}
