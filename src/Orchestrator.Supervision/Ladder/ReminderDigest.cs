using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Letters;

namespace Orchestrator.Supervision.Ladder;

/// <summary>
/// §15: where more than three reminders would go to a unit on a day, those of one case leave as one letter. One for
/// each case, because its link opens that case and no other.
/// </summary>
public sealed class ReminderDigest(RuleBook rules, LetterTemplates templates)
{
    /// <summary>So many still go one by one.</summary>
    public const int MostSingle = 3;

    /// <summary>One letter of the day; items that are due on the same day share it.</summary>
    private sealed record Reminder(Guid UnitInspection, Guid? Order, Duty Duty, DateOnly DueOn)
    {
        public required string Unit { get; init; }
        public required int DaysLeft { get; init; }

        /// <summary>The head and the department get it too (M-11).</summary>
        public bool IsLast => DaysLeft < 3;
    }

    /// <summary>The letters of steps that are on record now, merged where a unit has too many today.</summary>
    internal async Task<IReadOnlyList<LetterOrder>> Merge(
        Tx tx, IReadOnlyList<(DueStep Due, LetterOrder Letter)> taken, CancellationToken stop)
    {
        var reminders = taken.Where(one => one.Due.Step!.Level == EscalationLevel.Reminder).ToList();
        if (reminders.Count == 0)
            return [.. taken.Select(one => one.Letter)];
        var today = await Today(tx, [.. reminders.Select(one => one.Due.Subject.UnitCode!).Distinct()],
            reminders[0].Due, stop);
        var busy = today.GroupBy(one => one.Unit).Where(unit => unit.Count() > MostSingle)
            .SelectMany(unit => unit).ToLookup(one => one.UnitInspection);
        var letters = new List<LetterOrder>(taken.Except(reminders).Select(one => one.Letter));
        foreach (var ofCase in reminders.GroupBy(one => one.Due.Duty.UnitInspection))
        {
            Reminder[] all = [.. busy[ofCase.Key].OrderBy(one => one.DueOn).ThenBy(one => one.Duty)];
            var letter = all.Any(one => one.IsLast) ? "M-11.Digest" : "M-10.Digest";
            if (all.Length > 1 && await templates.Has(tx, ofCase.First().Due.Call.Definition, letter, stop))
                letters.Add(Digest(ofCase.First().Due, letter, all));
            else
                letters.AddRange(ofCase.Select(one => one.Letter));
        }

        return letters;
    }

    /// <summary>
    /// The key names the case, the day and what is due: the ladder that comes first sends it, and no other again, until
    /// something else is due today.
    /// </summary>
    private static LetterOrder Digest(DueStep due, string letter, Reminder[] reminders) => new()
    {
        Letter = letter,
        Subject = due.Subject with { Id = due.Duty.UnitInspection, Kind = CaseKind.UnitInspection },
        Definition = due.Call.Definition,
        Occasion = string.Join(',', reminders.Select(one => $"{one.Duty}:{Iso(one.DueOn)}")),
        Now = due.Call.Now,
        Fields = Json.Nothing
            .Add("dueOn", Json.Of(Iso(reminders[0].DueOn)))
            .Add("reminders", Json.Of(reminders.Select(one => Json.Of(
            [
                KeyValuePair.Create("duty", Json.Of(LadderLetters.DutyLabel(one.Duty))),
                KeyValuePair.Create("dueOn", Json.Of(Iso(one.DueOn))),
                KeyValuePair.Create("daysLeft", JsonSerializer.SerializeToElement(one.DaysLeft)),
            ])))),
    };

    /// <summary>What was sent to these units today, and what their ladders will send today.</summary>
    private async Task<IReadOnlyList<Reminder>> Today(Tx tx, string[] units, DueStep due, CancellationToken stop)
    {
        var today = ShanghaiTime.DateOf(due.Call.Now);
        var since = ShanghaiTime.EndOf(today.AddDays(-1));
        var ids = await tx.Query($"""
            SELECT duty.id
            FROM supervision.obligation AS duty
            WHERE duty.unit_code = ANY ({units}) AND duty.due_on >= {today}
              AND (duty.state = 'Running' OR EXISTS (
                      SELECT FROM supervision.ladder_step AS step
                      WHERE step.obligation_id = duty.id AND step.decided_at >= {since}))
            """, row => row.GetGuid(0), stop);
        var duties = await ObligationRow.Read(tx, ids, stop);
        var subjects = await CaseRows.Read(tx, ids, stop);
        var sent = (await tx.Query($"""
            SELECT obligation_id FROM supervision.ladder_step
            WHERE obligation_id = ANY ({ids.ToArray()}) AND act = 'Remind' AND outcome = 'Sent'
              AND decided_at >= {since}
            """, row => row.GetGuid(0), stop)).ToHashSet();
        var reminders = new HashSet<Reminder>();
        foreach (var duty in duties.Values)
        {
            var pinned = await rules.Read(tx, subjects[duty.Id].Calendar, subjects[duty.Id].Profile, stop);
            var comes = duty.State == ObligationState.Running && duty.Plan(pinned, today, due.Outages)
                is [{ Level: EscalationLevel.Reminder } next, ..] && next.On <= today;
            if (comes || sent.Contains(duty.Id))
                reminders.Add(new Reminder(duty.UnitInspection, duty.Order, duty.Duty, duty.DueOn)
                {
                    Unit = subjects[duty.Id].UnitCode!,
                    DaysLeft = pinned.Calendar.Between(today, duty.DueOn).Count,
                });
        }

        return [.. reminders];
    }

    private static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
