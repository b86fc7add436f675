using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Ladder;

/// <summary>
/// The mail of a ladder step. It is about the unit inspection and the due date, so items due on the same day share
/// one; about the order where an order is answered.
/// </summary>
internal static class LadderLetters
{
    public static LetterOrder Of(DueStep due, LadderStep step)
    {
        var subject = due.Duty.Order is { } order
            ? due.Subject with { Id = order, Kind = CaseKind.SupervisoryOrder }
            : due.Subject with { Id = due.Duty.UnitInspection, Kind = CaseKind.UnitInspection };
        var on = due.Duty.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new LetterOrder
        {
            Letter = LetterOf(due.Duty.Duty, step),
            Subject = subject,
            Definition = due.Call.Definition,
            Occasion = $"{due.Duty.Duty}:{on}:{step.Key.DayOffset.ToString(CultureInfo.InvariantCulture)}",
            About = (FormOf(due.Duty.Duty), due.Duty.DueOn),
            Now = due.Call.Now,
            Fields = Json.Nothing
                .Add("duty", Json.Of(DutyLabel(due.Duty.Duty)))
                .Add("dutyKind", Json.Of(due.Duty.Duty.ToString()))
                .Add("dueOn", Json.Of(on))
                .Add("daysLeft", Json.Of((long)DaysLeft(due)))
                .Add("explanation", Json.Of(step.Explanation))
                .Add("orderOn", JsonSerializer.SerializeToElement(due.OrderOn)),
        };
    }

    /// <summary>Working days to the due date: fewer than the reminder's own where it comes late (E-18).</summary>
    private static int DaysLeft(DueStep due) =>
        due.Rules.Calendar.Between(ShanghaiTime.DateOf(due.Call.Now), due.Duty.DueOn).Count;

    /// <summary>An order is answered by the reports of what it lists.</summary>
    internal static string FormOf(Duty duty) => duty switch
    {
        Duty.SelfEvaluation => "self-evaluation",
        Duty.RectificationPlan => "rectification-plan",
        Duty.FirstReport => "first-report",
        _ => "rectification-report",
    };

    public static string DutyLabel(Duty duty) => duty switch
    {
        Duty.SelfEvaluation => "自评报告",
        Duty.RectificationPlan => "整改方案",
        Duty.FirstReport => "整改情况报告",
        Duty.ItemReport => "问题整改报告",
        _ => "督办单反馈",
    };

    private static string LetterOf(Duty duty, LadderStep step) => (duty, step.Level, step.Key.DayOffset) switch
    {
        (Duty.SelfEvaluation, EscalationLevel.OverdueNotice, _) => "M-06",
        (_, EscalationLevel.OverdueNotice, _) => "M-15",
        (_, _, <= -3) => "M-10",
        _ => "M-11",
    };
}
