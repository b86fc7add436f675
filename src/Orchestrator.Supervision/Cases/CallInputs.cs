using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Supervision.Calendars;

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

        /// <summary>A day: as written, today when unset; null when it is not a date.</summary>
        public DateOnly? Day(string input) =>
            call.Text(input) is not { } written ? ShanghaiTime.DateOf(call.Now)
            : DateOnly.TryParseExact(
                written, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var on)
                ? on
                : null;

        /// <summary>SU102: a day that is not a date.</summary>
        public EffectOutcome.Failed NotADay(string input, string label) => new("SU102",
            $"“{call.Activity}”的{label}应为日期（如2026-05-27），实为“{call.Text(input)}”。");

        /// <summary>SU101: the instance is not correlated with an object of ours.</summary>
        public EffectOutcome.Failed WithoutSubject() => new("SU101",
            $"关联编号“{call.CorrelationId}”不是任何督导对象；请检查流程开头的“关联”步骤。");
    }
}
