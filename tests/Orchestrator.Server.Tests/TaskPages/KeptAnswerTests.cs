using Orchestrator.Server.Tests.Browser;

namespace Orchestrator.Server.Tests.TaskPages;

/// <summary>What was typed stays whatever the server says, and what cannot stay is said; without any script.</summary>
public sealed class KeptAnswerTests(LiveServer server) : IClassFixture<LiveServer>
{
    [Theory]
    [InlineData("row", "")]
    [InlineData("outcome", "")]
    [InlineData("outcome", "Filed")]
    public async Task Files_that_a_page_cannot_keep_are_named_at_their_field(string button, string value)
    {
        var deeds = new Deeds(server);
        if (await Inspections() == 0)
            await deeds.Inspect("S021");
        var page = await deeds.Open("S021", "报送首次整改情况报告");
        using var content = new MultipartFormDataContent
        {
            { new ByteArrayContent("%PDF-1.7 first"u8.ToArray()), "f.files", "照片.pdf" },
        };

        // Nobody signed: even with its button the report is not taken.
        var shown = await deeds.Submit(page, content, [(button, value), ("f.content", "已补齐留样记录。")]);

        Assert.Contains("刚才选的 1 个文件没有保留", shown.Text, StringComparison.Ordinal);
        Assert.Contains("已补齐留样记录。</textarea>", shown.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("办理成功", shown.Text, StringComparison.Ordinal);
    }

    private Task<long> Inspections()
    {
        var stop = TestContext.Current.CancellationToken;
        return server.Database.Database.InTransaction(tx => tx.QueryOne(
            $"SELECT count(*) FROM supervision.unit_inspection", row => row.GetInt64(0), stop), stop);
    }
}
