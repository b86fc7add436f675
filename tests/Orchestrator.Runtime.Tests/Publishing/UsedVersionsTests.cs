using Orchestrator.Engine;
using Orchestrator.Engine.Definitions;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Timers;
using Orchestrator.Runtime.Turns;

namespace Orchestrator.Runtime.Tests.Publishing;

/// <summary>Workflows that are used as activities in others.</summary>
public sealed class UsedVersionsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_runs_the_version_that_its_drawing_names_though_a_newer_one_is_published_meanwhile()
    {
        await using var world = await World.Create();
        await PublishInner(world, "old");
        await world.Publish("outer", Drawn.Sequence(Wait("first"), Use(1)));
        var instance = await world.Run("outer");
        await PublishInner(world, "new");

        // A server that has read nothing yet.
        var other = new Turn(world.Db, new DefinitionStore(), new LedgerActivities([world.Ask]), new Silence());
        await world.Raise("first", null);
        await other.Drain(Stop);
        Assert.Equal("Elsa.Event", await world.One<string>($"""
            SELECT activity_type FROM orchestrator.bookmark WHERE instance_id = {instance.Value}
            """));
        await world.Raise("inside", null);
        await other.Drain(Stop);

        Assert.Equal("Finished/Finished", await world.StatusOf(instance));
        Assert.Equal(1, await world.One<long>(
            $"SELECT count(*) FROM orchestrator.event_queue WHERE name = 'old'"));
        Assert.Null(await world.Audit(instance));
    }

    [Fact]
    public async Task An_activity_of_the_house_waits_and_is_released_inside_too()
    {
        await using var world = await World.Create();
        await world.PublishText("inner", Inner(Drawn.Activity("ask", "Test.Ask")));
        await world.Publish("outer", Drawn.Sequence(Use(1)));
        var instance = await world.Run("outer");

        await world.Db.InTransaction(tx => world.Workflows.Cancel(tx, [instance], "enough", Stop), Stop);
        await world.Turn.Drain(Stop);

        Assert.Equal(instance, Assert.Single(world.Ask.Released).Instance);
    }

    [Fact]
    public async Task Publishing_asks_for_the_version_and_looks_inside_it()
    {
        await using var world = await World.Create();
        var checks = new PublishFolder([new DrawingCheck(new LedgerActivities([world.Ask])), new NoAsking()]);
        Task<Publication> Publish() => world.Db.InTransaction(tx => checks.Run(
            tx, Drawn.Folder("outer", Drawn.Sequence(Use(1))), "test", Stop), Stop);

        var before = await Publish();
        await world.PublishText("inner", Inner(Drawn.Activity("ask", "Test.Ask")));
        var after = await Publish();

        Assert.Equal("WF119", Assert.Single(before.Problems).Code);
        Assert.Equal("TEST", Assert.Single(after.Problems).Code);
    }

    [Fact]
    public void Folders_are_published_in_the_order_of_their_use()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Write(folder, "a-outer", Drawn.Json("a-outer", Drawn.Sequence(Use(1))));
            Write(folder, "b-other", Drawn.Json("b-other", Drawn.Sequence()));
            Write(folder, "inner", Inner(Drawn.Activity("say", "Elsa.WriteLine")));

            var read = WorkflowFolder.ReadAll(folder.FullName);

            Assert.Equal(["inner", "a-outer", "b-other"], read.Select(one => one.Id.Value));
            Assert.All(read, one => Assert.DoesNotContain(
                new PublishFolder([new DrawingCheck(new LedgerActivities([]))]).Check(one),
                problem => problem.Severity == ProblemSeverity.Error));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Write(DirectoryInfo folder, string name, string definition) => File.WriteAllText(
        Path.Combine(folder.CreateSubdirectory(name).FullName, WorkflowFolder.DefinitionFile), definition);

    private static string Use(int version) =>
        $$"""{"id":"use","type":"Inner","version":{{version}},"workflowDefinitionId":"inner"}""";

    private static string Wait(string name) =>
        Drawn.Activity("wait-" + name, "Elsa.Event", Drawn.Input("eventName", "String", name));

    private static Task<Publication> PublishInner(World world, string said) => world.PublishText("inner", Inner(
        Wait("inside"), Drawn.Activity("say", "Elsa.PublishEvent", Drawn.Input("eventName", "String", said))));

    private static string Inner(params string[] activities) => $$"""
        {"definitionId":"inner","version":1,"options":{"usableAsActivity":true},"root":{{Drawn.Sequence(activities)}} }
        """;

    private sealed class NoAsking : IFolderCheck
    {
        public IEnumerable<Problem> Check(WorkflowFolder folder, WorkflowDefinition definition) =>
            from node in definition.Root.WithAll()
            where node.Type == "Test.Ask"
            select new Problem("TEST", node.Id.Value, "no");
    }
}
