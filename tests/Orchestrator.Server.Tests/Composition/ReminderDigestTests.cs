namespace Orchestrator.Server.Tests.Composition;

/// <summary>§15: one digest where more than three reminders would go to a unit on a day.</summary>
public sealed class ReminderDigestTests
{
    [Fact]
    public async Task Three_reminders_of_a_day_go_one_by_one()
    {
        Assert.Equal(["M-10 期限 5月21日", "M-10 期限 5月27日", "M-11 期限 5月19日"], await Reminders(30, 24, 22));
    }

    [Fact]
    public async Task Four_reminders_of_a_day_are_one_letter_that_names_the_earliest_date()
    {
        Assert.Equal(["M-11.Digest 期限 5月18日"], await Reminders(30, 24, 22, 21));
    }

    /// <summary>
    /// Letters of 05-18 to a unit that received its items on 04-27: seven, three, one and no working days before the
    /// dates that so many days give.
    /// </summary>
    private static async Task<IReadOnlyList<string>> Reminders(params int[] days)
    {
        await using var district = await RunningDistrict.Open();
        var story = new InspectionStory(district, "S021");
        await story.ToTheReceipt();
        await district.GoTo(RunningDistrict.At(4, 10, 17));
        await district.Answer(await district.TaskOf("on-site-record"), "Recorded", await story.VisitRecord());
        await district.GoTo(RunningDistrict.At(4, 14, 10));
        await district.Answer(await district.TaskOf("preliminary-opinion"), "Sent", Opinion(days));
        await district.GoTo(RunningDistrict.At(4, 24, 10));
        await district.Answer(await district.TaskOf("opinion-draft"), "Drafted", """{"evaluation":"总体较好"}""");
        await district.Answer(await district.TaskOf("opinion-sign"), "Signed");
        await district.GoTo(RunningDistrict.At(4, 27, 10));
        await district.Answer(await district.TaskOf("letter-receipt"), "Received");
        await district.GoTo(RunningDistrict.At(5, 12, 10));
        await district.Answer(await district.TaskOf("rectification-plan"), "Filed",
            (await story.Plan("S021")).Replace("2026-05-25", "2026-05-18", StringComparison.Ordinal));
        await district.Answer(await district.TaskOf("first-report"), "Filed",
            """{"content":"正在整改","signedByHead":"张三"}""");
        await district.GoTo(RunningDistrict.At(5, 18, 10));
        Assert.Equal("", await district.Incidents());
        return await district.Texts($"""
            SELECT DISTINCT letter || ' ' || substring(subject FROM '期限 [0-9]+月[0-9]+日')
            FROM orchestrator.mail
            WHERE letter ~ '^M-1[01]' AND key LIKE '%:2026-05-18'
            ORDER BY 1
            """);
    }

    private static string Opinion(int[] days)
    {
        var parts = InspectionStory.Opinion(days.Length).Split("\"days\":30");
        return parts[0] + string.Concat(days.Zip(parts[1..], (one, rest) => $"\"days\":{one}{rest}"));
    }
}
