using Orchestrator.Engine;

namespace Orchestrator.Runtime.Workflows;

/// <summary>A caller asked for what cannot be done. Nothing was written.</summary>
public sealed class WorkflowRefusedException(Problem problem)
    : Exception($"{problem.Code} {problem.Where}: {problem.Message}")
{
    public Problem Problem { get; } = problem;
}
