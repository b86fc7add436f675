using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Timers;

namespace Orchestrator.Runtime.Tests.Timers;

/// <summary>The clock of training goes past workflows that time starts.</summary>
public sealed class TrainingWalkTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_comes_seldom_on_the_way_begins_at_each_of_its_instants()
    {
        await using var world = await World.Create();
        await world.Publish("hourly", Every("01:00:00"));

        var walked = await WalkOf(world).To(World.Spring.AddHours(5.5), Stop);

        Assert.Equal(5, await Starts(world));
        Assert.Equal(5, await world.One<long>($"SELECT count(DISTINCT created_at) FROM orchestrator.instance"));
        Assert.Empty(walked.Often);
    }

    [Fact]
    public async Task What_comes_every_minute_is_taken_one_by_one_at_first_and_then_once_a_day_and_is_told()
    {
        await using var world = await World.Create();
        await world.Publish("often", Every("00:01:00"));

        var walked = await WalkOf(world).To(World.Spring.AddDays(30), Stop);

        // 500 minutes one by one, then the days that are left, and the end of the way.
        Assert.InRange(await Starts(world), 529, 532);
        Assert.StartsWith(
            "流程“often”的触发器“beat”在途中到来太密", Assert.Single(walked.Often).Sentence, StringComparison.Ordinal);
        Assert.Equal(World.Spring.AddDays(30).AddMinutes(1), await world.One<DateTimeOffset>(
            $"SELECT date_trunc('minute', due_at) FROM orchestrator.trigger"), TimeSpan.FromMinutes(1));
    }

    private static TrainingWalk WalkOf(World world) => new(world.Db, world.Clock, world.Turn, []);

    private static string Every(string interval) => Drawn.Sequence(Drawn.Activity("beat", "Elsa.Timer",
        Drawn.Input("interval", "TimeSpan", interval) + ",\"customProperties\":{\"canStartWorkflow\":true}"));

    private static Task<long> Starts(World world) =>
        world.One<long>($"SELECT count(*) FROM orchestrator.instance");
}
