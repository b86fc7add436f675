using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Every letter of a case as the people get it, by the shipped processes.</summary>
public sealed class LettersOfACaseTests
{
    /// <summary>Letters that ask the unit for something.</summary>
    private static readonly string[] Asking =
    [
        "M-02", "M-02.Due", "M-06", "M-07", "M-08", "M-09", "M-09.Due", "M-10", "M-11", "M-13", "M-15", "M-17",
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_silent_unit_gets_letters_an_official_would_sign_and_only_those_who_are_asked_get_the_link()
    {
        await using var district = await LateReports.UnderOrder(findings: 3);
        await district.GoTo(RunningDistrict.At(6, 18, 10));
        await district.Part<DailyDigest>().Run(RunningDistrict.At(6, 18, 10), Stop);
        await district.Answer(await district.TaskOf("order-sign"), "Signed", by: Role.ChiefInspector);
        await district.GoTo(RunningDistrict.At(6, 22, 10));

        Assert.Equal("", await district.Incidents());
        var letters = await ReadLetter.All(district, Stop);
        Assert.Equal(
            [
                "M-02", "M-02.Due", "M-04", "M-05", "M-08", "M-09", "M-09.Due", "M-10", "M-11", "M-12.Tracking",
                "M-12.Tracking.Due", "M-12.Tracking.Late", "M-15", "M-17", "M-26", "M-26.Again", "M-27", "M-30",
            ],
            letters.Select(one => one.Letter).Distinct().Order(StringComparer.Ordinal));
        Sound(letters);
    }

    [Fact]
    public async Task A_unit_that_answers_late_and_incompletely_is_told_what_is_missing_and_when_all_is_done()
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(3, 31, 10));
        await district.Answer(
            await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告"}""");
        await district.Answer(
            await district.TaskOf("self-evaluation-review"), "Returned", """{"note":"缺少食堂进货台账。"}""");
        await district.Answer(
            await district.TaskOf("self-evaluation"), "Submitted", """{"content":"自评报告（补正）"}""");
        await district.Answer(await district.TaskOf("self-evaluation-review"), "Accepted");
        await FromTheVisitToTheLetter(district, story);
        await district.Answer(
            await district.TaskOf("rectification-plan"), "Filed", await story.Plan("S021"));
        await district.Answer(await district.TaskOf("plan-review"), "Returned", """{"reason":"没有写明责任人。"}""");
        await district.Answer(
            await district.TaskOf("rectification-plan"), "Filed", await story.Plan("S021"));
        await district.Answer(await district.TaskOf("plan-review"), "Approved");
        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");
        await Report(district, "Incomplete");
        await Report(district, "Rectified");
        await district.GoTo(RunningDistrict.At(5, 29, 10));

        Assert.Equal("", await district.Incidents());
        var letters = await ReadLetter.All(district, Stop);
        Assert.Empty(((string[])["M-06", "M-07", "M-12", "M-13", "M-14", "M-22"])
            .Except(letters.Select(one => one.Letter)));
        Sound(letters);
        Assert.Contains("缺少食堂进货台账", Assert.Single(letters, one => one.Letter == "M-07"
            && one.Mail.Text.Contains("自评", StringComparison.Ordinal)).Mail.Text, StringComparison.Ordinal);
    }

    private static void Sound(IReadOnlyList<ReadLetter> letters)
    {
        Assert.Empty(letters.SelectMany(one => one.Blemishes).Distinct());
        Assert.Empty(letters.Where(one => !one.HasTheSubjectForm).Select(one => one.Mail.Delivery.Subject).Distinct());
        Assert.Empty(letters.Where(one => Asking.Contains(one.Letter) && one is { IsCopy: false, UnitLink: null }
            && one.Recipient.StartsWith("s021.", StringComparison.Ordinal)).Select(one => one.Letter));
        Assert.All(letters.Where(one => one.UnitLink is not null).GroupBy(one => one.Mail.Delivery.Task),
            task => Assert.Single(task.Select(one => one.UnitLink).Distinct()));
        Assert.Empty(letters.Where(one => one is { IsCopy: true, UnitLink: not null }
            || (one.UnitLink is not null && !one.Recipient.StartsWith("s021.", StringComparison.Ordinal)))
            .Select(one => one.Letter));
        Assert.All(letters, one => Assert.True(one.Mail.Html.Length + one.Mail.Text.Length < 50_000));
    }

    private static async Task FromTheVisitToTheLetter(RunningDistrict district, InspectionStory story)
    {
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", InspectionStory.Opinion(1));
        await district.Answer(await district.TaskOf("defence"), "Waived");
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        await district.Answer(await district.TaskOf("letter-receipt"), "Received");
    }

    private static async Task Report(RunningDistrict district, string verdict)
    {
        await district.Answer(await district.TaskOf("rectification-report"), "Reported",
            """{"content":"已落实","measuredValue":"100%","signedByHead":"张三"}""");
        await district.Answer(await district.TaskOf("department-review"), "Agreed");
        await district.Answer(await district.TaskOf("verification"), verdict,
            """{"method":"Desk","opinion":"缺少照片。"}""");
    }
}
