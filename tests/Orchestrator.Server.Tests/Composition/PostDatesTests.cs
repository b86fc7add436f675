using Orchestrator.Server.Identity;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>The dates of a post, by the training clock.</summary>
public sealed class PostDatesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_post_gives_rights_from_its_first_day_to_the_end_of_its_last()
    {
        await using var district = await RunningDistrict.Open();
        var director = await district.Official(Role.OfficeDirector);
        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.post SET valid_from = '2026-03-11', valid_to = '2026-03-12'
            WHERE person_id = {director.Person}
            """, Stop), Stop);

        Assert.Null(await Today());
        await district.GoTo(RunningDistrict.At(3, 11, 0));
        Assert.Contains((await Today())!.Held, post => post.Role == Role.OfficeDirector);
        await district.GoTo(RunningDistrict.At(3, 12, 23));
        Assert.NotNull(await Today());
        await district.GoTo(RunningDistrict.At(3, 13, 0));
        Assert.Null(await Today());

        Task<Actor.Official?> Today() =>
            district.Db.InTransaction(tx => Accounts.Official(tx, director.Person, Stop), Stop);
    }
}
