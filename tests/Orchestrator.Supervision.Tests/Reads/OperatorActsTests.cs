using Orchestrator.Engine;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Reads;
using Orchestrator.Testing;

namespace Orchestrator.Supervision.Tests.Reads;

public sealed class OperatorActsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_done_to_the_platform_is_listed_newest_first_and_found_by_its_act_and_its_words()
    {
        await database.Clear(Stop);
        await Done("Invite", "窦文静");
        await Done("MoveClock", "2026-03-10");

        Assert.Equal(["MoveClock", "Invite"], (await List(null, null)).Select(one => one.Act));
        Assert.Equal(["Invite"], (await List("Invite", null)).Select(one => one.Act));
        Assert.Equal(["Invite"], (await List(null, "窦文")).Select(one => one.Act));
    }

    private Task Done(string act, string name) => database.Database.InTransaction(tx => new OperatorAct
    {
        Actor = "system",
        Act = act,
        Kind = OperatorSubject.Person,
        Subject = Guid.CreateVersion7(),
        Detail = Json.Of([KeyValuePair.Create("name", Json.Of(name))]),
    }.Write(tx, Stop), Stop);

    private async Task<IReadOnlyList<OperatorActListed>> List(string? act, string? search)
    {
        var filter = new ListFilter { Today = new DateOnly(2026, 3, 10), State = act, Search = search };
        return (await database.Database.InTransaction(tx => OperatorActs.Of(tx, filter, Stop), Stop)).Rows;
    }
}
