using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>
/// 签收督导意见书, signed or deemed: starts the clocks of the plan (TM-06; items of immediate rectification need none,
/// §7), of the first report (TM-07) and of every item. Until then no clock runs (invariant 3). A letter without a
/// problem starts none.
/// </summary>
public sealed class ReceivedLetters(
    InspectionSteps inspections, ItemSteps items, Obligations obligations, RuleBook rules)
{
    private sealed record ItemClock(Guid Item, string Type, Deadline Deadline, Receipt Receipt);

    /// <summary>In the order asked: null, or SU011 where the letter was received before.</summary>
    public async Task<IReadOnlyList<Problem?>> Run(
        Tx tx, IReadOnlyList<Arrival> arrivals, Step step, CancellationToken stop)
    {
        var moves = arrivals.Select(arrival =>
            new InspectionMove(arrival.Subject.Id, UnitInspectionTrigger.ReceiveLetter)).ToList();
        var refusals = await inspections.Move(tx, moves, step, stop);
        var receipts = await Receipt.Write(tx, [.. arrivals.Zip(refusals)
            .Where(one => one.Second is null)
            .Select(one => Written(one.First, step))], stop);
        var clocks = await Clocks(tx, receipts, stop);
        await Start(tx, clocks, stop);
        var duties = clocks.Select(clock => Owed(Duty.ItemReport, clock.Receipt, clock.Deadline, step) with
        {
            Item = clock.Item,
        }).ToList();
        foreach (var receipt in receipts.Where(one => clocks.Exists(clock => clock.Receipt.Id == one.Id)))
        {
            var pinned = await rules.Read(tx, receipt.Subject.Calendar, receipt.Subject.Profile, stop);
            if (clocks.Exists(clock => clock.Receipt == receipt && clock.Type != nameof(RectificationType.Immediate)))
                duties.Add(Owed(Duty.RectificationPlan, receipt, From(Timers.RectificationPlan), step));
            duties.Add(Owed(Duty.FirstReport, receipt, From(Timers.FirstReport), step));

            Deadline From(TimerId timer) => pinned.Profile[timer].Rule.From(receipt.On, pinned.Calendar);
        }

        await obligations.Begin(tx, duties, stop);
        await items.Move(tx, [.. clocks.Where(clock => clock.Type == nameof(RectificationType.Immediate))
            .Select(clock => new ItemMove(clock.Item, ItemTrigger.ReceiveImmediateItem))], step, stop);
        return refusals;
    }

    private async Task<List<ItemClock>> Clocks(Tx tx, IReadOnlyList<Receipt> receipts, CancellationToken stop)
    {
        var byInspection = receipts.ToDictionary(receipt => receipt.Subject.Id);
        var rows = await tx.Query($"""
            SELECT id, unit_inspection_id, rectification_type, days
            FROM supervision.problem_item
            WHERE unit_inspection_id = ANY ({byInspection.Keys.ToArray()}) AND state = 'Open' AND due_on IS NULL
            ORDER BY unit_inspection_id, number
            """, row => (Id: row.GetGuid(0), Inspection: row.GetGuid(1), Type: row.GetString(2), Days: row.GetInt32(3)),
            stop);
        var clocks = new List<ItemClock>();
        foreach (var row in rows)
        {
            var receipt = byInspection[row.Inspection];
            var calendar = await rules.ReadCalendar(tx, receipt.Subject.Calendar, stop);
            var deadline = DeadlineRule.Of(new CalendarDays(row.Days)).From(receipt.On, calendar);
            clocks.Add(new ItemClock(row.Id, row.Type, deadline, receipt));
        }

        return clocks;
    }

    private static Task<int> Start(Tx tx, IReadOnlyList<ItemClock> clocks, CancellationToken stop)
    {
        T[] Column<T>(Func<ItemClock, T> value) => [.. clocks.Select(value)];
        return tx.Execute($"""
            UPDATE supervision.problem_item AS item
            SET receipt_id = clock.receipt_id, received_on = clock.received_on, original_due_on = clock.due_on,
                due_on = clock.due_on, due_explanation = clock.explanation, calendar_version = clock.calendar
            FROM unnest(
                {Column(one => one.Item)}, {Column(one => one.Receipt.Id)}, {Column(one => one.Receipt.On)},
                {Column(one => one.Deadline.DueOn)}, {Column(one => one.Deadline.Explanation)},
                {Column(one => one.Receipt.Subject.Calendar.Number)})
                AS clock (item_id, receipt_id, received_on, due_on, explanation, calendar)
            WHERE item.id = clock.item_id
            """, stop);
    }

    private static NewObligation Owed(Duty duty, Receipt receipt, Deadline deadline, Step step) => new()
    {
        Id = Guid.CreateVersion7(step.At),
        Duty = duty,
        Subject = receipt.Subject,
        Receipt = receipt.Id,
        ReceivedOn = receipt.On,
        Deadline = deadline,
        Now = step.At,
    };

    private static Receipt Written(Arrival arrival, Step step) => new()
    {
        Id = Guid.CreateVersion7(step.At),
        Subject = arrival.Subject,
        Document = ReceivedDocument.Letter,
        Kind = arrival.Kind,
        On = arrival.On,
        RecordedBy = step.Actor.Key,
        At = step.At,
    };
}
