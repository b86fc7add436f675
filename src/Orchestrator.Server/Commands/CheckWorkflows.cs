using Orchestrator.Engine;
using Orchestrator.Runtime.Publishing;
using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Commands;

/// <summary>Whether a folder of processes could be published; every finding, nothing changed.</summary>
public static class CheckWorkflows
{
    public static int Run(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Console.Error.WriteLine($"expected a folder of processes, found nothing at '{folder}'");
            return 2;
        }

        var publish = new PublishFolder([new FormsAndLetters()]);
        var errors = 0;
        foreach (var process in WorkflowFolder.ReadAll(folder))
        {
            var problems = publish.Check(process, out _);
            errors += problems.Count(problem => problem.Severity == ProblemSeverity.Error);
            Console.WriteLine($"{process.Id}: {(problems.IsEmpty ? "可以发布" : $"{problems.Length}处需要注意")}");
            foreach (var problem in problems)
                Console.WriteLine($"  {problem.Code} {problem.Where}: {problem.Message}");
        }

        return errors == 0 ? 0 : 1;
    }
}
