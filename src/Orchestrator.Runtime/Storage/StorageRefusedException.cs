using Orchestrator.Engine;

namespace Orchestrator.Runtime.Storage;

/// <summary>
/// The storage cannot be opened as it is. The problem says what a person must change; nothing was touched.
/// </summary>
public sealed class StorageRefusedException(Problem problem)
    : Exception($"{problem.Code} {problem.Where}: {problem.Message}")
{
    public Problem Problem { get; } = problem;

    internal static StorageRefusedException Because(string code, string where, string message) =>
        new(new Problem(code, where, message));
}
