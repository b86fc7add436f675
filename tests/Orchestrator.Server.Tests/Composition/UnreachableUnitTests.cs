using Orchestrator.Runtime.Storage;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-10: a unit that no mail reaches.</summary>
public sealed class UnreachableUnitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E_10_a_scheme_is_not_approved_with_a_unit_that_no_mail_reaches_unless_it_is_left_out()
    {
        await using var district = await RunningDistrict.Open();
        await district.Db.InTransaction(tx => tx.Execute(
            $"UPDATE supervision.unit_contact SET email = NULL WHERE unit_code = 'S014'", Stop), Stop);
        Assert.Empty((await district.Start(new InspectionStory(district, "S021", "S014").Request)).Problems);
        var approval = await district.TaskOf("scheme-approval");

        var refused = Assert.Single((await district.Try(approval, "Approved")).Problems);
        await district.Answer(approval, "Approved", """{"leaveOut":true}""");

        Assert.Equal(("SU037", "leaveOut"), (refused.Code, refused.Where));
        Assert.Contains("S014", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["S021"], await district.Texts($"SELECT unit_code FROM supervision.campaign_unit"));
    }
}
