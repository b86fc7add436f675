using Orchestrator.Engine;

namespace Orchestrator.Runtime.Turns;

/// <summary>A turn ran into a bound. The instance is parked with this problem; the others go on.</summary>
public sealed class TurnFailedException(Problem problem)
    : Exception($"{problem.Code} {problem.Where}: {problem.Message}")
{
    public Problem Problem { get; } = problem;
}
