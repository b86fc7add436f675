using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Turns;
using Orchestrator.Supervision.CalendarChanges;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Storage;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>§3.8 and E-05 on the shipped processes: a new calendar while cases run.</summary>
public sealed class CalendarImportTests
{
    /// <summary>From 2026-03-10 to 2026-11-24: what then begins is due in 2027.</summary>
    private const int IntoWinter = 37;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_official_calendar_moves_future_dates_later_only_and_the_unit_is_told()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021") { WeeksLater = IntoWinter };
        await story.ToTheLetter(findings: 1);
        Assert.Equal(
            ["FirstReport 2027-01-31", "ItemReport 2027-02-15", "RectificationPlan 2027-01-25"], await Owed(district));
        Assert.Equal(3, await Provisional(district));

        // The 31st is no make-up day after all, the 15th is one of Spring Festival, Saturday the 23rd is worked.
        var official = Table(
            2027, "2027-01-31,", "2027-02-15,春节,adjusted_rest,N,N", "2027-01-23,春节,makeup_workday,Y,N");
        Assert.Equal(
            [
                "整改情况报告 2027-01-31 2027-02-01", "问题1整改报告 2027-02-15 2027-02-16",
                "2027-01-23", "2027-01-31", "2027-02-15",
            ], await Preview(district, 2027, official));
        Assert.Equal(1, await district.One<int>($"SELECT max(version) FROM supervision.calendar_version"));

        Assert.True((await Import(district, 2027, official)).IsNew);

        Assert.Equal(
            ["FirstReport 2027-02-01", "ItemReport 2027-02-16", "RectificationPlan 2027-01-25"], await Owed(district));
        Assert.Equal(0, await Provisional(district));
        Assert.Equal(
            [
                "收到2027-01-11 + 10个工作日 = 2027-01-23（2027-01-23调休上班计入）；已告知的期限2027-01-25在后，不提前",
                "收到2027-01-11 + 20日 = 2027-01-31，末日为周日，顺延至2027-02-01",
                "收到2027-01-11 + 30日 = 2027-02-10，末日为春节假期，顺延至2027-02-16",
            ], await Explained(district));
        Assert.Equal(2, await district.One<int>($"SELECT calendar_version FROM supervision.campaign"));
        Assert.Equal("2027-02-16 2", await district.One<string>(
            $"SELECT original_due_on || ' ' || calendar_version FROM supervision.problem_item"));
        Assert.Equal(2, await district.One<long>($"""
            SELECT count(*) FROM supervision.audit_entry
            WHERE act = 'MoveDate' AND detail ->> 'explanation' LIKE '%顺延至%'
            """));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task The_unit_is_reminded_warned_and_urged_by_the_new_dates_and_gets_one_mail_about_them()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021") { WeeksLater = IntoWinter };
        await story.ToTheLetter(findings: 1);
        var official = Table(
            2027, "2027-01-31,", "2027-02-15,春节,adjusted_rest,N,N", "2027-01-25,春节,adjusted_rest,N,N");

        Assert.True((await Import(district, 2027, official)).IsNew);
        Assert.False((await Import(district, 2027, official)).IsNew);
        await district.GoTo(In2027(1, 12, 10));

        var told = (await ReadLetter.All(district, Stop))
            .Where(mail => mail.Letter.StartsWith("M-33", StringComparison.Ordinal)).ToList();
        var unit = told.Where(mail => mail.Letter == "M-33").ToList();
        Assert.Equal(5, unit.Select(mail => mail.Recipient).Distinct().Count());
        Assert.Equal(unit.Count, unit.Select(mail => mail.Recipient).Distinct().Count());
        Assert.Equal(2, unit.Count(mail => mail.UnitLink is not null));
        Assert.All(unit, mail => Assert.EndsWith(
            "—2027年放假安排更新，3项期限顺延", mail.Mail.Delivery.Subject, StringComparison.Ordinal));
        Assert.Contains("整改情况报告　原期限：2027年1月31日　现期限：2027年2月1日（收到2027-01-11 + 20日 = 2027-01-31，末日为周日，",
            unit[0].Mail.Text, StringComparison.Ordinal);
        var office = Assert.Single(told, mail => mail.Letter == "M-33.Office");
        Assert.Contains("签发督导报告　原期限：2027年1月25日　现期限：2027年1月26日", office.Mail.Text, StringComparison.Ordinal);
        Assert.Empty(told.SelectMany(mail => mail.Blemishes));
        Assert.All(told, mail => Assert.True(mail.HasTheSubjectForm, mail.Mail.Delivery.Subject));

