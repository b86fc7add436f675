using System.Globalization;
using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Audit;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Ladder;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.ProblemItems;

/// <summary>What a decided extension changes: the request, the item, its task, its ladder, a running order.</summary>
public sealed class ExtendedDates(Obligations obligations, TaskDates tasks, RuleBook rules, LetterRoom letters)
{
    /// <summary>SU020 or SU023 where the date may not move.</summary>
    internal async Task<Problem?> Refusal(Tx tx, ItemUnderExtension item, CancellationToken stop) =>
        ExtensionRule.Grant(item.State, item.Granted, await rules.ReadProfile(tx, item.Subject.Profile, stop));

    internal async Task Write(
        Tx tx, ItemUnderExtension item, DecideExtension.Request decided, Step step, CancellationToken stop)
    {
        var waiting = item.Waiting!;
        var deadline = decided.Granted ? await NewDue(tx, item, waiting, stop) : null;
        var decidedAs = waiting.Ordinal == 1 ? Role.OfficeDirector : step.Actor.Posts
            .Select(post => post.Role).First(role => role is Role.CommitteeChair or Role.CommitteeDeputy);
        await tx.Execute($"""
            UPDATE supervision.extension_request
            SET state = {(decided.Granted ? "Granted" : "Refused")}, decided_by = {step.Actor.Key},
                decided_as = {decidedAs.ToString()}, decided_at = {step.At.ToUniversalTime()},
                decision_reason = {decided.Reason}, old_due_on = {item.DueOn}, new_due_on = {deadline?.DueOn}
            WHERE id = {waiting.Id}
            """, stop);
        if (deadline is not null)
            await Move(tx, item.Subject, deadline, step, stop);
        await Record(tx, item, (decided, deadline), step, stop);
        await Tell(tx, item, (decided, deadline), step, stop);
    }

    private async Task<Deadline> NewDue(
        Tx tx, ItemUnderExtension item, WaitingExtension waiting, CancellationToken stop) =>
        ExtensionRule.NewDue(new ExtensionAsked
        {
            State = item.State,
            DueOn = item.DueOn,
            AskedOn = ShanghaiTime.DateOf(waiting.RequestedAt),
            Days = waiting.Days,
            Granted = item.Granted,
        }, await rules.ReadCalendar(tx, item.Subject.Calendar, stop));

    private async Task Move(Tx tx, Case subject, Deadline deadline, Step step, CancellationToken stop)
    {
        var item = subject.Id;
        await tx.Execute($"""
            UPDATE supervision.problem_item
            SET due_on = {deadline.DueOn}, due_explanation = {deadline.Explanation}, is_extended = true
            WHERE id = {item}
            """, stop);
        await tasks.Follow(tx, item, ("rectification-report", deadline.DueOn, deadline.Explanation), stop);
        await OrderDates.Extend(tx, item, deadline, step, stop);
        await obligations.ExtendItem(tx, item, deadline, step.At, stop);
        await obligations.ExtendOrders(tx, item, deadline, step.At, stop);
    }

    private static Task Record(
        Tx tx, ItemUnderExtension item, (DecideExtension.Request Asked, Deadline? Deadline) decided, Step step,
        CancellationToken stop) => AuditEntry.Write(tx, [new AuditEntry
        {
            At = step.At,
            Actor = step.Actor,
            Act = decided.Asked.Granted ? "GrantExtension" : "RefuseExtension",
            Kind = CaseKind.ProblemItem,
            Subject = item.Subject.Id,
            Before = item.State.ToString(),
            After = item.State.ToString(),
            Detail = Json.Of(
            [
                KeyValuePair.Create("oldDueOn", JsonSerializer.SerializeToElement(item.DueOn)),
                KeyValuePair.Create("newDueOn", JsonSerializer.SerializeToElement(decided.Deadline?.DueOn)),
                KeyValuePair.Create("explanation", TextOf(decided.Deadline?.Explanation)),
                KeyValuePair.Create("reason", TextOf(decided.Asked.Reason)),
            ]),
        }], stop);

    private async Task Tell(
        Tx tx, ItemUnderExtension item, (DecideExtension.Request Asked, Deadline? Deadline) decided, Step step,
        CancellationToken stop)
    {
        if (await LastAsked.Version(tx, item.Subject.Id, stop) is not { } definition)
            return;
        await letters.Send(tx, [new LetterOrder
        {
            Letter = "M-16",
            Subject = item.Subject,
            Definition = definition,
            Occasion = item.Waiting!.Id.ToString("N"),
            Now = step.At,
            Fields = Json.Nothing
                .Add("decision", Json.Of(decided.Asked.Granted ? "同意延期" : "不予延期"))
                .Add("newDueOn", TextOf(decided.Deadline?.DueOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)))
                .Add("explanation", TextOf(decided.Deadline?.Explanation))
                .Add("reason", TextOf(decided.Asked.Reason)),
        }], stop);
    }

    private static JsonElement TextOf(string? text) => text is null ? Json.Null : Json.Of(text);
}
