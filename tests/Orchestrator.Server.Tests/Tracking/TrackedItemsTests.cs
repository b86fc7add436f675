using Orchestrator.Runtime.Clocks;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Tests.Tracking;

/// <summary>What a department is told of its units, and what counts against whom.</summary>
public sealed class TrackedItemsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_reported_in_time_and_waits_for_the_office_is_not_the_units_delay()
    {
        // Reported and pre-reviewed; the date is 05-27, and nobody verifies.
        await using var district = await LateReports.Reported("Moderate");
        await district.GoTo(RunningDistrict.At(6, 1, 10));
        var task = await district.TaskOf("tracking-report");

        Assert.Equal("1个，其中逾期0个（截至今天；报送时的清单随月报存档）", (await Facts.Of(district, task))["未办结问题"]);
        Assert.DoesNotContain("逾期", (await Letter(district, "M-12.Tracking")).Mail.Text.Split("问题1个")[1][..8],
            StringComparison.Ordinal);
        await district.Answer(task, "Filed", TrackingTests.Content);
        var sheet = await district.Db.InTransaction(async tx => await TrackingReportList.One(
            tx, (await TrackingReportList.Of(tx, "D06", Stop))[0].Id, Stop), Stop);
        Assert.Equal((1, 0, 0), (
            sheet!.List!.OpenItems, sheet.List.OverdueItems, Assert.Single(sheet.List.Items).OverdueDays));
        Assert.Equal((1, 0), await Counted(district));
    }

    [Fact]
    public async Task An_item_is_late_in_just_the_states_in_which_its_unit_owes_a_report()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        foreach (var state in Enum.GetValues<ItemState>().Where(state => !ItemMoves.IsTerminal(state)))
        {
            await district.Db.InTransaction(
                tx => tx.Execute($"UPDATE supervision.problem_item SET state = {state.ToString()}", Stop), Stop);
            Assert.Equal((state, ItemMoves.IsOwed(state)), (state, await district.One<bool>(
                $"SELECT is_owed FROM supervision.tracked_item WHERE department_code = 'D06'")));
        }
    }

    [Fact]
    public async Task What_lapsed_more_than_twelve_months_ago_counts_no_longer_and_stays_in_the_list()
    {
        await using var district = await LateReports.Late(findings: 1, until: (5, 18));
        await district.Answer(await district.TaskOf("rectification-report"), "Reported", LateReports.Report);

        // The pre-review lapses with the 21st, the report of April with the 29th.
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        Assert.Equal((1, 1), await Lapses(district, new DateOnly(2027, 5, 21)));
        Assert.Equal((0, 1), await Lapses(district, new DateOnly(2027, 5, 22)));
        Assert.Equal((0, 0), await Lapses(district, new DateOnly(2027, 5, 31)));
        Assert.Contains("2026年4月", (await district.Db.InTransaction(
            tx => TrackingReportList.Of(tx, "D06", Stop), Stop)).Select(report => report.Month));
    }

    [Fact]
    public async Task A_letter_says_until_when_a_report_is_taken_also_where_a_new_calendar_has_moved_it()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        await district.GoTo(RunningDistrict.At(5, 7, 10));
        Assert.Contains(
            "到2026年5月29日仍未报送的", (await Letter(district, "M-12.Tracking")).Mail.Text, StringComparison.Ordinal);

        await CalendarImportTests.Import(
            district, 2026, CalendarImportTests.Table(2026, null, "2026-05-12,更正,adjusted_rest,N,N"));
        await district.GoTo(RunningDistrict.At(5, 20, 10));

        Assert.Contains(
            "到2026年6月1日仍未报送的", (await Letter(district, "M-12.Tracking.Late")).Mail.Text, StringComparison.Ordinal);
        await district.GoTo(RunningDistrict.At(6, 1, 23));
        Assert.Equal("Owed", await StateOfApril(district));
        await district.GoTo(RunningDistrict.At(6, 2, 1));
        Assert.Equal("Missed", await StateOfApril(district));
    }

    [Fact]
    public async Task A_filed_report_is_read_at_its_task_with_its_files()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 1);
        await district.GoTo(RunningDistrict.At(5, 7, 10));
        var task = await district.TaskOf("tracking-report");
        var reviewer = await district.Official(Role.DepartmentReviewer, unit: "D06");
        Assert.Empty((await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = task,
            Actor = reviewer,
            Outcome = "Filed",
            Content = Engine.Json.Parse(TrackingTests.Content),
            Files = [new UploadedFile("照片.pdf", "%PDF-1.7 photograph"u8.ToArray())],
        }, Stop)).Problems);

        var file = Assert.Single((await new ReadAnswer(district.Db, district.Part<FormActs>())
            .Run(task, reviewer, Stop))!.Files);

        var report = await district.One<Guid>($"SELECT id FROM supervision.tracking_report");
        Assert.Equal(("照片.pdf", report, null), (file.FileName, file.Subject, file.UnitInspection));
    }

    private static async Task<ReadLetter> Letter(RunningDistrict district, string letter) =>
        (await ReadLetter.All(district, Stop)).First(mail => mail.Letter == letter);

    private static Task<string> StateOfApril(RunningDistrict district) => district.One<string>(
        $"SELECT state FROM supervision.tracking_report WHERE month = '2026-04-01'");

    private static async Task<(int Open, int Overdue)> Counted(RunningDistrict district)
    {
        var one = await Department(district, ShanghaiTime.DateOf(district.Part<BusinessClock>().GetUtcNow()));
        return (one.OpenItems, one.OverdueItems);
    }

    private static async Task<(int Reviews, int Reports)> Lapses(RunningDistrict district, DateOnly today)
    {
        var one = await Department(district, today);
        Assert.Equal(one.Lapses, one.Reviews.Lapsed + one.MissedReports);
        return (one.Reviews.Lapsed, one.MissedReports);
    }

    private static async Task<DepartmentListed> Department(RunningDistrict district, DateOnly today) =>
        Assert.Single((await district.Db.InTransaction(tx => DepartmentList.Of(
            tx, new Sight(SeesAll: true, [], Guid.Empty), new ListFilter { Today = today },
            ("D06", district.Part<RuleBook>()), Stop), Stop)).Rows);
}
