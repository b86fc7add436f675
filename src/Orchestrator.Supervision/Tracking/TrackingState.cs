using Orchestrator.Engine;
using static Orchestrator.Supervision.Tracking.TrackingState;

namespace Orchestrator.Supervision.Tracking;

public enum TrackingState { Owed, Filed, Missed }

public enum TrackingTrigger { File, Miss }

/// <summary>The moves of a tracking report (S07-4). What is not in the table is refused (SU095).</summary>
public static class TrackingMoves
{
    /// <summary>Null where there is no such move.</summary>
    public static TrackingState? Next(TrackingState state, TrackingTrigger trigger) => (state, trigger) switch
    {
        (Owed, TrackingTrigger.File) => Filed,
        (Owed, TrackingTrigger.Miss) => Missed,
        _ => null,
    };

    public static Problem Refusal(TrackingState state, TrackingTrigger trigger) => new(
        "SU095", "state", $"跟踪月报现在是“{Label(state)}”，不能{Label(trigger)}；请刷新页面，查看最新状态。");

    public static string Label(TrackingState state) => state switch
    {
        Owed => "待报送",
        Filed => "已报送",
        _ => "未报送",
    };

    public static string Label(TrackingTrigger trigger) => trigger == TrackingTrigger.File ? "报送" : "记为未报送";
}
