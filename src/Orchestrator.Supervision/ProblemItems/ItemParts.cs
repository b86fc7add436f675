using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Orders;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>部分整改: what is left of an item becomes an item of its own, with the same date.</summary>
public sealed class ItemParts(
    WorkflowClient workflows, Obligations obligations, LateParts lateParts, RuleBook rules)
{
    private sealed record Part(Guid Id, Guid Receipt, DateOnly ReceivedOn, DateOnly DueOn, string Explanation);

    /// <summary>The part, where it is late and no order of its parent takes it in; else null.</summary>
    public async Task<Guid?> SplitOff(
        Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var parent = answer.Task.Subject;
        var part = await Insert(tx, answer, stop);
        var orders = await OrderItems.AddPart(tx, parent.Id, part.Id, stop);
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
        {
            await SkipTheSteps(tx, (duty, parent), answer.Now, stop);
            await lateParts.GiveLimit(tx, orders, answer.Now, stop);
        }

        await workflows.Start(tx, new StartRequest
        {
            Definition = new DefinitionId("problem-item"),
            Key = $"problem-item:{part.Id:N}",
            CorrelationId = part.Id.ToString(),
            Case = parent.UnitInspection.ToString(),
            Input = Json.Nothing.Add("problemItemId", JsonSerializer.SerializeToElement(part.Id)),
        }, stop);
        return isLate && orders is [] ? part.Id : null;
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
            (SELECT 1 + max(taken.number)
            FROM (SELECT number FROM supervision.problem_item
            WHERE unit_inspection_id = parent.unit_inspection_id
            UNION ALL
            SELECT position FROM supervision.finding
            WHERE unit_inspection_id = parent.unit_inspection_id) AS taken),
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

    /// <summary>
    /// §7: what is left after the due date goes into an order at once, one that runs or one for signature. Its
    /// reminders are the order's; and nobody is told on top of it that something is overdue of which a part was just
    /// accepted. So all these steps count as taken.
    /// </summary>
    private async Task SkipTheSteps(
        Tx tx, (Guid Duty, Case Parent) part, DateTimeOffset now, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, part.Parent.Calendar, part.Parent.Profile, stop);
        var row = (await ObligationRow.Read(tx, [part.Duty], stop))[part.Duty];
        await StepRecord.Write(tx, [.. row.Plan(pinned, row.ReceivedOn, []).Select(step => new StepRecord
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
