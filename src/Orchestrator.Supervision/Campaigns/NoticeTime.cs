using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>书面通知 comes TM-01 before the visit; that of an unannounced one on arrival .</summary>
internal static class NoticeTime
{
    /// <summary>The last day on which the notice of a visit may be issued.</summary>
    public static DateOnly Latest(DateOnly onSiteFrom, bool isUnannounced, PinnedRules rules) => isUnannounced
        ? onSiteFrom
        : rules.Calendar.Add(
            onSiteFrom, new WorkingDays(-rules.Profile[Timers.NoticeBeforeOnSite].WorkingDays.Count));
}
