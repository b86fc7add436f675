using System.Diagnostics;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>The program itself, on folders with one mistake each.</summary>
public sealed class CheckWorkflowsTests : IDisposable
{
    private const StringComparison Line = StringComparison.Ordinal;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("orchestrator-check-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_shipped_processes_can_be_published()
    {
        CopyShipped();

        var (code, said) = await Run(folder.FullName);

        Assert.True(code == 0, said);
        Assert.EndsWith("需要注意。", said.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_story_is_the_same_or_names_its_first_difference_until_it_is_accepted()
    {
        CopyShipped();
        var story = Story("filed-in-time");
        var right = await File.ReadAllTextAsync(story, Stop);
        Assert.Contains("same     department-tracking", (await Run(folder.FullName)).Said, StringComparison.Ordinal);
        await File.WriteAllTextAsync(story, right.Replace("期限 2026-05-12", "期限 2026-05-13"), Stop);

        var (differs, said) = await Run(folder.FullName);
        var (accepts, _) = await Run(folder.FullName, "--accept");

        Assert.Equal((1, 0), (differs, accepts));
        Assert.Contains("differs  department-tracking/tests/filed-in-time.transcript: 第5行", said,
            StringComparison.Ordinal);
        Assert.Equal(right, await File.ReadAllTextAsync(story, Stop));
    }

    [Fact]
    public async Task Without_a_postgresql_the_stories_are_said_to_be_left_out()
    {
        CopyShipped();
        Story("filed-in-time");
        using var process = Programs.Start(["check-workflows", folder.FullName], ("Database__PgBin", folder.FullName));

        var said = await process.StandardOutput.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("1个演示记录没有比对", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_check_leaves_behind_is_removed_by_the_next()
    {
        CopyShipped();
        Story("filed-in-time");
        var temporary = folder.CreateSubdirectory("tmp");
        using (var killed = Programs.Start(["check-workflows", folder.FullName], ("TMPDIR", temporary.FullName)))
        {
            while (await killed.StandardOutput.ReadLineAsync(Stop) is { } line && !line.Contains("可以发布", Line))
                continue;
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
            while (temporary.EnumerateFiles("postmaster.pid", SearchOption.AllDirectories).FirstOrDefault() is null)
                await tick.WaitForNextTickAsync(Stop);
            killed.Kill();
            await killed.WaitForExitAsync(Stop);
        }

        Assert.NotEmpty(temporary.EnumerateDirectories());
        using var next = Programs.Start(["check-workflows", folder.FullName], ("TMPDIR", temporary.FullName));
        var said = await next.StandardOutput.ReadToEndAsync(Stop);

        Assert.Contains("1个演示记录与流程一致", said, Line);
        Assert.Empty(temporary.EnumerateDirectories());
    }

    [Theory]
    [InlineData("WF103", """{"id":"S","type":"Elsa.Start"}""",
        """{"source":{"activity":"S"},"target":{"activity":"X"}}""")]
    [InlineData("WF101", """{"id":"S","type":"Supervision.OpenTaks"}""", "")]
    [InlineData("WF104", """{"id":"S","type":"Elsa.Start"},{"id":"S","type":"Elsa.Start"}""", "")]
    [InlineData("WF119", """{"id":"S","type":"Child","workflowDefinitionId":"campaign"}""", "")]
    [InlineData("WF114", """{"id":"S","type":"Elsa.WriteLine","canStartWorkflow":true}""", "")]
    [InlineData("RT204", """
        {"id":"S","type":"Elsa.WriteLine","text":{"expression":{"type":"JavaScript","value":"while (true) {}"}}}
        """, "")]
    [InlineData("RT202", """
        {"id":"S","type":"Elsa.WriteLine","text":{"expression":{"type":"JavaScript","value":"1 +"}}}
        """, "")]
    public async Task A_mistake_in_a_drawing_is_a_line_with_its_code(string code, string activities, string lines)
    {
        await Draw("one", "one", $$"""
            {"id":"root","type":"Elsa.Flowchart","activities":[{{activities}}],"connections":[{{lines}}]}
            """);

        var (exit, said) = await Run(folder.FullName);

        Assert.Equal(1, exit);
        Assert.Contains($"错误 {code} one ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_definition_of_another_name_too_long_or_twice_the_same_variable_is_refused()
    {
        var sequence = """{"id":"root","type":"Elsa.Sequence"}""";
        await Draw("one", "another", sequence);
        await Draw("twice", "twice", sequence + ""","variables":[{"id":"a","name":"Day"},{"id":"b","name":"Day"}]""");
        await Draw("long", "long", sequence + ",\"note\":\"" + new string('长', 10_000_000) + "\"");

        var (exit, said) = await Run(folder.FullName);

        Assert.Equal(1, exit);
        Assert.Contains("错误 RT150 one ", said, StringComparison.Ordinal);
        Assert.Contains("错误 WF115 twice ", said, StringComparison.Ordinal);
        Assert.Contains("错误 WF007 long ", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_without_processes_is_said_and_not_taken_for_good()
    {
        var (exit, said) = await Run(folder.FullName);

        Assert.Equal(2, exit);
        Assert.Contains("workflow.json", said, StringComparison.Ordinal);
    }

    /// <summary>The shipped processes without their stories.</summary>
    private void CopyShipped()
    {
        var shipped = Programs.Repository("workflows");
        foreach (var path in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".transcript", Line)))
        {
            var copy = Path.Combine(folder.FullName, Path.GetRelativePath(shipped, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    /// <summary>One of the stories of <c>department-tracking</c>, copied too.</summary>
    private string Story(string name)
    {
        var path = Path.Combine("department-tracking", "tests", name + ".transcript");
        var copy = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(Programs.Repository("workflows"), path), copy);
        return copy;
    }

    private async Task Draw(string name, string id, string root)
    {
        var place = folder.CreateSubdirectory(name);
        await File.WriteAllTextAsync(Path.Combine(place.FullName, "workflow.json"),
            $$"""{"definitionId":"{{id}}","name":"{{id}}","root":{{root}}}""", Stop);
    }

    private static async Task<(int Exit, string Said)> Run(params string[] words)
    {
        using var process = Programs.Start(["check-workflows", .. words]);
        var said = process.StandardOutput.ReadToEndAsync(Stop);
        var complained = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await said + await complained);
    }
}
