using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Owners;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// 开任务 (docs/adr/0002): puts a question to a person or a role and waits for the answer. The task, its mail and the
/// wait are one transaction, so a task without somebody waiting for it cannot exist.
/// </summary>
public sealed class OpenTask(RuleBook rules, TaskOwners owners, LetterRoom letters) : ILedgerActivity
{
    /// <summary>The kind of our waits; the answer resumes them.</summary>
    public const string WaitKind = "task";

    public ActivityDescription Description { get; } = new()
    {
        Type = "Supervision.OpenTask",
        DisplayName = "开任务",
        Category = "教育督导",
        Description = "请某人办一件事，并等他办完。被督导单位通过邮件中的链接办理，其他人在“我的待办”中办理。",
        Inputs =
        [
            new("Form", "String", "表单", "forms 目录中的表单文件名，不带扩展名", true),
            new("Title", "String", "任务名称", "列表和邮件中显示的名称", true),
            new("Assignee", "String", "办理人", "角色，例如 LiaisonOfficer（联络员）、OfficeDirector（督导办主任）", true),
            new("Letter", "String", "邮件", "随任务发出的邮件编号，例如 M-02；不填则不发邮件", false),
            new("LetterFields", "Object", "邮件字段", "除对象的字段以外，邮件还要用到的字段；一般不填", false),
            new("DueRule", "String", "期限规则", "期限编号，例如 TM-23", false),
            new("DueFrom", "String", "起算日", "期限规则的起算日（年-月-日），当日不计；不填则为开任务当日", false),
            new("DueOn", "String", "期限", "直接给定的日期（年-月-日）；填了它就不看期限规则", false),
            new("DueExplanation", "String", "期限推算", "给定日期的推算过程；给定期限时应同时填写", false),
            new("LapseAfter", "Int32", "过期放行（工作日）", "期限后第几个工作日结束时不再等待；0 为期限当日24时；不填则一直等", false),
        ],
        Outputs = [new("Result", "Object", "办理结果", "表单的全部内容")],
        MayWait = true,
        Deadlines = ["DueRule", "DueOn"],
        LapsesBy = "LapseAfter",
        Tells = true,
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var subjects = await Subjects.Of(tx, calls, stop);
        var planned = new List<(NewTask? Task, EffectOutcome.Failed? Refusal)>(calls.Count);
        foreach (var call in calls)
        {
            var subject = subjects.GetValueOrDefault(call.CorrelationId ?? "");
            var pinned = subject is null ? null : await rules.Read(tx, subject.Calendar, subject.Profile, stop);
            planned.Add(TaskPlan.For(call, subject, pinned));
        }

        var chosen = await owners.Choose(tx, [.. planned.Select(one => one.Task).OfType<NewTask>()], stop);
        planned = [.. planned.Select(one => one.Task is { } task ? TaskPlan.Owned(task, chosen) : one)];
        NewTask[] tasks = [.. planned.Select(one => one.Task).OfType<NewTask>()];
        await Insert(tx, tasks, stop);
        await letters.Send(tx, [.. tasks.Where(task => task.Letter is not null).Select(LetterOf)], stop);
        return [.. planned.Select(one => one.Task is { } task ? Waiting(task) : (EffectOutcome)one.Refusal!)];
    }

    /// <summary>Nobody can answer a question that is no longer asked.</summary>
    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop)
    {
        var instances = waits.Select(wait => wait.Instance.Value).ToArray();
        var bookmarks = waits.Select(wait => wait.Bookmark.Value).ToArray();
        var states = waits.Select(wait => wait.Lapsed ? "Lapsed" : "Cancelled").ToArray();
        var ends = waits.Select(wait => wait.At).ToArray();
        return tx.Execute($"""
            UPDATE supervision.open_task AS task
            SET state = ended.state, ended_at = ended.at
            FROM unnest({instances}, {bookmarks}, {states}, {ends}) AS ended (instance_id, bookmark, state, at)
            WHERE task.instance_id = ended.instance_id
              AND task.bookmark = ended.bookmark
              AND task.state = 'Open'
            """, stop);
    }

    /// <summary>One mail per task: the task's own number is the occasion.</summary>
    private static LetterOrder LetterOf(NewTask task) => new()
    {
        Letter = task.Letter!,
        Subject = task.Subject,
        Definition = task.Definition,
        Task = task,
        Occasion = task.Id.ToString("N"),
        Now = task.Now,
    };

    private static EffectOutcome.Waits Waiting(NewTask task) => new(
        new Stimulus.Ledger(WaitKind, task.Id.ToString("N"), task.LapsesAt),
        task.DueOn is { } due
            ? ImmutableDictionary<string, JsonElement>.Empty.Add(
                "DueOn", JsonSerializer.SerializeToElement(due.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
            : ImmutableDictionary<string, JsonElement>.Empty);

    private static Task<int> Insert(Tx tx, IReadOnlyList<NewTask> tasks, CancellationToken stop) => tx.Execute($"""
        INSERT INTO supervision.open_task
            (id, instance_id, bookmark, definition_id, definition_version, form, title, subject_kind, subject_id,
             campaign_id, unit_inspection_id, due_on, due_explanation, assignee_role, assignee_unit_code,
             assignee_person_id, owner_person_id, due_rule, due_from, lapse_after, lapses_at, recipient_version,
             created_at)
        SELECT task.*, contact.recipient_version, task_created.at
        FROM unnest(
                {Column(tasks, task => task.Id)}, {Column(tasks, task => task.Instance.Value)},
                {Column(tasks, task => task.Bookmark.Value)}, {Column(tasks, task => task.Definition.Definition.Value)},
                {Column(tasks, task => task.Definition.Version)}, {Column(tasks, task => task.Form)},
                {Column(tasks, task => task.Title)}, {Column(tasks, task => task.Subject.Kind.ToString())},
                {Column(tasks, task => task.Subject.Id)}, {Column(tasks, task => task.Subject.CampaignIfAny)},
                {Column(tasks, task => task.Subject.UnitInspection)}, {Column(tasks, task => task.DueOn)},
                {Column(tasks, task => task.DueExplanation)}, {Column(tasks, task => task.Role.ToString())},
                {Column(tasks, task => task.UnitCode)}, {Column(tasks, task => task.Person)},
                {Column(tasks, task => task.Owner)},
                {Column(tasks, task => task.DueBy?.Rule.Value)}, {Column(tasks, task => task.DueBy?.From)},
                {Column(tasks, task => task.LapseAfter?.Count)}, {Column(tasks, task => task.LapsesAt)})
             AS task (id, instance_id, bookmark, definition_id, definition_version, form, title, subject_kind,
                      subject_id, campaign_id, unit_inspection_id, due_on, due_explanation, assignee_role,
                      assignee_unit_code, assignee_person_id, owner_person_id, due_rule, due_from, lapse_after,
                      lapses_at)
        JOIN unnest({Column(tasks, task => task.Id)}, {Column(tasks, task => task.Now)}) AS task_created (id, at)
          ON task_created.id = task.id
        LEFT JOIN supervision.unit_contact AS contact
               ON contact.unit_code = task.assignee_unit_code AND contact.role = task.assignee_role
        """, stop);

    private static T[] Column<T>(IReadOnlyList<NewTask> tasks, Func<NewTask, T> value) => [.. tasks.Select(value)];
}
