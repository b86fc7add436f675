using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// 任务期限: moves the date of open tasks, and with it the instant at which their waits lapse, in one transaction. The
/// task, its link and its answer stay the same (docs/adr/0004).
/// </summary>
public sealed class TaskDates(WorkflowClient workflows, RuleBook rules)
{
    /// <summary>The open tasks with this form about this object get the date of what they ask for.</summary>
    public async Task Follow(
        Tx tx, Guid subject, (string Form, DateOnly DueOn, string Explanation) moved, CancellationToken stop)
    {
        var open = (await DatedTask.Read(tx, subject, stop)).Where(task => task.Form == moved.Form).ToList();
        if (open.Count == 0)
            return;
        var pinned = (await CaseRows.Read(tx, [subject], stop))[subject].Calendar;
        var calendar = await rules.ReadCalendar(tx, pinned, stop);
        await Move(tx, [.. open.Select(task => TaskMove.To(task, moved.DueOn, moved.Explanation, calendar))], stop);
    }

    public async Task Move(Tx tx, IReadOnlyList<TaskMove> moves, CancellationToken stop)
    {
        T[] Column<T>(Func<TaskMove, T> value) => [.. moves.Select(value)];
        if (moves.Count == 0)
            return;
        await tx.Execute($"""
            UPDATE supervision.open_task AS task
            SET due_on = moved.due_on, due_explanation = moved.explanation, lapses_at = moved.lapses_at
            FROM unnest({Column(one => one.Task.Id)}, {Column(one => one.DueOn)}, {Column(one => one.Explanation)},
                        {Column(one => one.LapsesAt)}) AS moved (id, due_on, explanation, lapses_at)
            WHERE task.id = moved.id AND task.state = 'Open'
            """, stop);
        await workflows.Move(tx, [.. moves.Where(one => one.MovesTheLapse).Select(one =>
            new WaitMove(one.Task.Instance, one.Task.Bookmark, one.LapsesAt!.Value))], stop);
    }
}
