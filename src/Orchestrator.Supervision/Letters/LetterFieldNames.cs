using Orchestrator.Supervision.Calendars;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// The fields that a letter may mention: what <see cref="LetterFields"/> and the letter room set for all, and what the
/// place that sends one letter adds to it. Whoever sets a new field names it here, or no template may use it.
/// </summary>
internal static class LetterFieldNames
{
    public static readonly string[] OfAll =
    [
        "campaign.title", "campaign.basis", "campaign.selfEvaluation", "campaign.noticeNumber",
        "campaign.scheme", "unit.name", "unit.shortName", "department",
        "inspection.onSiteFrom", "inspection.onSiteTo", "inspection.letterNumber", "inspection.evaluation",
        "inspection.selfEvaluationExplanation", "inspection.planDueOn", "inspection.planExplanation",
        "inspection.firstReportDueOn", "inspection.firstReportExplanation", "inspection.problems",
        "item.number", "item.fact", "item.requirement", "item.dueOn", "item.explanation", "item.isSplit",
        "item.isOverdue", "opinion",
        "order.number", "order.matter", "order.level", "order.limitDays", "order.dueOn",
        "report.month", "report.openItems", "report.overdueItems", "report.takenUntil",
        "interview.number", "interview.recordNumber", "interview.interviewee", "interview.ground", "interview.fact",
        "interview.meetsOn", "interview.meetsAt", "interview.place", "interview.presider", "interview.staff",
        "interview.agenda", "interview.materials", "interview.postponedFor", "interview.endReason",
        "interview.requirements", "interview.filedWith", "interview.commitments",
        "team", "items", "officeContact", "today", "now", "task", "taskDueOn", "taskExplanation",
        .. DayWords.FieldNames,
    ];

    private static readonly string[] OfReminders =
        ["duty", "dutyKind", "dueOn", "daysLeft", "explanation", "orderOn", "reminders"];

    /// <param name="path">The letter's file: <c>mail/M-17.Second.liquid</c>.</param>
    public static string[] Of(string path) => [.. OfAll, .. OfLetter(Path.GetFileName(path).Split('.')[0])];

    private static string[] OfLetter(string letter) => letter switch
    {
        "M-03" or "M-04" => ["reason"],
        "M-14" => ["reason", "basis"],
        "M-17" => ["reason", "note"],
        "M-05" => ["matter", "files"],
        "M-06" or "M-10" or "M-11" or "M-15" => OfReminders,
        "M-16" => ["decision", "newDueOn", "explanation", "reason"],
        "M-27" or "M-30" =>
        [
            "today", "overdue", "overdueCount", "dueToday", "dueTodayCount", "waiting", "late", "lateCount", "failed",
            "failedCount", "replies", "repliesCount",
        ],
        "M-26" => ["since", "waitedDays", "extensionDays", "reason"],
        "M-33" => ["year", "moves", "receivedOn"],
        "M-34" => ["matter"],
        "M-31" => ["letter", "address", "error"],
        _ => [],
    };
}
