using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Server.Composition;

namespace Orchestrator.Server.Commands;

/// <summary>
/// Whether a folder of processes could be published, every finding a line; and whether its stories still come out as
/// they are told. Nothing of the district changes.
/// </summary>
public static class CheckWorkflows
{
    /// <summary>0 where all of it can be published and every story is the same, 1 where something must be put right, 2
    /// where nothing is there.</summary>
    /// <param name="settings">Whether the stories are accepted as they come out.</param>
    /// <param name="folder">The folder.</param>
    public static async Task<int> Run(ServerSettings settings, string folder)
    {
        var processes = Directory.Exists(folder) ? WorkflowFolder.ReadAll(folder) : [];
        if (processes.Count == 0)
        {
            Console.Error.WriteLine($"“{folder}”期望是流程目录，其中每个流程一个文件夹、各有workflow.json，实际没有。请检查路径。");
            return 2;
        }

        return CanBePublished(processes) ? await PlayStories.Run(settings, folder, CancellationToken.None) : 1;
    }

    private static bool CanBePublished(IReadOnlyList<WorkflowFolder> processes)
    {
        // The parts that publishing asks, composed as the server composes them: none of them needs a database for it.
        using var parts = new ServiceCollection().AddPublishing().AddSupervision().BuildServiceProvider();
        var publish = parts.GetRequiredService<PublishFolder>();
        var found = processes.SelectMany(process => publish.Check(process)
            .Select(problem => (Of: problem.Where.StartsWith(WorkflowFolder.Shared, StringComparison.Ordinal)
                ? WorkflowFolder.Shared : process.Id.Value, Problem: problem))).Distinct().ToList();
        foreach (var (id, problem) in found)
            Console.WriteLine(Line(id, problem));
        var errors = found.Count(one => one.Problem.Severity == ProblemSeverity.Error);
        Console.WriteLine(errors == 0
            ? $"{processes.Count}个流程可以发布，{found.Count}处需要注意。"
            : $"{processes.Count}个流程，{errors}处错误，{found.Count - errors}处需要注意；有错误的流程不能发布。");
        return errors == 0;
    }

    private static string Line(string of, Problem problem)
    {
        var weight = problem.Severity == ProblemSeverity.Error ? "错误" : "注意";
        return $"{weight} {problem.Code} {of} {problem.Where}: {problem.Message.ReplaceLineEndings(" ")}";
    }
}
