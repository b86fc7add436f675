namespace Orchestrator.Supervision.Calendars;

/// <summary>自然日 or 工作日.</summary>
public enum DayCountKind { Calendar, Working }

/// <summary>A count of calendar days (自然日). All days count; only the last one may roll forward.</summary>
public readonly record struct CalendarDays(int Count);

/// <summary>
/// A count of working days (工作日). Weekends, holidays and make-up workdays are the calendar's business.
/// </summary>
public readonly record struct WorkingDays(int Count);

/// <summary>Names one complete state of the work calendar. Versions count from 1.</summary>
public readonly record struct CalendarVersion(int Number);
