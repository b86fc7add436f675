using Orchestrator.Supervision.Reads;
using static Orchestrator.Server.Tests.Composition.LateReports;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>Problems that are rectified in part: what the unit is told of the rest, and how they count.</summary>
public sealed class PartsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_is_sent_back_gets_the_letter_of_a_return_with_what_is_missing()
    {
        await using var district = await Late(findings: 1, until: (5, 18));
        await File(district, 1);
        await Verify(district, 1, "Partial");
        await File(district, 2);
        await Verify(district, 2, "Incomplete");
        await district.GoTo(RunningDistrict.At(5, 19, 10));

        Assert.Equal("", await district.Incidents());
        var letters = (await ReadLetter.All(district, Stop)).Where(one => !one.IsCopy).ToList();
        var first = Assert.Single(letters, one => one.Letter == "M-13.Part").Mail;
        Assert.Contains("请于2026年5月27日前报送整改报告", first.Text, StringComparison.Ordinal);
        Assert.EndsWith("—问题2（期限 5月27日）", first.Delivery.Subject, StringComparison.Ordinal);
        var returned = Assert.Single(letters, one => one.Letter == "M-13").Mail;
        Assert.Contains("【退回】", returned.Delivery.Subject, StringComparison.Ordinal);
        Assert.Contains("审核意见：已核查", returned.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_letter_about_a_late_part_asks_for_nothing_by_a_day_that_is_over()
    {
        await using var district = await Late(findings: 1, until: (5, 27));
        await File(district, 1);
        await district.GoTo(RunningDistrict.At(5, 29, 10));
        await Verify(district, 1, "Partial");
        await district.GoTo(RunningDistrict.At(5, 30, 10));

        Assert.Equal("", await district.Incidents());
        var letter = (await ReadLetter.All(district, Stop)).First(one => one.Letter == "M-13.Part");
        Assert.EndsWith("—问题2", letter.Mail.Delivery.Subject, StringComparison.Ordinal);
        Assert.Contains("整改期限2026年5月27日已过", letter.Mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("请于", letter.Mail.Text, StringComparison.Ordinal);
        Assert.Empty(letter.Blemishes);
        Assert.True(letter.HasTheSubjectForm);
    }

    [Fact]
    public async Task A_problem_and_its_part_count_as_one()
    {
        await using var district = await Late(findings: 1, until: (5, 18));
        await File(district, 1);
        await Verify(district, 1, "Partial");
        Assert.Equal((1, 0, 0), await Counted(district, today: 18));
        Assert.Equal((1, 0, 1), await Counted(district, today: 28));

        await File(district, 2);
        await Verify(district, 2, "Rectified");
        await district.GoTo(RunningDistrict.At(5, 19, 10));

        Assert.Equal((1, 1, 0), await Counted(district, today: 28));
        Assert.Contains("中的1个问题已全部办结",
            (await ReadLetter.All(district, Stop)).First(one => one.Letter == "M-22").Mail.Text,
            StringComparison.Ordinal);
        await district.Answer(await district.TaskOf("campaign-report"), "Signed", """{"summary":"良好。"}""");
        Assert.Equal("1", await district.One<string>(
            $"SELECT fields ->> 'items' FROM supervision.document WHERE kind = 'SupervisionReport'"));
    }

    private static async Task<(int All, int Ended, int Overdue)> Counted(RunningDistrict district, int today)
    {
        var filter = new ListFilter { Today = new DateOnly(2026, 5, today) };
        var sight = new Sight(SeesAll: true, [], Guid.Empty);
        var campaign = (await district.Db.InTransaction(
            tx => CampaignList.Of(tx, sight, filter, Stop), Stop)).Rows.Single();
        var unit = (await district.Db.InTransaction(
            tx => CampaignList.Units(tx, sight, campaign.Id, Stop), Stop)).Single();
        Assert.Equal((campaign.Items, campaign.ItemsEnded), (unit.Items, unit.ItemsEnded));
        return (campaign.Items, campaign.ItemsEnded, campaign.ItemsOverdue);
    }
}
