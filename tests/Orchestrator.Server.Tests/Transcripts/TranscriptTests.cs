using Orchestrator.Server.Transcripts;

namespace Orchestrator.Server.Tests.Transcripts;

/// <summary>
/// The stories of <c>workflows/*/tests</c>, as <c>check-workflows</c> plays them; with ACCEPT=1 they are written anew,
/// as its <c>--accept</c> does.
/// </summary>
public sealed class TranscriptTests(Stage stage) : IClassFixture<Stage>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("orchestrator-story-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Stories =>
        [.. Transcript.All(Stage.Workflows).Select(path => Path.GetRelativePath(Stage.Workflows, path))];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Every_process_is_told_by_a_story() => Assert.Equal(
        [
            "campaign", "department-tracking", "interview", "problem-item", "reminder-ladder", "supervisory-order",
            "undelivered-mail", "unit-inspection",
        ],
        Stories.Select(story => story.Data.Split(Path.DirectorySeparatorChar)[0]).Distinct().Order());

    [Theory]
    [MemberData(nameof(Stories))]
    public async Task A_process_does_what_its_story_tells(string story)
    {
        var path = Path.Combine(Stage.Workflows, story);
        var (read, unread) = await Transcript.Read(path, Stop);
        Assert.Empty(unread);

        var (told, problems) = await stage.Play(read!);

        Assert.Empty(problems);
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
            await File.WriteAllTextAsync(path, told!, Stop);
        Assert.Equal(await File.ReadAllTextAsync(path, Stop), told);
    }

    [Theory]
    [InlineData("RT190", 2, "2026-05-12 25:00  推进", "没有这样的时间")]
    [InlineData("RT190", 2, "2026-05-12  推进", "没有时间")]
    [InlineData("RT190", 2, "2026-05-12 10:00  办理", "没有表单")]
    [InlineData("RT190", 3, "2026-05-12 10:00  推进\n> 2026-05-11 10:00  推进", "时间倒退")]
    [InlineData("RT191", 2, "2026-05-12 10:00  批准", "不认识的动词")]
    public async Task A_line_that_cannot_be_read_is_named_with_file_and_line(
        string code, int line, string deed, string because)
    {
        var (story, problems) = await Transcript.Read(await Write($"# {because}\n> {deed}\n"), Stop);

        Assert.Null(story);
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.EndsWith($".transcript:{line}", problem.Where, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RT192", "办理  no-such-form  Done", "no-such-form")]
    [InlineData("RT192", "拒收  校长", "校长")]
    [InlineData("RT192", "发起  colour=red", "colour")]
    [InlineData("RT192", "发起  noticeDate=下周", "下周")]
    [InlineData("RT193", "办理  notice-receipt  Kept", "SU061")]
    [InlineData("RT193", "办理  notice-receipt  Received  colour=red", "表单没有“colour”这一项")]
    [InlineData("RT196", "起点  没有这样的起点", "没有这样的起点.start")]
    public async Task A_line_that_cannot_be_done_is_named_with_file_and_line(string code, string deed, string said)
    {
        var (story, _) = await Transcript.Read(await Write($"""
            # 签收以前
            > 2026-03-10 10:00  发起  units=S021  noticeDate=2026-03-16
            > 2026-03-10 10:00  办理  scheme-approval
            > 2026-03-16 09:00  办理  issue-notice
            > 2026-03-16 10:00  {deed}

            """), Stop);

        var (told, problems) = await stage.Play(story!);

        Assert.Null(told);
        var problem = Assert.Single(problems);
        Assert.Equal(code, problem.Code);
        Assert.EndsWith(".transcript:5", problem.Where, StringComparison.Ordinal);
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_of_two_units_says_which_of_them_answers()
    {
        const string Begin = """
            > 2026-03-10 10:00  发起  units=S021,S022  noticeDate=2026-03-16
            > 2026-03-10 10:00  办理  scheme-approval
            > 2026-03-16 09:00  办理  issue-notice

            """;
        var (unsaid, _) = await Transcript.Read(
            await Write(Begin + "> 2026-03-16 10:00  办理  notice-receipt\n"), Stop);
        var (said, _) = await Transcript.Read(
            await Write(Begin + "> 2026-03-16 10:00  办理  notice-receipt  @S022\n"), Stop);

        Assert.Contains("@S021", Assert.Single((await stage.Play(unsaid!)).Problems).Message, StringComparison.Ordinal);
        var told = (await stage.Play(said!)).Told!;
        Assert.Single(told.Split('\n'), line => line.Contains("办结  notice-receipt", StringComparison.Ordinal));
    }

    /// <summary>In a folder of a process, as stories lie.</summary>
    private async Task<string> Write(string text)
    {
        var place = folder.CreateSubdirectory("unit-inspection").CreateSubdirectory("tests");
        var path = Path.Combine(place.FullName, "one.transcript");
        await File.WriteAllTextAsync(path, text, Stop);
        return path;
    }
}
