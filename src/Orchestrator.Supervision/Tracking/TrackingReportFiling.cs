using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tracking;

/// <summary>跟踪月报 (S07-4, R-33): what the department did about the open items of its units.</summary>
public sealed class TrackingReportFiling(RuleBook rules) : IFormAct
{
    internal const string FormName = "tracking-report";

    /// <summary>Items that stand above the form; the page of the department has them all.</summary>
    private const int MostLines = 100;

    public string Form => FormName;

    public FormNeeds Needs => new(
        ["Filed"],
        NeededField.Filled("guidance", FieldKind.LongText),
        NeededField.Read("coordination", FieldKind.LongText),
        NeededField.Filled("nextSteps", FieldKind.LongText));

    public ImmutableArray<string> Letters => [TrackingReminders.OnTheDay, TrackingReminders.Late];

    public Act RightFor(TaskOnHand task) => Act.FileTracking;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var today = await tx.QueryOne(
            $"SELECT supervision.today()", row => row.GetFieldValue<DateOnly>(0), stop);
        var (report, list) = await Read(tx, task.Subject, today, stop);
        var rest = list.OpenItems - Math.Min(list.Items.Count, MostLines);
        return new FormSetting
        {
            Facts =
            [
                ("主管部门", report.DepartmentName),
                ("报告月份", report.Month.Label),
                ("未办结问题", $"{list.OpenItems}个，其中逾期{list.OverdueItems}个（截至今天；报送时的清单随月报存档）"),
                .. list.Items.Take(MostLines).Select(item => (item.Unit, Line(item))),
                .. rest > 0 ? [("其余问题", $"另有{rest}个，见“主管部门”页面")] : Array.Empty<(string, string)>(),
                ("当月销号", $"{list.ClosedInMonth}个"),
                ("当月初审", Line(list.Reviews)),
            ],
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var (report, list) = await Read(tx, answer.Task.Subject, ShanghaiTime.DateOf(answer.Now), stop);
        var filed = new FiledTracking
        {
            Guidance = answer.Content.TextOf("guidance") ?? "",
            Coordination = answer.Content.TextOf("coordination"),
            NextSteps = answer.Content.TextOf("nextSteps") ?? "",
            List = list,
        };
        if (await TrackingSteps.File(tx, report.Id, filed, Step.By(answer.Actor, answer.Now), stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await Evidence.Attach(tx, (nameof(CaseKind.TrackingReport), report.Id), answer, stop);
        return new ActOutcome.Done("Filed");
    }

    private async Task<(TrackingReport Report, TrackingList List)> Read(
        Tx tx, Case subject, DateOnly day, CancellationToken stop)
    {
        var report = (await TrackingReports.Read(tx, [subject.Id], stop)).Single();
        var calendar = await rules.ReadCalendar(tx, subject.Calendar, stop);
        return (report, await TrackingLists.Of(tx, (report.Department, report.Month), (day, calendar), stop));
    }

    private static string Line(TrackedItem item) =>
        $"问题{item.Number}　{item.Fact}　{ItemMoves.Label(item.State)}　{Limit(item)}";

    private static string Limit(TrackedItem item) => item switch
    {
        { DueOn: null } => "签收后起算期限",
        { OverdueDays: > 0, DueOn: { } due } => $"期限：{Date(due)}（已逾期{item.OverdueDays}天）",
        { DueOn: { } due } => $"期限：{Date(due)}",
    };

    private static string Line(ReviewCount count) => (count switch
    {
        { Average: { } average } => string.Create(
            CultureInfo.InvariantCulture, $"{count.Given}次，平均用时{average:0.#}个工作日"),
        _ => "0次",
    }) + (count.Lapsed > 0 ? $"；逾期未审{count.Lapsed}次，记在主管部门，不影响单位" : "；没有逾期未审");

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
