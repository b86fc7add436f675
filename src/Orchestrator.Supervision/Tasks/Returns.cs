using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>退回: why something came back, for whoever does it again.</summary>
internal static class Returns
{
    /// <summary>Shown of one object; whoever reads more opens the line of time.</summary>
    private const int Most = 5;

    /// <summary>The form that is filled in again, and who sends it back: form, outcome, field of the reason.</summary>
    private static readonly FrozenDictionary<string, ImmutableArray<(string Form, string Outcome, string Reason)>> By =
        new Dictionary<string, ImmutableArray<(string, string, string)>>
        {
            ["scheme-revision"] = [("scheme-approval", "Returned", "opinion")],
            ["self-evaluation"] = [("self-evaluation-review", "Returned", "note")],
            ["opinion-draft"] = [("opinion-sign", "Returned", "reason")],
            ["rectification-plan"] = [("plan-review", "Returned", "reason")],
            ["rectification-report"] =
            [
                ("department-review", "Disagreed", "opinion"), ("verification", "Incomplete", "opinion"),
                ("verification", "NotRectified", "opinion"),
            ],
        }.ToFrozenDictionary();

    /// <summary>Label and text as a page shows them, the last one first; none where nothing was sent back.</summary>
    public static async Task<ImmutableArray<(string Label, string Text)>> Of(
        Tx tx, TaskRow task, CancellationToken stop)
    {
        if (!By.TryGetValue(task.Form, out var by))
            return [];
        var returned = await tx.Query($"""
            SELECT given.answer ->> known.reason, given.answered_by, asked.assignee_role, given.answered_at, ARRAY(
                       SELECT post.role
                       FROM supervision.current_post((given.answered_at AT TIME ZONE 'Asia/Shanghai')::date) AS post
                       WHERE 'person:' || replace(post.person_id::text, '-', '') = given.answered_by)
            FROM supervision.open_task AS asked
            JOIN supervision.task_answer AS given ON given.task_id = asked.id
            JOIN unnest({by.Select(one => one.Form).ToArray()}, {by.Select(one => one.Outcome).ToArray()},
                        {by.Select(one => one.Reason).ToArray()}) AS known (form, outcome, reason)
              ON known.form = asked.form AND known.outcome = given.outcome
            WHERE asked.subject_id = {task.Subject}
            ORDER BY given.answered_at DESC, asked.id DESC
            LIMIT {Most}
            """, row => (Reason: row.IsDBNull(0) ? "" : row.GetString(0), By: row.GetString(1),
                Role: Enum.Parse<AssigneeRole>(row.GetString(2)), At: row.GetFieldValue<DateTimeOffset>(3),
                Held: row.GetFieldValue<string[]>(4).Select(Enum.Parse<Role>).ToArray()), stop);
        var names = await ActorNames.Of(tx, [.. returned.Select(one => one.By)], stop);
        return
        [
            .. returned.Select((one, place) => (place == 0 ? "上次退回" : "此前退回", string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Reason}（{Post(one.Role, one.Held)}{names[one.By]}，{At(one.At)}）"))),
        ];
    }

    /// <summary>Of the posts that were asked the one they held that day; nothing where they held none.</summary>
    private static string Post(AssigneeRole asked, Role[] held) => Assignee.Roles(asked)
        .Where(role => held.Contains(role)).Select(role => RightTable.Label(role) + " ").FirstOrDefault() ?? "";

    private static string At(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, ShanghaiTime.Zone)
        .ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
