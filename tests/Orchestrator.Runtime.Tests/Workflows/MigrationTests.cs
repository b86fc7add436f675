using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

public sealed class MigrationTests
{
    internal static readonly string Hear =
        Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed"));

    internal static readonly string Delay =
        Drawn.Activity("delay", "Elsa.Delay", Drawn.Input("timeSpan", "TimeSpan", "01:00:00"));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Instances_go_over_and_their_history_holds_by_the_version_of_each_turn()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        var instance = await world.Run("case");
        await world.Publish("case", Drawn.Sequence(Hear, Delay));

        var id = await Plan(world, 2);
        Assert.Equal("Planned", (await Read(world, id)).Status);
        Assert.Equal(1, await VersionOf(world, instance));
        await Move(world, id);
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);

        Assert.Equal(2, await VersionOf(world, instance));
        Assert.Equal("Running/Suspended", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
        Assert.Equal("Done", (await Read(world, id)).Status);
    }

    [Fact]
    public async Task A_running_activity_that_is_gone_is_asked_for_and_goes_where_it_was_told()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        var instance = await world.Run("case");
        await world.Publish("case", Drawn.Sequence(Hear.Replace("\"hear\"", "\"listen\"", StringComparison.Ordinal)));

        var id = await Plan(world, 2);
        var asked = Assert.Single(await Groups(world, id));
        Assert.Equal("NeedsChoice", asked.Verdict);
        Assert.Equal(("hear", "listen"), (asked.Notes[0].Activity, asked.Notes[0].Options[0]));
        await world.Db.InTransaction(tx => Migrations.Choose(tx, id, new MigrationChoices
        {
            Activities = MigrationChoices.None.Activities.Add(
                new ActivityId("hear"), new ActivityChoice.Becomes(new ActivityId("listen"))),
        }, Stop), Stop);
        await All(world);
        await Move(world, id);

        Assert.Equal("listen", await world.One<string>($"SELECT activity_id FROM orchestrator.bookmark"));
        await world.Raise("Closed", null);
        await world.Turn.Drain(Stop);
        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task A_timer_that_is_due_goes_first_and_its_instance_stays_as_it_was()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Delay, Hear));
        var instance = await world.Run("case");
        await world.Publish("case", Drawn.Sequence(
            Delay, Hear, Hear.Replace("hear", "again", StringComparison.Ordinal)));
        var id = await Plan(world, 2);

        await world.Clock.Move(world.Db, World.Spring.AddHours(2), Stop);
        await world.Turn.Drain(Stop);
        await Move(world, id);

        var group = Assert.Single(await Groups(world, id));
        Assert.Equal("Refused", group.Outcome);
        Assert.StartsWith("RT181", group.Message, StringComparison.Ordinal);
        Assert.Equal((1, "hear"), (await VersionOf(world, instance),
            await world.One<string>($"SELECT activity_id FROM orchestrator.bookmark")));
    }

    [Fact]
    public async Task A_server_that_dies_between_two_batches_is_followed_by_another()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        await world.Start("case", Migrations.Batch + 20);
        await world.Turn.Drain(Stop);
        await world.Publish("case", Drawn.Sequence(Hear, Delay));
        var id = await Plan(world, 2);
        await world.Db.InTransaction(tx => Migrations.Start(tx, id, Stop), Stop);

        await Of(world).RunBatch(Stop);
        Assert.Equal(Migrations.Batch, await OfVersion(world, 2));
        await using var other = Database.Open(world.ConnectionString);
        var second = new Migrations(other, world.Definitions, new WorkflowClient(), world.NewTurn(other));
        while (await second.RunBatch(Stop))
            Assert.True(await OfVersion(world, 2) >= Migrations.Batch);

        Assert.Equal(Migrations.Batch + 20, await OfVersion(world, 2));
        Assert.Equal(0, (await world.AuditAll()).Flawed);
    }

    [Fact]
    public async Task Two_servers_move_every_instance_once()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        await world.Start("case", (2 * Migrations.Batch) + 10);
        await world.Turn.Drain(Stop);
        await world.Publish("case", Drawn.Sequence(Hear, Delay));
        var id = await Plan(world, 2);
        await world.Db.InTransaction(tx => Migrations.Start(tx, id, Stop), Stop);
        await using var other = Database.Open(world.ConnectionString);
        var second = new Migrations(other, world.Definitions, new WorkflowClient(), world.NewTurn(other));

        await Task.WhenAll(All(world), All(second));
        await All(world);

        var moved = Assert.Single(await Groups(world, id));
        Assert.Equal(("Moved", (2 * Migrations.Batch) + 10), (moved.Outcome, (int)moved.Instances));
        Assert.Equal((4 * Migrations.Batch) + 20, await world.Count("journal"));
    }

    [Fact]
    public async Task A_version_that_is_not_published_is_refused_and_an_ended_instance_cannot_move()
    {
        await using var world = await World.Create();
        await world.Publish("case", Drawn.Sequence(Hear));
        var instance = await world.Run("case");
        var refused = await Assert.ThrowsAsync<WorkflowRefusedException>(() => Plan(world, 9));
        Assert.Equal("RT188", refused.Problem.Code);

        await world.Publish("case", Drawn.Sequence(Hear, Delay));
        await world.Db.InTransaction(tx => world.Workflows.Cancel(tx, [instance], "撤回", Stop), Stop);
        await world.Turn.Drain(Stop);
        var id = await Plan(world, 2, MigrationChoices.None, instance);

        var group = Assert.Single(await Groups(world, id));
        Assert.Equal("Cannot", group.Verdict);
        Assert.StartsWith("RT180", group.Notes[0].Text, StringComparison.Ordinal);
    }

    internal static Migrations Of(World world) => new(world.Db, world.Definitions, world.Workflows, world.Turn);

    internal static async Task<Guid> Plan(
        World world, int to, MigrationChoices? choices = null, params InstanceId[] instances)
    {
        var id = await Create(world, to, choices, instances);
        await All(world);
        return id;
    }

    internal static Task<Guid> Create(
        World world, int to, MigrationChoices? choices = null, params InstanceId[] instances) =>
        world.Db.InTransaction(tx => Of(world).Create(tx, new MigrationRequest
        {
            To = new DefinitionVersion(new DefinitionId("case"), to),
            Instances = instances.Length > 0 ? instances : null,
            Choices = choices ?? MigrationChoices.None,
            By = new By("person:1", "改版"),
        }, Stop), Stop);

    internal static async Task Move(World world, Guid id)
    {
        Assert.True(await world.Db.InTransaction(tx => Migrations.Start(tx, id, Stop), Stop));
        await All(world);
    }

    internal static Task All(World world) => All(Of(world));

    private static async Task All(Migrations migrations)
    {
        for (var more = true; more;)
            more = await migrations.RunBatch(Stop);
    }

    internal static async Task<MigrationRow> Read(World world, Guid id) =>
        (await world.Db.InTransaction(tx => MigrationRows.Find(tx, id, Stop), Stop))!;

    internal static Task<IReadOnlyList<MigrationGroup>> Groups(World world, Guid id) =>
        world.Db.InTransaction(tx => MigrationRows.Groups(tx, id, Stop), Stop);

    internal static Task<int> VersionOf(World world, InstanceId instance) => world.One<int>($"""
        SELECT definition_version FROM orchestrator.instance WHERE id = {instance.Value}
        """);

    private static Task<long> OfVersion(World world, int version) => world.One<long>($"""
        SELECT count(*) FROM orchestrator.instance WHERE definition_version = {version}
        """);
}
