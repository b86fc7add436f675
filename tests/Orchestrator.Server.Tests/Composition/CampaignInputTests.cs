using System.Globalization;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A request that cannot become a campaign is told everything at once, and leaves nothing behind.</summary>
public sealed class CampaignInputTests
{
    [Fact]
    public async Task Control_characters_and_a_year_long_past_are_named_at_their_fields()
    {
        await using var district = await RunningDistrict.Open();
        var request = new InspectionStory(district, "S021").Request with
        {
            Title = "食堂\t专项督导",
            Basis = "年度\n督导计划",
            OnSiteFrom = DateOnly.MinValue,
            OnSiteTo = DateOnly.MinValue.AddDays(1),
        };

        var started = await district.Start(request);

        Assert.Equal(
            ["SU030 title", "SU030 basis", "SU033 onSiteFrom"],
            started.Problems.Select(problem => $"{problem.Code} {problem.Where}"));
        Assert.Equal(0, await district.One<long>($"SELECT count(*) FROM supervision.campaign"));
    }

    [Theory]
    [InlineData("0001-01-01", "noticeDate")]
    [InlineData("9999-12-31", "onSiteTo")]
    public async Task A_slip_of_the_year_is_named_at_its_date(string date, string field)
    {
        await using var district = await RunningDistrict.Open();
        var slipped = DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture);

        var started = await district.Start(new InspectionStory(district, "S021").Request with
        {
            NoticeDate = slipped,
            OnSiteFrom = slipped,
            OnSiteTo = slipped,
        });

        Assert.Contains($"SU033 {field}", started.Problems.Select(problem => $"{problem.Code} {problem.Where}"));
    }
}
