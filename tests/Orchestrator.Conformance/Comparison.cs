using System.Diagnostics.CodeAnalysis;
using Orchestrator.Engine.Definitions;
using Orchestrator.Engine.Expressions;

namespace Orchestrator.Conformance;

/// <summary>One case, run and compared.</summary>
public static class Comparison
{
    /// <summary>The first difference from the recording, or null where there is none.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A case that throws is a difference like another.")]
    public static string? Of(RecordedCase recorded, FlowchartMode mode, Evaluate evaluate)
    {
        try
        {
            return Trace.Difference(recorded, recorded.Expected(mode), Replay.Of(recorded, mode, evaluate));
        }
        catch (Exception failure)
        {
            return $"{failure.GetType().Name}: {failure.Message}";
        }
    }
}
