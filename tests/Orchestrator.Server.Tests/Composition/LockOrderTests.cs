using Orchestrator.Engine;
using Orchestrator.Server.Tests.Crashes;
using Orchestrator.Server.Tests.Owners;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.Owners;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Whoever changes a case holds its process, then its inspection, then the rest: nobody is given up.</summary>
public sealed class LockOrderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_import_of_the_calendar_waits_for_an_answer_under_way_and_then_sees_what_it_fulfilled()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheReceipt();
        var task = await district.TaskOf("self-evaluation");
        var table = CalendarImportTests.Table(2026, null, "2026-03-30,更正,adjusted_rest,N,N");

        var answer = Task.FromResult<Answered>(null!);
        var import = Task.FromResult<CalendarChange>(null!);
        await district.Db.InTransaction(async tx =>
        {
            await tx.Execute($"SELECT FROM supervision.open_task WHERE id = {task} FOR UPDATE", Stop);
            answer = district.Try(task, "Submitted", """{"content":"自评报告"}""");
            await TimerGate.Waits(district.Db, 1, answer);
            import = CalendarImportTests.Import(district, 2026, table);
            await TimerGate.Waits(district.Db, 2, import);
        }, Stop);

        Assert.Empty((await answer).Problems);
        Assert.Empty((await import).Moves);
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_preview_of_the_calendar_waits_for_nobody()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheReceipt();
        var table = CalendarImportTests.Table(2026, null, "2026-03-30,更正,adjusted_rest,N,N");

        var preview = Task.FromResult<string[]>([]);
        await district.Db.InTransaction(async tx =>
        {
            await tx.Execute([
                $"SELECT FROM orchestrator.instance FOR UPDATE", $"SELECT FROM supervision.unit_inspection FOR UPDATE",
                $"SELECT FROM supervision.obligation FOR UPDATE", $"SELECT FROM supervision.open_task FOR UPDATE",
            ], Stop);
            preview = CalendarImportTests.Preview(district, 2026, table);
            await TimerGate.Waits(district.Db, 1, preview);
            Assert.True(preview.IsCompleted);
        }, Stop);

        Assert.Contains("自评报告 2026-03-30 2026-03-31", await preview);
    }

    [Fact]
    public async Task A_hand_over_that_meets_whoever_holds_its_second_task_and_wants_its_first_begins_anew()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021", "S022").ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 8, 10));
        var (director, leader) = (await district.Official(Role.OfficeDirector), await OwnerTests.Leader(district));
        var member = await district.One<Guid>($"SELECT person_id FROM supervision.inspector WHERE code = 'I003'");
        Guid[] tasks =
            [await district.TaskOf("on-site-record", "S021"), await district.TaskOf("on-site-record", "S022")];
        Array.Sort(tasks);

        var given = Task.FromResult<Problem?>(null);
        await district.Db.InTransaction(async tx =>
        {
            await Hold(tasks[1]);
            given = district.Part<HandOver>().Run(
                new HandOver.Request(director, [.. tasks], member, "出差"), Stop);
            await TimerGate.Waits(district.Db, 1, given);
            await Hold(tasks[0]);

            Task<int> Hold(Guid task) =>
                tx.Execute($"SELECT FROM supervision.open_task WHERE id = {task} FOR UPDATE", Stop);
        }, Stop);

        Assert.Null(await given);
        Assert.Equal([leader, leader], [.. (await district.Db.InTransaction(tx => tx.Query($"""
            SELECT from_person_id FROM supervision.owner_change WHERE to_person_id = {member}
            """, row => row.GetGuid(0), Stop), Stop))]);
    }

    [Fact]
    public async Task A_report_under_an_order_does_not_wait_for_the_process_of_the_order()
    {
        await using var district = await LateReports.Late(findings: 1);
        await district.GoTo(RunningDistrict.At(6, 1, 15));
        var task = await district.TaskOf("rectification-report");

        var answer = Task.FromResult<Answered>(null!);
        await district.Db.InTransaction(async tx =>
        {
            // As whoever signs for the order has it, while the inspection is the report's.
            await tx.Execute($"""
                SELECT FROM orchestrator.instance
                WHERE definition_id = 'supervisory-order' AND status = 'Running'
                FOR NO KEY UPDATE
                """, Stop);
            answer = district.Try(task, "Reported", LateReports.Report);
            await TimerGate.Waits(district.Db, 1, answer);
            Assert.True(answer.IsCompleted);
        }, Stop);
        await district.GoTo(RunningDistrict.At(6, 1, 16));

        Assert.Empty((await answer).Problems);
        Assert.Equal(["First Answered"], await LateReports.States(district));
        Assert.Equal(["Submission"], await district.Texts(
            $"SELECT kind FROM supervision.receipt WHERE document = 'Order'"));
        Assert.Equal("", await district.Incidents());
    }
}
