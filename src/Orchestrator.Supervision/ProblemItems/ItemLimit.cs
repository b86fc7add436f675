using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.ProblemItems;

public enum Severity { Minor, Moderate, Serious, Critical }

public enum RectificationType { Immediate, TimeLimited, LongTerm }

/// <summary>What decides the days that a unit gets. The indicator's days, if any, win over the type.</summary>
public sealed record ItemGravity(RectificationType Type, Severity Severity, int? IndicatorDays)
{
    public bool IsDangerToLife { get; init; }
}

/// <summary>TM-08: the days of an item by its type, capped by its gravity.</summary>
public static class ItemLimit
{
    public static CalendarDays Of(ItemGravity gravity, DeadlineProfile profile)
    {
        var byType = gravity.Type switch
        {
            RectificationType.Immediate => profile[Timers.ImmediateItem].Value,
            RectificationType.TimeLimited => profile[Timers.TimeLimitedItem].Value,
            _ => profile[Timers.LongTermItem].Value,
        };
        return new CalendarDays(Math.Min(gravity.IndicatorDays ?? byType, Cap(gravity, profile)));
    }

    private static int Cap(ItemGravity gravity, DeadlineProfile profile) => gravity switch
    {
        { IsDangerToLife: true } => profile[Timers.DangerToLifeItem].Value,
        { Severity: Severity.Critical } => profile[Timers.CriticalItem].Value,
        _ => DeadlineRule.MaxDays,
    };
}
