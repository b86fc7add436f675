using Orchestrator.Runtime.Tests.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Tests.Workflows;

public sealed class InstanceHistoryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_longer_than_one_answer_is_read_to_its_end_part_by_part()
    {
        await using var world = await World.Create();
        await world.Publish("listening", Drawn.Sequence(Drawn.Activity("loop", "Elsa.While", $"""
            {Drawn.Input("condition", "Boolean", "true")},
            "body":{Drawn.Activity("hear", "Elsa.Event", Drawn.Input("eventName", "String", "Closed"))}
            """)));
        var instance = await world.Run("listening");
        for (var heard = 0; heard < InstanceHistory.Turns; heard++)
        {
            await world.Raise("Closed", null);
            await world.Turn.Drain(Stop);
        }

        var history = new InstanceHistory(world.Definitions);
        var first = await world.Db.InTransaction(tx => history.Read(tx, instance, 1, Stop), Stop);
        var second = await world.Db.InTransaction(tx => history.Read(tx, instance, first.Next!.Value, Stop), Stop);

        Assert.Equal((InstanceHistory.Turns + 1, null), (first.Next, second.Next));
        Assert.Equal(Enumerable.Range(1, InstanceHistory.Turns + 1),
            first.Entries.Concat(second.Entries).Select(entry => entry.Turn).Distinct());
        Assert.Equal(InstanceHistory.Turns + 1, Assert.Single(second.Entries.Select(entry => entry.Turn).Distinct()));
    }
}
