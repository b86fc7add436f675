using Npgsql;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Tasks;

/// <summary>An open task with a due date, and what that date and its lapse follow from.</summary>
public sealed record DatedTask
{
    public required Guid Id { get; init; }
    public required InstanceId Instance { get; init; }
    public required BookmarkId Bookmark { get; init; }
    public required DefinitionVersion Definition { get; init; }
    public required string Form { get; init; }
    public required string Title { get; init; }
    public required Guid Subject { get; init; }
    public Guid? UnitInspection { get; init; }
    public required AssigneeRole Role { get; init; }
    public string? UnitCode { get; init; }
    public Guid? Person { get; init; }

    /// <summary>承办人; null where the contacts of a unit are asked.</summary>
    public Guid? Owner { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public required DateOnly DueOn { get; init; }
    public required string DueExplanation { get; init; }

    /// <summary>Null where the process gave the date itself: then it is the date of a duty.</summary>
    public (TimerId Rule, DateOnly From)? DueBy { get; init; }
    public WorkingDays? LapseAfter { get; init; }

    /// <summary>UTC.</summary>
    public DateTimeOffset? LapsesAt { get; init; }

    /// <summary>In the order in which they were opened.</summary>
    /// <param name="tx">The caller's.</param>
    /// <param name="subject">Of this object only; null: of all.</param>
    /// <param name="stop">The caller's.</param>
    internal static Task<IReadOnlyList<DatedTask>> Read(Tx tx, Guid? subject, CancellationToken stop) => tx.Query($"""
        SELECT id, instance_id, bookmark, definition_id, definition_version, form, title, subject_id,
               unit_inspection_id, assignee_role, assignee_unit_code, assignee_person_id, due_on, due_explanation,
               due_rule, due_from, lapse_after, lapses_at, created_at, owner_person_id
        FROM supervision.open_task
        WHERE state = 'Open' AND due_on IS NOT NULL AND ({subject}::uuid IS NULL OR subject_id = {subject})
        ORDER BY id
        """, Read, stop);

    /// <summary>
    /// Those with these forms whose date is over and whose holder was not yet written to today by this letter.
    /// </summary>
    internal static Task<IReadOnlyList<DatedTask>> Late(
        Tx tx, IReadOnlyCollection<string> forms, (string Letter, DateOnly Today) by, CancellationToken stop) =>
        tx.Query($"""
            SELECT id, instance_id, bookmark, definition_id, definition_version, form, title, subject_id,
                   unit_inspection_id, assignee_role, assignee_unit_code, assignee_person_id, due_on, due_explanation,
                   due_rule, due_from, lapse_after, lapses_at, created_at, owner_person_id
            FROM supervision.open_task AS task
            WHERE state = 'Open' AND form = ANY ({forms.ToArray()}) AND due_on < {by.Today}
              AND NOT EXISTS (
                    SELECT FROM orchestrator.mail
                    WHERE mail.subject_id = task.subject_id AND mail.letter = {by.Letter} AND mail.task_id = task.id
                      AND (mail.queued_at AT TIME ZONE 'Asia/Shanghai')::date = {by.Today})
            ORDER BY id
            """, Read, stop);

    /// <summary>The question as it was put, with its date as it is now.</summary>
    internal NewTask AskedOf(Case subject, DateTimeOffset now) => new()
    {
        Id = Id,
        Instance = Instance,
        Bookmark = Bookmark,
        Definition = Definition,
        Subject = subject,
        Form = Form,
        Title = Title,
        Role = Role,
        UnitCode = UnitCode,
        Person = Person,
        Owner = Owner,
        DueOn = DueOn,
        DueExplanation = DueExplanation,
        Now = now,
    };

    private static DatedTask Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        Instance = new InstanceId(row.GetGuid(1)),
        Bookmark = new BookmarkId(row.GetInt64(2)),
        Definition = new DefinitionVersion(new DefinitionId(row.GetString(3)), row.GetInt32(4)),
        Form = row.GetString(5),
        Title = row.GetString(6),
        Subject = row.GetGuid(7),
        UnitInspection = row.IsDBNull(8) ? null : row.GetGuid(8),
        Role = Enum.Parse<AssigneeRole>(row.GetString(9)),
        UnitCode = row.IsDBNull(10) ? null : row.GetString(10),
        Person = row.IsDBNull(11) ? null : row.GetGuid(11),
        DueOn = row.GetFieldValue<DateOnly>(12),
        DueExplanation = row.GetString(13),
        DueBy = row.IsDBNull(14) ? null : (new TimerId(row.GetString(14)), row.GetFieldValue<DateOnly>(15)),
        LapseAfter = row.IsDBNull(16) ? null : new WorkingDays(row.GetInt32(16)),
        LapsesAt = row.IsDBNull(17) ? null : row.GetFieldValue<DateTimeOffset>(17),
        OpenedAt = row.GetFieldValue<DateTimeOffset>(18),
        Owner = row.IsDBNull(19) ? null : row.GetGuid(19),
    };
}

/// <summary>A task that gets another date.</summary>
/// <param name="Task">As it stands.</param>
/// <param name="DueOn">A local date of Asia/Shanghai.</param>
/// <param name="Explanation">The derivation of that date.</param>
/// <param name="LapsesAt">UTC; never before the instant at which it lapsed so far.</param>
public sealed record TaskMove(DatedTask Task, DateOnly DueOn, string Explanation, DateTimeOffset? LapsesAt)
{
    public static TaskMove To(DatedTask task, DateOnly dueOn, string explanation, WorkCalendar calendar)
    {
        var lapses = TaskPlan.LapseOf(dueOn, task.LapseAfter, calendar);
        return new TaskMove(task, dueOn, explanation, lapses > task.LapsesAt ? lapses : task.LapsesAt);
    }

    public bool MovesTheLapse => LapsesAt != Task.LapsesAt;
}
