using Orchestrator.Engine;

namespace Orchestrator.Runtime.Turns;

/// <summary>What became of a person's own act on an instance.</summary>
/// <param name="Instance">Whose turn it was.</param>
/// <param name="Refused">Why nothing was done; null when it was done.</param>
public sealed record OperationAnswer(InstanceId Instance, Problem? Refused);

/// <summary>
/// What the turns of this transaction answered to acts of persons: a note of the transaction. A turn that failed has
/// answered nothing.
/// </summary>
public sealed class OperationAnswers
{
    private readonly Dictionary<InstanceId, OperationAnswer> answers = [];

    public void Add(IEnumerable<OperationAnswer> given)
    {
        foreach (var answer in given)
            answers[answer.Instance] = answer;
    }

    /// <summary>What was answered is undone with the attempt that it was answered in.</summary>
    public void Forget() => answers.Clear();

    public OperationAnswer? Of(InstanceId instance) => answers.GetValueOrDefault(instance);
}
