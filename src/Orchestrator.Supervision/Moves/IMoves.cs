using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Moves;

/// <summary>A move that time or the process causes, of one object.</summary>
/// <param name="Call">The call of the drawing.</param>
/// <param name="Subject">The object.</param>
/// <param name="Trigger">The trigger's name, as the drawing has it.</param>
public sealed record MoveCall(LedgerCall Call, Case Subject, string Trigger);

/// <summary>The moves of one kind of object that no person makes (状态迁移); one implementation per kind.</summary>
public interface IMoves
{
    CaseKind Kind { get; }

    /// <summary>Outcomes in the order asked: Done, or <c>Unchanged</c> where the object has moved on.</summary>
    Task<IReadOnlyList<EffectOutcome>> Run(Tx tx, IReadOnlyList<MoveCall> moves, CancellationToken stop);
}
