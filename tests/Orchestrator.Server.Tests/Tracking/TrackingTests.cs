using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Server.Tests.Composition;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using Orchestrator.Supervision.Tracking;

namespace Orchestrator.Server.Tests.Tracking;

/// <summary>S07-4 on the shipped processes: the month of a department. The school belongs to D06; its items are due on
/// 05-27, and the first working day of May is the 6th.</summary>
public sealed class TrackingTests
{
    internal const string Content = """{"guidance":"到校指导两次","coordination":"经费缺口","nextSteps":"下月复核"}""";

    private static readonly Sight Everything = new(SeesAll: true, [], Guid.Empty);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_sweeps_at_once_open_a_month_once_and_only_where_something_is_open()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 6, 8));

        var opened = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ =>
            district.Part<OpenTracking>().Run(RunningDistrict.At(5, 6, 9), Stop)));

        Assert.Equal(1, opened.Sum());
        await district.GoTo(RunningDistrict.At(5, 8, 10));
        Assert.Equal(["D06 2026-04-01 Owed"], await Reports(district));
        Assert.Equal(1, await district.One<long>(
            $"SELECT count(*) FROM supervision.open_task WHERE form = 'tracking-report'"));

        // By the business time of the act, not the machine's.
        var id = await district.One<Guid>($"SELECT id FROM supervision.tracking_report");
        Assert.Equal(
            (7, Convert.ToHexStringLower(
                Guid.CreateVersion7(RunningDistrict.At(5, 6, 9)).ToByteArray(bigEndian: true)[..6])),
            (id.Version, Convert.ToHexStringLower(id.ToByteArray(bigEndian: true)[..6])));

        // February and March ended without a letter.
        Assert.Equal(["2026-02-01", "2026-03-01", "2026-04-01"],
            await district.Texts($"SELECT month::text FROM supervision.tracking_month ORDER BY 1"));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_filed_report_keeps_its_list_and_files_and_is_urged_no_more()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 13, 10));

        var answered = await File(district, "D06");

        Assert.Empty(answered.Problems);
        await district.GoTo(RunningDistrict.At(6, 15, 10));
        var may = (await district.Db.InTransaction(
            tx => TrackingReportList.Of(tx, "D06", Stop), Stop)).Single(one => one.State == TrackingState.Filed);
        var sheet = (await district.Db.InTransaction(tx => TrackingReportList.One(tx, may.Id, Stop), Stop))!;
        Assert.Equal(("2026年4月", "严振宇", "经费缺口", new DateOnly(2026, 5, 12), new DateOnly(2026, 5, 12)), (
            sheet.Report.Month, sheet.Report.FiledBy, sheet.Report.Coordination, sheet.Report.DueOn,
            sheet.Report.UrgedOn));
        Assert.Equal((2, 0), (sheet.List!.OpenItems, sheet.List.OverdueItems));
        Assert.Equal([0, 0], sheet.List.Items.Select(item => item.OverdueDays));
        var file = (await district.Db.InTransaction(
            tx => TrackingReportList.File(tx, may.Id, Assert.Single(sheet.Files).Id, Stop), Stop))!;
        Assert.Equal(("照片.pdf", "application/pdf"), (file.FileName, file.MediaType));
        Assert.Equal(["OpenTracking 系统", "File 严振宇"], sheet.Happened.Select(entry => $"{entry.Act} {entry.By}"));
        Assert.Equal(["M-12.Tracking", "M-12.Tracking.Due"], await district.Texts($"""
            SELECT letter FROM orchestrator.mail WHERE subject_id = {may.Id} ORDER BY 1
            """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_missed_report_counts_against_its_department_and_is_taken_no_more()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 29, 20));
        var task = await district.TaskOf("tracking-report");
        await district.GoTo(RunningDistrict.At(6, 1, 10));

        Assert.Equal(["SU064"], (await district.Try(task, "Filed", Content)).Problems.Select(one => one.Code));
        Assert.Equal(["D06 2026-04-01 Missed", "D06 2026-05-01 Owed"], await Reports(district));
        var department = await Department(district, "D06");
        Assert.Equal((1, 0, 1), (department.MissedReports, department.Reviews.Lapsed, department.Lapses));
        Assert.Equal([("2026年5月", TrackingState.Owed), ("2026年4月", TrackingState.Missed)],
            department.Latest.Select(month => (month.Month, month.State)));
        Assert.Equal((2, 2), (department.OpenItems, department.OverdueItems));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_pre_review_that_lapsed_counts_against_the_department_and_not_the_unit()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021", "S022");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 18, 10));
        foreach (var unit in new[] { "S021", "S022" })
            await district.Answer(await district.TaskOf("rectification-report", unit), "Reported", LateReports.Report);
        await district.GoTo(RunningDistrict.At(5, 20, 10));
        await district.Answer(await district.TaskOf("department-review", "S022"), "Agreed", """{"opinion":"属实"}""");

        // Reported on Monday the 18th: the department had until the 21st, the school until the 27th.
        await district.GoTo(RunningDistrict.At(6, 3, 10));
        await district.Answer(await district.TaskOf("verification", "S021"), "Rectified",
            """{"method":"Desk","opinion":"属实"}""");

        var department = await Department(district, "D06");
        Assert.Equal(new ReviewCount(Given: 1, WorkingDays: 2, Lapsed: 1), department.Reviews);
        Assert.Equal(["S021 0 逾期", "S022 0 逾期"], (await district.Db.InTransaction(
                tx => OnTimeRates.Of(tx, Everything, (null, null), new DateOnly(2026, 6, 3), Stop), Stop))
            .Select(rate => $"{rate.UnitCode} {rate.Count.Late} 逾期"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        Assert.Equal([("Lapsed", 3, null), ("Agreed", 2, "属实")], (await district.Db.InTransaction(
                tx => ReviewList.Of(tx, "D06", district.Part<RuleBook>(), Stop), Stop))
            .Select(review => (review.Verdict, review.WorkingDays, review.Opinion)));
        var report = await Facts.Of(district, await district.TaskOf("tracking-report"));
        Assert.Equal("1次，平均用时2个工作日；逾期未审1次，记在主管部门，不影响单位", report["当月初审"]);
    }

    [Fact]
    public async Task Nobody_of_another_department_files_a_report_or_sees_it()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 7, 10));

        Assert.Equal(["AU011"], (await File(district, "D10")).Problems.Select(one => one.Code));
        var other = Sight.Of(await district.Official(Role.DepartmentReviewer, unit: "D10"))!;
        Assert.Equal(["D10"], (await Departments(district, other, null)).Select(one => one.Code));
        Assert.Empty(await Departments(district, other, "D06"));
        var team = Sight.Of(await district.Official(Role.Inspector))!;
        Assert.Empty(await Departments(district, team, null));
    }

    [Fact]
    public async Task A_first_working_day_that_no_server_saw_is_made_up_for_with_the_days_counted_from_then()
    {
        await using var district = await WithLetter();
        await Away(district, RunningDistrict.At(5, 11, 14));

        await district.GoTo(RunningDistrict.At(5, 11, 15));

        Assert.Equal(["D06 2026-04-01 Owed"], await Reports(district));
        Assert.Equal("2026-05-18 交办2026-05-11 + 5个工作日 = 2026-05-18", await district.One<string>($"""
            SELECT due_on || ' ' || due_explanation FROM supervision.open_task WHERE form = 'tracking-report'
            """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_report_that_is_asked_for_on_the_last_day_of_the_month_is_taken_until_it_is_due()
    {
        await using var district = await WithLetter();
        await Away(district, RunningDistrict.At(5, 29, 14));

        await district.GoTo(RunningDistrict.At(6, 5, 10));
        Assert.Equal(["D06 2026-04-01 Owed", "D06 2026-05-01 Owed"], await Reports(district));

        await district.GoTo(RunningDistrict.At(6, 6, 10));
        Assert.Equal(["D06 2026-04-01 Missed", "D06 2026-05-01 Owed"], await Reports(district));
    }

    [Fact]
    public async Task A_month_in_which_no_server_lived_is_not_asked_for()
    {
        await using var district = await WithLetter();
        await Away(district, RunningDistrict.At(6, 10, 10));

        await district.GoTo(RunningDistrict.At(6, 10, 11));

        Assert.Equal(["D06 2026-05-01 Owed"], await Reports(district));
    }

    [Fact]
    public async Task A_new_calendar_moves_its_date_and_the_department_is_told()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 7, 10));

        var change = await CalendarImportTests.Import(
            district, 2026, CalendarImportTests.Table(2026, null, "2026-05-12,更正,adjusted_rest,N,N"));

        Assert.Contains("区教育体育局2026年4月跟踪月报：区教育体育局2026年4月跟踪月报 05-13", change.Moves.Select(
            move => $"{move.Campaign}：{move.What} {move.To:MM-dd}"));
        await district.GoTo(RunningDistrict.At(5, 7, 12));
        var told = (await ReadLetter.All(district, Stop)).Single(mail =>
            mail.Letter == "M-33.Office" && mail.Recipient == "d06.liaison@gov.yunze.example.test");
        Assert.Contains("更新，由您承办的下列事项", told.Mail.Text, StringComparison.Ordinal);
        Assert.Empty(told.Blemishes);
        Assert.Equal(2, await district.One<int>($"SELECT calendar_version FROM supervision.tracking_report"));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task The_letters_say_what_they_ask_and_lead_the_reviewer_to_the_task()
    {
        await using var district = await WithLetter();
        await district.GoTo(RunningDistrict.At(5, 15, 10));

        var sent = (await ReadLetter.All(district, Stop))
            .Where(mail => mail.Letter.StartsWith("M-12.Tracking", StringComparison.Ordinal)).ToList();

        Assert.Equal(
            [
                "M-12.Tracking d06.liaison True", "M-12.Tracking.Due d06.liaison True",
                "M-12.Tracking.Late d06.head False", "M-12.Tracking.Late d06.liaison True",
            ], sent.Select(mail => $"{mail.Letter} {mail.Recipient.Split('@')[0]} "
                + mail.Mail.Text.Contains("/tasks/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal("【跟踪月报】区教育体育局—请报送2026年4月跟踪月报（期限 5月12日）", sent[0].Mail.Delivery.Subject);
        Assert.Contains("未办结问题2个。请于2026年5月12日前报送", sent[0].Mail.Text, StringComparison.Ordinal);
        Assert.Empty(sent.SelectMany(mail => mail.Blemishes));
        Assert.All(sent, mail => Assert.True(mail.HasTheSubjectForm, mail.Mail.Delivery.Subject));
    }

    private static async Task<RunningDistrict> WithLetter()
    {
        var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021").ToTheLetter(findings: 2);
        return district;
    }

    /// <summary>Time passes and nobody does anything.</summary>
    private static async Task Away(RunningDistrict district, DateTimeOffset until) =>
        Assert.Null(await district.Part<BusinessClock>().Move(district.Db, until, Stop));

    private static async Task<Answered> File(RunningDistrict district, string department) =>
        await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = await district.TaskOf("tracking-report"),
            Actor = await district.Official(Role.DepartmentReviewer, unit: department),
            Outcome = "Filed",
            Content = Engine.Json.Parse(Content),
            Files = [new UploadedFile("照片.pdf", "%PDF-1.7 photograph"u8.ToArray())],
        }, Stop);

    private static Task<IReadOnlyList<string>> Reports(RunningDistrict district) => district.Texts($"""
        SELECT department_code || ' ' || month || ' ' || state FROM supervision.tracking_report ORDER BY 1
        """);

    private static async Task<DepartmentListed> Department(RunningDistrict district, string code) =>
        Assert.Single(await Departments(district, Everything, code));

    private static async Task<IReadOnlyList<DepartmentListed>> Departments(
        RunningDistrict district, Sight sight, string? code) => (await district.Db.InTransaction(
            tx => DepartmentList.Of(tx, sight, new ListFilter
            {
                Today = ShanghaiTime.DateOf(district.Part<BusinessClock>().GetUtcNow()),
            }, (code, district.Part<RuleBook>()), Stop), Stop)).Rows;
}
