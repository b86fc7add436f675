namespace Orchestrator.Supervision.Calendars;

public enum DayType { StatutoryHoliday, AdjustedRest, WeekendInHoliday, MakeupWorkday }

/// <summary>Official after the notice of the State Council's office for the year; provisional until then.</summary>
public enum CalendarStatus { Official, Provisional }

/// <summary>A day that differs from Monday-to-Friday, or belongs to a holiday.</summary>
public sealed record CalendarDay
{
    public required DateOnly Date { get; init; }

    /// <summary>For instance 端午节.</summary>
    public required string Name { get; init; }
    public required DayType Type { get; init; }
    public required bool IsStatutoryDay { get; init; }
    public required string Source { get; init; }
    public required CalendarStatus Status { get; init; }
    public bool IsWorkday => Type == DayType.MakeupWorkday;
}
