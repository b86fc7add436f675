using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>部分整改: what is left of an item becomes an item of its own, with the same date.</summary>
public sealed class ItemParts(WorkflowClient workflows, Obligations obligations, RuleBook rules)
{
    private sealed record Part(Guid Id, Guid Receipt, DateOnly ReceivedOn, DateOnly DueOn, string Explanation);

    /// <summary>The part, and whether it is already late and in no running order of its parent.</summary>
    public async Task<(Guid Part, bool IsLateAndUnlisted)> SplitOff(
        Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var parent = answer.Task.Subject;
        var part = await Insert(tx, answer, stop);
        var listed = await ListInRunningOrder(tx, parent.Id, part, stop) > 0;
        var duty = Guid.CreateVersion7(answer.Now);
        await obligations.Begin(tx, [new NewObligation
        {
            Id = duty,
            Duty = Duty.ItemReport,
            Subject = parent,
            Item = part.Id,
            Receipt = part.Receipt,
            ReceivedOn = part.ReceivedOn,
            Deadline = await Same(tx, parent, part, stop),
            Now = answer.Now,
        }], stop);
        var isLate = part.DueOn < ShanghaiTime.DateOf(answer.Now);
        if (isLate)
            await SkipTheNotice(tx, (duty, parent), answer.Now, stop);
        await workflows.Start(tx, new StartRequest
        {
            Definition = new DefinitionId("problem-item"),
            Key = $"problem-item:{part.Id:N}",
            CorrelationId = part.Id.ToString(),
            Input = Json.Nothing.Add("problemItemId", JsonSerializer.SerializeToElement(part.Id)),
        }, stop);
        return (part.Id, isLate && !listed);
    }

    private static async Task<Part> Insert(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var (parent, now) = (answer.Task.Subject, answer.Now);
        var part = Guid.CreateVersion7(now);
        return await tx.QueryOne($"""
            INSERT INTO supervision.problem_item
            (id, campaign_id, unit_inspection_id, number, generation, parent_id, origin, indicator_code, fact,
            basis, severity, is_danger_to_life, rectification_type, requirement, responsible_unit_code, days,
            receipt_id, received_on, original_due_on, due_on, due_explanation, calendar_version, state,
            state_since)
            SELECT {part}, campaign_id, unit_inspection_id,
            (SELECT max(number) + 1 FROM supervision.problem_item
            WHERE unit_inspection_id = parent.unit_inspection_id),
            generation, id, 'Split', indicator_code, fact, basis, severity, is_danger_to_life,
            rectification_type, {answer.Content.TextOf("remaining")}, responsible_unit_code, days, receipt_id,
            received_on, original_due_on, due_on, due_explanation, calendar_version, 'InRectification',
            {now.ToUniversalTime()}
            FROM supervision.problem_item AS parent
            WHERE id = {parent.Id}
            RETURNING receipt_id, received_on, due_on, due_explanation
            """, row => new Part(
                part, row.GetGuid(0), row.GetFieldValue<DateOnly>(1), row.GetFieldValue<DateOnly>(2), row.GetString(3)),
            stop) ?? throw new InvalidOperationException($"no item {parent.Id}");
    }

    private static Task<int> ListInRunningOrder(Tx tx, Guid parent, Part part, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO supervision.order_item (order_id, item_id, position, original_due_on, state_at_issue)
            SELECT running.id, {part.Id},
                   (SELECT max(position) + 1 FROM supervision.order_item WHERE order_id = running.id),
                   {part.DueOn}, 'InRectification'
            FROM supervision.supervisory_order AS running
            JOIN supervision.order_item AS listed ON listed.order_id = running.id AND listed.item_id = {parent}
            WHERE running.state IN ('Issued', 'Acknowledged', 'Answered')
            """, stop);

    /// <summary>
    /// §7: what is left after the due date goes into an order at once, one that runs or one for signature. Nobody is
    /// told on top of it that something is overdue of which a part was just accepted, so these steps count as taken.
    /// </summary>
    private async Task SkipTheNotice(
        Tx tx, (Guid Duty, Case Parent) part, DateTimeOffset now, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, part.Parent.Calendar, part.Parent.Profile, stop);
        var row = (await ObligationRow.Read(tx, [part.Duty], stop))[part.Duty];
        await StepRecord.Write(tx, [.. row.Plan(pinned, ShanghaiTime.DateOf(now), []).Select(step => new StepRecord
        {
            Subject = part.Parent,
            Duty = row,
            Step = step with { Explanation = step.Explanation + "；拆分时已过期限，直接列入督办单" },
            Rules = pinned,
            Outcome = "Skipped",
            Now = now,
        })], stop);
    }

    /// <summary>TM-13: the date that a return names.</summary>
    public async Task<DateOnly> ReturnUntil(Tx tx, Case item, DateTimeOffset now, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, item.Calendar, item.Profile, stop);
        return pinned.Profile[Timers.Return].Rule
            .From(ShanghaiTime.DateOf(now), pinned.Calendar).DueOn;
    }

    private async Task<Deadline> Same(Tx tx, Case item, Part part, CancellationToken stop)
    {
        var calendar = await rules.ReadCalendar(tx, item.Calendar, stop);
        var days = new CalendarDays(part.DueOn.DayNumber - part.ReceivedOn.DayNumber);
        return DeadlineRule.Of(days).From(part.ReceivedOn, calendar) with
        {
            DueOn = part.DueOn,
            Explanation = part.Explanation,
        };
    }
}
