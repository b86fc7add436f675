using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What is asked, and what a decision needs to know of the item.</summary>
public sealed record ExtensionAsked
{
    public required ItemState State { get; init; }
    public required DateOnly DueOn { get; init; }
    public required DateOnly AskedOn { get; init; }

    /// <summary>Calendar days to add to the due date.</summary>
    public required int Days { get; init; }

    /// <summary>Extensions granted before.</summary>
    public required int Granted { get; init; }

    /// <summary>A3 overrides the date of the request with a reason (E-14); null when nobody does.</summary>
    public string? OverrideReason { get; init; }
}

/// <summary>TM-15 as whoever asks reads it.</summary>
public readonly record struct ExtensionTerms(CalendarDays Longest, WorkingDays Before)
{
    public static ExtensionTerms Of(DeadlineProfile profile) => new(
        new CalendarDays(profile[Timers.LongestExtension].Value),
        new WorkingDays(profile[Timers.ExtensionBefore].Value));
}

/// <summary>TM-15: who may have more time, and until when.</summary>
public static class ExtensionRule
{
    /// <summary>Only what is still being put right.</summary>
    public static bool Allows(ItemState state) =>
        state is ItemState.Open or ItemState.PlanSubmitted or ItemState.InRectification;

    public static Problem Refusal(ItemState state) => new("SU020", "state",
        $"该问题现在是“{ItemMoves.Label(state)}”，不能延期；只有待整改、方案已报和整改中的问题可以延期。");

    /// <summary>SU020 or SU023, or null where it may be granted: once, and once more by A1 or A2.</summary>
    public static Problem? Grant(ItemState state, int granted, DeadlineProfile profile) =>
        !Allows(state) ? Refusal(state)
        : granted <= profile[Timers.MostExtensions].Value ? null
        : new Problem("SU023", "item",
            $"该问题已延期{granted}次，不能再延期（TM-15：一般{profile[Timers.MostExtensions].Value}次，"
            + "教督委主任或副主任可再批准一次）；请按现有期限报送整改报告，未完成的部分如实说明。");

    /// <summary>SU020 to SU023, or null where it may be asked for.</summary>
    public static Problem? Check(ExtensionAsked asked, DeadlineProfile profile, WorkCalendar calendar)
    {
        var terms = ExtensionTerms.Of(profile);
        var latest = calendar.Add(asked.DueOn, new WorkingDays(-terms.Before.Count));
        var longest = terms.Longest.Count;
        return asked switch
        {
            _ when Grant(asked.State, asked.Granted, profile) is { } never => never,
            _ when asked.Days < 1 || asked.Days > longest => new Problem("SU021", "days",
                string.Create(CultureInfo.InvariantCulture, $"延期应为1至{longest}日，实为{asked.Days}日。")),
            { OverrideReason: null } when asked.AskedOn > latest => new Problem("SU022", "requestedOn", string.Create(
                CultureInfo.InvariantCulture,
                $"延期最迟应于{latest:yyyy-MM-dd}申请（到期日{asked.DueOn:yyyy-MM-dd}" +
                $"前{terms.Before.Count}个工作日），" +
                $"现为{asked.AskedOn:yyyy-MM-dd}；确有必要的，由督导办主任写明理由后准予。")),
            _ => null,
        };
    }

    /// <summary>The new due date: calendar days after the old one, rolled forward.</summary>
    public static Deadline NewDue(ExtensionAsked asked, WorkCalendar calendar) =>
        (DeadlineRule.Of(new CalendarDays(asked.Days)) with { Start = ClockStart.OldDueDate })
        .From(asked.DueOn, calendar);
}
