using System.Diagnostics;

namespace Orchestrator.Server.Tests.Commands;

/// <summary>The program itself, on folders with one mistake each.</summary>
public sealed class CheckWorkflowsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("orchestrator-check-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_shipped_processes_can_be_published()
    {
        var (code, said) = await Run(Programs.Repository("workflows"));

        Assert.True(code == 0, said);
        Assert.EndsWith("需要注意。", said.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WF103", """{"id":"S","type":"Elsa.Start"}""",
        """{"source":{"activity":"S"},"target":{"activity":"X"}}""")]
    [InlineData("WF101", """{"id":"S","type":"Supervision.OpenTaks"}""", "")]
    [InlineData("WF104", """{"id":"S","type":"Elsa.Start"},{"id":"S","type":"Elsa.Start"}""", "")]
    [InlineData("WF109", """{"id":"S","type":"Child","workflowDefinitionId":"campaign"}""", "")]
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

    private async Task Draw(string name, string id, string root)
    {
        var place = folder.CreateSubdirectory(name);
        await File.WriteAllTextAsync(Path.Combine(place.FullName, "workflow.json"),
            $$"""{"definitionId":"{{id}}","name":"{{id}}","root":{{root}}}""", Stop);
    }

    private static async Task<(int Exit, string Said)> Run(string folder)
    {
        using var process = Programs.Start(["check-workflows", folder]);
        var said = process.StandardOutput.ReadToEndAsync(Stop);
        var complained = process.StandardError.ReadToEndAsync(Stop);
        await process.WaitForExitAsync(Stop);
        return (process.ExitCode, await said + await complained);
    }
}
