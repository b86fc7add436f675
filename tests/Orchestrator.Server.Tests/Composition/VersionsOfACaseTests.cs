using System.Text;
using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Server.Composition;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>E-27 on the shipped processes: what begins late in a case runs what was published when it began.</summary>
public sealed class VersionsOfACaseTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task E_27_a_part_and_an_order_of_a_running_case_run_the_versions_of_their_case()
    {
        await using var district = await LateReports.Late(findings: 2, until: (5, 20));
        foreach (var process in (string[])
            ["campaign", "unit-inspection", "problem-item", "reminder-ladder", "supervisory-order"])
            await PublishAgain(district, process);

        // A part with its ladder, an order by a verdict, and one that the ladder of the part opens.
        await LateReports.File(district, 1);
        await LateReports.Verify(district, 1, "Partial");
        await LateReports.File(district, 2);
        await LateReports.Verify(district, 2, "NotRectified");
        await district.Answer(await district.TaskOf("order-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        Assert.Equal(["First Acknowledged 1 open", "First Issued 1 open"], await LateReports.Orders(district));
        Assert.Equal("", await district.Incidents());
        Assert.Equal(["problem-item 1: 3", "supervisory-order 1: 2"], await district.Texts($"""
            SELECT definition_id || ' ' || definition_version || ': ' || count(*)
            FROM orchestrator.instance
            WHERE definition_id IN ('problem-item', 'supervisory-order')
            GROUP BY definition_id, definition_version
            ORDER BY 1
            """));
        Assert.Equal(["1"], await district.Texts($"""
            SELECT definition_version::text FROM orchestrator.instance
            UNION
            SELECT definition_version::text FROM supervision.open_task
            """));
    }

    /// <summary>The same drawing with another description: what it does stays comparable.</summary>
    private static Task PublishAgain(RunningDistrict district, string process) =>
        district.Db.InTransaction(async tx =>
        {
            var id = new DefinitionId(process);
            var shipped = (await PublishedVersions.Folder(tx, new DefinitionVersion(id, 1), Stop))!;
            var publication = await district.Part<PublishFolder>().Run(tx, shipped with
            {
                Definition = Encoding.UTF8.GetBytes(shipped.DefinitionText.Replace(
                    "\"description\": \"", "\"description\": \"新版：", StringComparison.Ordinal)),
            }, PublishFolder.FromFolder, Stop);
            Assert.Empty(PublishWorkflows.Errors(publication));
            Assert.Equal(new DefinitionVersion(id, 2), publication.Version);
        }, Stop);
}
