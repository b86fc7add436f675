using Orchestrator.Engine;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Who may find an item rectified, and how many must; on the shipped processes.</summary>
public sealed class VerificationTests
{
    private const string Found = """{"method":"Desk","opinion":"已核查","remaining":"还差一半"}""";

    [Theory]
    [InlineData("Serious", "Rectified", "Closed")]
    [InlineData("Critical", "NotRectified", "NotRectified")]
    [InlineData("Serious", "Incomplete", "Returned")]
    public async Task A_serious_item_takes_two_persons_for_every_verdict(string severity, string verdict, string state)
    {
        await using var district = await Reported(severity);
        await Verify(district, 1, verdict);
        Assert.Equal("UnderVerification", await State(district, 1));

        var second = await district.TaskOf("verification");
        Assert.Equal(["SU047"], await Codes(district, second, verdict, Role.CaseOfficer));
        await district.Answer(second, verdict, Found, Role.OfficeDirector);

        Assert.Equal("", await district.Incidents());
        Assert.Equal(state, await State(district, 1));
        Assert.True(await district.One<bool>(
            $"SELECT first_verifier <> second_verifier FROM supervision.verification WHERE verdict = {verdict}"));
    }

    [Fact]
    public async Task A_first_verdict_is_read_at_its_task_beside_what_came_of_it()
    {
        await using var district = await Reported("Serious");
        var first = await district.TaskOf("verification");
        await Verify(district, 1, "NotRectified");
        var second = await district.TaskOf("verification");
        await district.Answer(second, "NotRectified", Found, Role.OfficeDirector);

        Assert.Equal("整改不到位（已作出结论，待另一人核查）", await Read(first));
        Assert.Equal("整改不到位", await Read(second));

        async Task<string> Read(Guid task) => AnsweredView.Outcome(
            (await new ReadAnswer(district.Db, district.Part<FormActs>()).Run(
                task, await district.Official(Role.CaseOfficer), TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task Two_who_do_not_agree_decide_nothing_until_two_do()
    {
        await using var district = await Reported("Serious");
        await Verify(district, 1, "NotRectified");
        await district.Answer(await district.TaskOf("verification"), "Rectified", Found, Role.OfficeDirector);
        Assert.Equal("UnderVerification", await State(district, 1));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.verification"));

        await Verify(district, 1, "Rectified");

        Assert.Equal("", await district.Incidents());
        Assert.Equal("Closed", await State(district, 1));
    }

    [Fact]
    public async Task Who_must_stand_back_by_now_does_not_verify()
    {
        await using var district = await Reported("Moderate");
        var stop = TestContext.Current.CancellationToken;
        var officer = await district.Official(Role.CaseOfficer);
        await district.Db.InTransaction(tx => tx.Execute($"""
            WITH officer AS (
                INSERT INTO supervision.inspector (code, person_id, kind, specialties, is_induction_trained, status)
                VALUES ('I900', {officer.Person}, 'FullTime', ARRAY['督学'], true, 'Active')
                RETURNING code)
            INSERT INTO supervision.recusal (inspector_code, unit_code) SELECT code, 'S021' FROM officer
            """, stop), stop);
        var task = await district.TaskOf("verification");

        var refused = await district.Part<AnswerTask>().Run(new AnswerTask.Request
        {
            Task = task,
            Actor = officer,
            Outcome = "Rectified",
            Content = Json.Parse(Found),
        }, stop);

        Assert.Equal(["SU047"], refused.Problems.Select(problem => problem.Code));
        await district.Answer(task, "Rectified", Found, Role.OfficeDirector);
        Assert.Equal("Closed", await State(district, 1));
    }

    [Fact]
    public async Task Nobody_verifies_what_he_reported()
    {
        await using var district = await Reported("Moderate");
        var officer = await district.Official(Role.CaseOfficer);
        await district.Db.InTransaction(tx => tx.Execute($"""
            UPDATE supervision.rectification_report SET author = {officer.Key}
            """, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var task = await district.TaskOf("verification");

        Assert.Equal(["SU047"], await Codes(district, task, "Rectified", Role.CaseOfficer));
        await district.Answer(task, "Rectified", Found, Role.OfficeDirector);
        Assert.Equal("Closed", await State(district, 1));
    }

    [Fact]
    public async Task What_was_split_off_is_not_split_again()
    {
        await using var district = await Reported("Moderate");
        await Verify(district, 1, "Partial");
        await File(district, 2);

        Assert.Equal(["SU048"], await Codes(
            district, await district.TaskOf("verification"), "Partial", Role.CaseOfficer));
        await Verify(district, 2, "Rectified");
        Assert.Equal(("Closed", "Closed"), (await State(district, 1), await State(district, 2)));
    }

    [Fact]
    public async Task An_immediate_item_is_rectified_without_a_plan_and_within_its_seven_days()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021")
        {
            Edit = opinion => Second(opinion).Replace(
                "\"TimeLimited\",\"requirement\":\"限期落实\",\"days\":7",
                "\"Immediate\",\"requirement\":\"限期落实\",\"days\":7", StringComparison.Ordinal),
        }.ToTheLetter(findings: 2);
        Assert.Equal(["1 Open 2026-05-27", "2 InRectification 2026-05-06"], await district.Texts(
            $"SELECT number || ' ' || state || ' ' || due_on FROM supervision.problem_item ORDER BY number"));

        await File(district, 2);
        await Verify(district, 2, "Rectified");

        Assert.Equal("", await district.Incidents());
        Assert.Equal(("Open", "Closed"), (await State(district, 1), await State(district, 2)));
    }

    [Fact]
    public async Task A_unit_with_immediate_items_alone_is_asked_for_no_plan_and_told_its_dates()
    {
        await using var district = await RunningDistrict.Open();
        await new InspectionStory(district, "S021")
        { Edit = opinion => opinion.Replace("TimeLimited", "Immediate", StringComparison.Ordinal) }
            .ToTheLetter(findings: 1);
        Assert.Equal(["FirstReport", "ItemReport"], await district.Texts($"""
            SELECT duty FROM supervision.obligation WHERE state = 'Running' ORDER BY 1
            """));
        await File(district, 1);
        await Verify(district, 1, "Rectified");
        await district.GoTo(RunningDistrict.At(4, 28, 10));

        Assert.Equal("", await district.Incidents());
        Assert.Equal(["Completed"], await district.Texts($"SELECT state FROM supervision.unit_inspection"));
        var dates = (await ReadLetter.All(district, TestContext.Current.CancellationToken))
            .First(one => one is { Letter: "M-09.Due", IsCopy: false });
        Assert.DoesNotContain("整改方案：", dates.Mail.Text, StringComparison.Ordinal);
        Assert.Contains("整改情况报告：2026年5月18日", dates.Mail.Text, StringComparison.Ordinal);
        Assert.Empty(dates.Blemishes);
        Assert.NotNull(dates.UnitLink);
    }

    [Fact]
    public async Task A_closure_that_is_published_stands_five_working_days_and_is_closed_on_the_fifth()
    {
        await using var district = await RunningDistrict.Open();
        var plain = new InspectionStory(district, "S021");
        var story = new InspectionStory(district, "S021") { Request = plain.Request with { PublishesClosures = true } };
        await story.ToTheLetter(findings: 1);
        await story.ToThePlan();
        await district.GoTo(RunningDistrict.At(5, 20, 10));
        await File(district, 1);
        await Verify(district, 1, "Rectified");
        await district.GoTo(RunningDistrict.At(5, 27, 8));
        Assert.Equal("ClosurePublicity", await State(district, 1));

        await district.GoTo(RunningDistrict.At(5, 27, 18));

        Assert.Equal("", await district.Incidents());
        Assert.Equal("Closed", await State(district, 1));
        Assert.Equal("2026-05-27 09:00", await district.One<string>($"""
            SELECT to_char(closed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') FROM supervision.closure
            """));
    }

    /// <summary>The second finding gets seven days.</summary>
    private static string Second(string opinion)
    {
        var place = opinion.LastIndexOf("\"days\":30", StringComparison.Ordinal);
        return $"{opinion[..place]}\"days\":7{opinion[(place + "\"days\":30".Length)..]}";
    }

    private static async Task<string[]> Codes(RunningDistrict district, Guid task, string outcome, Role by) =>
        [.. (await district.Try(task, outcome, Found, by)).Problems.Select(problem => problem.Code)];

    private static Task<string> State(RunningDistrict district, int number) =>
        district.One<string>($"SELECT state FROM supervision.problem_item WHERE number = {number}");
}
