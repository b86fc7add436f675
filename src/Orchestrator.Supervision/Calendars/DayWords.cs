using System.Text.Json;
using Orchestrator.Engine;

namespace Orchestrator.Supervision.Calendars;

/// <summary>
/// The numbers of a profile as letters and documents print them: 十个工作日, 二十日. A template names the field
/// <c>days.plan</c>, so that a changed number and its printed words cannot part.
/// </summary>
public static class DayWords
{
    private const string Digits = "零一二三四五六七八九";

    private static readonly (string Field, TimerId Timer)[] Printed =
    [
        ("deemedReceipt", Timers.DeemedReceipt), ("selfEvaluation", Timers.SelfEvaluation),
        ("withoutSelfEvaluation", Timers.WithoutSelfEvaluation), ("plan", Timers.RectificationPlan),
        ("firstReport", Timers.FirstReport), ("orderReceipt", Timers.OrderAcknowledgement),
    ];

    /// <summary>As a template names them.</summary>
    public static readonly string[] FieldNames = [.. Printed.Select(one => $"days.{one.Field}")];

    /// <summary>The member <c>days</c> of whatever a letter or document may say.</summary>
    public static KeyValuePair<string, JsonElement> Of(DeadlineProfile profile) => KeyValuePair.Create(
        "days", Json.Of(Printed.Select(one => KeyValuePair.Create(one.Field, Json.Of(Of(profile[one.Timer]))))));

    /// <summary>Of a number of days; 2 is 两, as one speaks.</summary>
    public static string Of(TimerRule rule) => rule.Unit switch
    {
        TimerUnit.WorkingDays => Number(rule.Value) + "个工作日",
        TimerUnit.CalendarDays => Number(rule.Value) + "日",
        _ => throw new InvalidOperationException($"{rule.Id} counts {rule.Unit}, not days"),
    };

    private static string Number(int value) => value switch
    {
        2 => "两",
        < 10 => $"{Digits[value]}",
        < 20 => "十" + Unit(value),
        < 100 => $"{Digits[value / 10]}十{Unit(value)}",
        _ => $"{value}",
    };

    private static string Unit(int value) => value % 10 == 0 ? "" : $"{Digits[value % 10]}";
}
