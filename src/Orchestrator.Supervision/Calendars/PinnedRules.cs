namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// The calendar and the profile that a case was pinned to at its start: all it needs to compute a date.
/// </summary>
public sealed record PinnedRules(WorkCalendar Calendar, DeadlineProfile Profile);
