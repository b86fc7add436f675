using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;

namespace Orchestrator.Supervision.Cases;

/// <summary>Words that every domain activity of the subject needs when it reads a call.</summary>
internal static class CallInputs
{
    extension(LedgerCall call)
    {
        /// <summary>A text input; null when unset or empty.</summary>
        public string? Text(string input) =>
            call.Inputs.GetValueOrDefault(input) is { ValueKind: JsonValueKind.String } text
            && text.GetString() is { Length: > 0 } value ? value : null;

        /// <summary>SU101: the instance is not correlated with an object of ours.</summary>
        public EffectOutcome.Failed WithoutSubject() => new("SU101",
            $"关联编号“{call.CorrelationId}”不是任何督导对象；请检查流程开头的“关联”步骤。");
    }
}