        await district.GoTo(In2027(2, 1, 23));
        Assert.Equal(0, await Overdue(district, "整改情况报告"));
        await district.GoTo(In2027(2, 2, 10));
        Assert.NotEqual(0, await Overdue(district, "整改情况报告"));
        await district.GoTo(In2027(2, 3, 23));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        await district.GoTo(In2027(2, 4, 10));
        Assert.Equal(1, await district.One<long>($"SELECT count(*) FROM supervision.supervisory_order"));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task A_wait_that_was_to_lapse_on_the_old_day_lapses_on_the_new_one()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021") { WeeksLater = IntoWinter };
        await story.ToTheDefence(findings: 1);
        var defence = await district.TaskOf("defence", "S021");
        Assert.Equal("2027-01-06", await story.Day($"SELECT due_on FROM supervision.open_task WHERE id = {defence}"));

        await Import(district, 2027, Table(2027, null, "2027-01-04,元旦,adjusted_rest,N,N"));
        await district.GoTo(In2027(1, 7, 23));
        Assert.Equal("Open 2027-01-07", await StateOf(district, defence));
        await district.GoTo(In2027(1, 8, 1));

        Assert.Equal("Lapsed 2027-01-07", await StateOf(district, defence));
        Assert.NotEqual(default, await district.TaskOf("opinion-draft", "S021"));
        Assert.Equal("", await district.Incidents());
        var instance = new InstanceId(await district.One<Guid>(
            $"SELECT instance_id FROM supervision.open_task WHERE id = {defence}"));
        Assert.Null((await district.Db.InTransaction(
            tx => district.Part<JournalAudit>().Check(tx, instance, Stop), Stop)).Flaw);
    }

    [Theory]
    [InlineData("2026-05-30,更正,makeup_workday,Y,N", "2026-06-01")]
    [InlineData("2026-06-01,更正,adjusted_rest,N,N", "2026-06-02")]
    public async Task An_order_that_the_overdue_notice_has_named_comes_on_that_day_or_later(string day, string issued)
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 28, 10));

        Assert.Empty((await Import(district, 2026, Table(2026, null, day))).Moves);
        await district.GoTo(RunningDistrict.At(6, 3, 10));

        Assert.Equal("2026-05-27", await story.Day($"SELECT due_on FROM supervision.problem_item"));
        Assert.Equal(issued, await story.Day(
            $"SELECT (issued_at AT TIME ZONE 'Asia/Shanghai')::date FROM supervision.supervisory_order"));
        Assert.Equal("", await district.Incidents());
    }

    [Fact]
    public async Task An_extended_date_is_computed_again_from_the_date_that_was_extended()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        var item = await district.One<Guid>($"SELECT id FROM supervision.problem_item");
        var director = await district.Official(Role.OfficeDirector);
        var unit = new Actor.Contact("S021", Role.LiaisonOfficer, "某某");
        Assert.Null(await district.Part<RequestExtension>().Run(new(item, 15, "设备到货推迟", null), unit, Stop));
        Assert.Null(await district.Part<DecideExtension>().Run(new(item, true, null), director, Stop));

        await Import(district, 2026, Table(2026, null, "2026-06-11,更正,adjusted_rest,N,N"));

        Assert.Equal("原到期日2026-05-27 + 15日 = 2026-06-11，末日为更正假期，顺延至2026-06-12",
            await district.One<string>($"SELECT due_explanation FROM supervision.problem_item"));
        Assert.Equal("2026-05-27", await story.Day($"SELECT original_due_on FROM supervision.problem_item"));
        Assert.Equal("2026-06-12", await story.Day(
            $"SELECT due_on FROM supervision.open_task WHERE form = 'rectification-report' AND state = 'Open'"));
    }

    [Fact]
    public async Task A_table_with_a_mistake_is_refused_with_its_line_and_changes_nothing()
    {
        await using var district = await RunningDistrict.Open();

        var wrong = Table(2027, null, "2027-03-08,妇女节,makeup_workday,Y,N");
        var (change, problems) = await district.Part<ImportCalendar>().Run(
            await Asked(district, 2027, wrong), Stop);

        Assert.Null(change);
        var problem = Assert.Single(problems);
        Assert.Equal(("CA001", "calendar-2027.csv:35"), (problem.Code, problem.Where));
        Assert.StartsWith("第35行：2027-03-08不是周末", problem.Message, StringComparison.Ordinal);
        Assert.Equal(1, await district.One<int>($"SELECT max(version) FROM supervision.calendar_version"));
    }

    [Fact]
    public async Task Only_an_administrator_imports_and_never_an_estimate_over_the_notice()
    {
        await using var district = await RunningDistrict.Open();
        var table = Table(2026, null);
        var import = district.Part<ImportCalendar>();
        var director = await district.Official(Role.OfficeDirector);

        var (_, forbidden) = await import.Run(await Asked(district, 2026, table) with { Actor = director }, Stop);
        var (_, estimate) = await import.Run(await Asked(
            district, 2026, table.Replace(",official,", ",provisional,", StringComparison.Ordinal)), Stop);
        var (_, silent) = await import.Run(await Asked(district, 2026, table) with { Reason = " " }, Stop);
        var (_, empty) = await import.Run(await Asked(district, 2028, table[..table.IndexOf('\n')]), Stop);
        var (_, other) = await import.Run(await Asked(district, 2028, table), Stop);

        Assert.Equal(["AU010", "CA014", "CA015", "CA014", "CA014"],
            new[] { forbidden, estimate, silent, empty, other }.Select(refused => Assert.Single(refused).Code));
    }

    private static DateTimeOffset In2027(int month, int day, int hour) =>
        new DateTimeOffset(2027, month, day, hour, 0, 0, TimeSpan.FromHours(8)).ToUniversalTime();

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The sample's table as if it were official, without one row and with others.</summary>
    internal static string Table(int year, string? without, params string[] with)
    {
        var sample = Embedded.Text($"SampleDistrict/calendar-{year}.csv")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => without is null || !line.StartsWith(without, StringComparison.Ordinal))
            .Select(line => line.Replace(",provisional,", ",official,", StringComparison.Ordinal));
        var added = with.Select(row => row.Split(',')).Select(cell =>
            $"{cell[0]},,{cell[1]},{cell[2]},{cell[3]},{cell[4]},国务院办公厅通知,high,official,");
        return string.Join('\n', sample.Concat(added)) + "\n";
    }

    private static async Task<ImportCalendar.Request> Asked(RunningDistrict district, int year, string table) => new()
    {
        Actor = await district.Official(Role.Administrator),
        Year = year,
        Csv = table,
        Reason = "国务院办公厅通知",
    };

    /// <summary>Dates that would move, and days that would change.</summary>
    internal static async Task<string[]> Preview(RunningDistrict district, int year, string table)
    {
        var (change, problems) = await district.Part<ImportCalendar>().Preview(
            await Asked(district, year, table), Stop);
        Assert.Empty(problems);
        return
        [
            .. change!.Moves.Select(move => $"{move.What} {Written(move.From)} {Written(move.To)}"),
            .. change.Days.Select(day => Written(day.On)),
        ];
    }

    internal static async Task<CalendarChange> Import(RunningDistrict district, int year, string table)
    {
        var (change, problems) = await district.Part<ImportCalendar>().Run(await Asked(district, year, table), Stop);
        Assert.Empty(problems);
        return change!;
    }

    private static Task<IReadOnlyList<string>> Owed(RunningDistrict district) => district.Texts(
        $"SELECT duty || ' ' || due_on FROM supervision.obligation WHERE state = 'Running' ORDER BY duty");

    private static Task<IReadOnlyList<string>> Explained(RunningDistrict district) => district.Texts($"""
        SELECT due_explanation FROM supervision.open_task
        WHERE state = 'Open' AND assignee_role = 'LiaisonOfficer' ORDER BY due_on
        """);

    private static Task<long> Provisional(RunningDistrict district) => district.One<long>($"""
        SELECT count(*) FROM supervision.obligation
        WHERE state = 'Running' AND due_explanation LIKE '%尚未正式公布%'
        """);

    private static Task<long> Overdue(RunningDistrict district, string duty) => district.One<long>(
        $"SELECT count(*) FROM orchestrator.mail WHERE letter = 'M-15' AND subject LIKE '%' || {duty} || '%'");

    private static Task<string> StateOf(RunningDistrict district, Guid task) => district.One<string>(
        $"SELECT state || ' ' || due_on FROM supervision.open_task WHERE id = {task}");
}
