using Orchestrator.Engine;
using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Testing;

namespace Orchestrator.Runtime.Tests.Workflows;

public sealed class StartTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DefinitionId Started = new("started");

    private static readonly DefinitionId OfACase = new("of-a-case");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_starts_once_however_many_ask_at_the_same_time()
    {
        await database.Publish(Drawn.Folder("started", Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine"))), Stop);

        var asked = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Start("campaign-7")));
        var other = await Start("campaign-8");
        var later = await Start("campaign-7");

        Assert.Single(asked.Append(later).Distinct());
        Assert.NotEqual(later, other);
        Assert.Equal(2, await database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT count(*)::int FROM orchestrator.instance WHERE definition_id = 'started'",
            row => row.GetInt32(0), Stop), Stop));
    }

    [Fact]
    public async Task E_27_what_is_started_for_a_case_runs_what_was_published_when_the_case_began()
    {
        await database.Publish(
            Drawn.Folder("of-a-case", Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine"))), Stop);
        await Start(new StartRequest { Definition = OfACase, CorrelationId = "case-1" });
        await database.Publish(Drawn.Folder("of-a-case", Drawn.Sequence(
            Drawn.Activity("say", "Elsa.WriteLine"), Drawn.Activity("again", "Elsa.WriteLine"))), Stop);

        var later = await Start(new StartRequest { Definition = OfACase, Case = "case-1" });
        var unknown = await Start(new StartRequest { Definition = OfACase, Case = "case-2" });

        Assert.Equal((1, 2), (await VersionOf(later), await VersionOf(unknown)));
    }

    [Fact]
    public async Task A_parent_and_its_child_are_named_by_the_moment_of_their_making_whatever_the_training_clock_says()
    {
        await using var world = await World.Create();
        await world.Publish("child", Drawn.Sequence(Drawn.Activity("say", "Elsa.WriteLine")));
        await world.Publish("parent", Drawn.Sequence(Drawn.Activity("dispatch", "Elsa.DispatchWorkflow",
            Drawn.Input("workflowDefinitionId", "String", "child"))));

        var before = MadeAt(Guid.CreateVersion7());
        var parent = await world.Run("parent");
        var child = await world.One<Guid>(
            $"SELECT id FROM orchestrator.instance WHERE parent_id = {parent.Value}");

        Assert.InRange(MadeAt(parent.Value), before, MadeAt(child));
        Assert.InRange(MadeAt(child), before, MadeAt(Guid.CreateVersion7()));
    }

    /// <summary>Milliseconds since 1970, the first 48 bits of a UUID v7.</summary>
    private static long MadeAt(Guid id) => Convert.ToInt64($"{id:N}"[..12], 16);

    [Fact]
    public async Task Nothing_published_is_a_sentence()
    {
        var refused = await Assert.ThrowsAsync<WorkflowRefusedException>(() => database.Database.InTransaction(
            tx => new WorkflowClient().Start(tx, new StartRequest { Definition = new("nobody") }, Stop), Stop));

        Assert.Equal("RT101", refused.Problem.Code);
    }

    private Task<InstanceId> Start(string key) => Start(new StartRequest { Definition = Started, Key = key });

    private Task<InstanceId> Start(StartRequest request) => database.Database.InTransaction(
        tx => new WorkflowClient().Start(tx, request, Stop), Stop);

    private Task<int> VersionOf(InstanceId instance) => database.Database.InTransaction(tx => tx.QueryOne(
        $"SELECT definition_version FROM orchestrator.instance WHERE id = {instance.Value}",
        row => row.GetInt32(0), Stop), Stop);
}
