using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Letters;

/// <summary>
/// A letter that asks for nothing new still leads its reader to what the unit has left to do in the case: to the task
/// that it speaks of, else to the one that falls due next. On a phone nobody looks for an older mail.
/// </summary>
internal static class CaseLinks
{
    public static async Task<IReadOnlyList<LetterOrder>> Add(
        Tx tx, IReadOnlyList<LetterOrder> letters, CancellationToken stop)
    {
        LetterOrder[] known = [.. letters];
        int[] bare = [.. Enumerable.Range(0, known.Length).Where(place => known[place]
            is { Task: null, OpenTask: null, Subject: { UnitInspection: not null, UnitCode: not null } })];
        if (bare.Length == 0)
            return letters;
        foreach (var (place, task) in await Read(tx, [.. bare.Select(place => known[place])], stop))
            known[bare[place - 1]] = known[bare[place - 1]] with { OpenTask = task };
        return known;
    }

    private static Task<IReadOnlyList<(int Place, Guid Task)>> Read(
        Tx tx, LetterOrder[] bare, CancellationToken stop) => tx.Query($"""
        SELECT DISTINCT ON (letter.place) letter.place::int, task.id
        FROM unnest({bare.Select(one => one.Subject.UnitInspection!.Value).ToArray()},
                    {bare.Select(one => one.Subject.UnitCode!).ToArray()},
                    {bare.Select(one => one.Subject.Id).ToArray()}, {bare.Select(one => one.About?.Form).ToArray()},
                    {bare.Select(one => one.About?.DueOn).ToArray()})
             WITH ORDINALITY AS letter (unit_inspection_id, unit_code, subject_id, form, due_on, place)
        JOIN supervision.open_task AS task
          ON task.unit_inspection_id = letter.unit_inspection_id AND task.state = 'Open'
             AND task.assignee_unit_code = letter.unit_code
             AND task.assignee_role = {nameof(AssigneeRole.LiaisonOfficer)}
        ORDER BY letter.place, task.form IS NOT DISTINCT FROM letter.form DESC,
                 task.due_on IS NOT DISTINCT FROM letter.due_on DESC, task.subject_id = letter.subject_id DESC,
                 task.due_on NULLS LAST, task.id
        """, row => (row.GetInt32(0), row.GetGuid(1)), stop);
}
