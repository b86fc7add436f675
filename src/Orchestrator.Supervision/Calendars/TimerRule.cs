using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Calendars;

/// <summary>Names a number of the timer catalogue: TM-22, or TM-25.Serious where a timer has several.</summary>
public readonly record struct TimerId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>The class of the number itself (docs/glossary.md): it decides who may change it.</summary>
public enum RuleClass { Law, Norm, Prov, Cmp, Prac, Local, Des }

/// <summary>Who may change a number while the system runs.</summary>
public enum RuleOwner { Nobody, SystemAdministrator, OfficeDirector, WorkflowDesigner }

public enum TimerUnit { WorkingDays, CalendarDays, Months, Hours, Minutes, Times }

/// <summary>One row of the timer catalogue. A number is configuration, never a constant in code.</summary>
public sealed record TimerRule
{
    public required TimerId Id { get; init; }

    /// <summary>Chinese, as lists show it.</summary>
    public required string Name { get; init; }
    public required RuleClass Class { get; init; }

    /// <summary>The rule or practice behind it, for instance R-50.</summary>
    public required string Basis { get; init; }

    /// <summary>One number, or the list of reminders (days before the due date, descending).</summary>
    public required ImmutableArray<int> Values { get; init; }
    public required TimerUnit Unit { get; init; }

    /// <summary>Both ends allowed. Null, together: the number is fixed.</summary>
    public int? RangeFrom { get; init; }
    public int? RangeTo { get; init; }

    /// <summary>Counts from 1; grows with each change of this row.</summary>
    public int Version { get; init; } = 1;
    public DateOnly EffectiveFrom { get; init; } = new(2026, 1, 1);

    /// <summary>The only number of this row.</summary>
    public int Value => Values.Single();

    public WorkingDays WorkingDays => Unit == TimerUnit.WorkingDays
        ? new WorkingDays(Value)
        : throw new InvalidOperationException($"{Id} counts {Unit}, not working days");

    public RuleOwner Owner => Class switch
    {
        RuleClass.Law => RuleOwner.Nobody,
        RuleClass.Norm or RuleClass.Prov or RuleClass.Cmp or RuleClass.Local => RuleOwner.SystemAdministrator,
        RuleClass.Prac => RuleOwner.OfficeDirector,
        _ => RuleOwner.WorkflowDesigner,
    };

    /// <summary>The due date rule of this number. Only for numbers of days.</summary>
    public DeadlineRule Rule => new()
    {
        Start = Timers.StartOf(Id),
        Count = Unit switch
        {
            TimerUnit.CalendarDays => DayCountKind.Calendar,
            TimerUnit.WorkingDays => DayCountKind.Working,
            _ => throw new InvalidOperationException($"{Id} counts {Unit}, not days"),
        },
        Days = Value,
    };

    /// <summary>CA011 where a value lies outside the range of the row, otherwise null.</summary>
    public Problem? CheckRange(ImmutableArray<int> values) => (RangeFrom, RangeTo) switch
    {
        _ when values.IsDefaultOrEmpty => Refused($"{Id}（{Name}）至少要有一个数值。"),
        _ when values.Length != 1 && Values.Length == 1 => Refused($"{Id}（{Name}）只能有一个数值，实有{values.Length}个。"),
        (null, _) or (_, null) when !values.SequenceEqual(Values) => Refused($"{Id}（{Name}）是固定数值，不能修改。"),
        ({ } from, { } to) when values.Any(value => value < from || value > to) => Refused(string.Create(
            CultureInfo.InvariantCulture,
            $"{Id}（{Name}）应在{from}至{to}之间，实为{string.Join('、', values)}。")),
        _ => null,
    };

    private Problem Refused(string message) => new("CA011", Id.Value, message);
}
