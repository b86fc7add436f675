using System.Collections.Immutable;

namespace Orchestrator.Engine.Definitions;

/// <summary>Collects everything that is wrong, so that a person sees all of it at once.</summary>
internal sealed class ProblemLog
{
    private readonly List<Problem> problems = [];

    public bool HasErrors => problems.Exists(problem => problem.Severity == ProblemSeverity.Error);

    public void Error(string code, string where, string message) => problems.Add(new Problem(code, where, message));

    public void Warning(string code, string where, string message) =>
        problems.Add(new Problem(code, where, message, ProblemSeverity.Warning));

    public ImmutableArray<Problem> ToImmutable() => [.. problems];
}
