using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 登记约谈 (§10): held, with what was said and promised; not attended; put off, once and with a reason; or called off.
/// </summary>
public sealed class InterviewMeeting(RuleBook rules) : IFormAct
{
    private static readonly NeededField Promises = NeededField.FilledFor("Held", "commitments", FieldKind.Rows) with
    {
        Fields = [NeededField.Filled("content", FieldKind.LongText), NeededField.Filled("dueOn", FieldKind.Date)],
    };

    public string Form => "interview-meeting";

    public FormNeeds Needs => new(
        ["Held", "NotAttended", "Postponed", "Cancelled"],
        NeededField.FilledFor("Held", "attendees", FieldKind.LongText),
        NeededField.FilledFor("Held", "facts", FieldKind.LongText),
        NeededField.FilledFor("Held", "requirements", FieldKind.LongText),
        NeededField.FilledFor("Held", "statement", FieldKind.LongText),
        Promises,
        NeededField.FilledFor("NotAttended", "reason", FieldKind.LongText),
        NeededField.FilledFor("Postponed", "reason", FieldKind.LongText),
        NeededField.FilledFor("Cancelled", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.RecordInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var interview = await InterviewRow.Read(tx, task.Subject.Id, stop);
        var pinned = await rules.Read(tx, task.Subject.Calendar, task.Subject.Profile, stop);
        var last = InterviewDates.Promise(interview.MeetsOn!.Value, pinned).DueOn;
        return new FormSetting
        {
            Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
            Values = Json.Of([KeyValuePair.Create("commitments",
                Json.Of([Json.Of([KeyValuePair.Create("dueOn", JsonSerializer.SerializeToElement(last))])]))]),
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var move = MoveOf(answer);
        if ((await InterviewSteps.Hold(tx, move, stop) ?? await Unfit(tx, answer, stop)) is { } refusal)
            return new ActOutcome.Refused(refusal);
        if (answer.Outcome == "Held")
            await WriteRecord(tx, answer, stop);
        else if (answer.Outcome == "Postponed")
            await PutOff(tx, answer, stop);
        var why = answer.Content.TextOf("reason");
        await InterviewSteps.Move(tx, move, new Step(answer.Actor, answer.Now, why is null
            ? Json.EmptyObject
            : Json.Of([KeyValuePair.Create("explanation", Json.Of(why))])), stop);
        return new ActOutcome.Done(answer.Outcome);
    }

    private static InterviewMove MoveOf(FormAnswer answer) => new(answer.Task.Subject.Id, answer.Outcome switch
    {
        "Held" => InterviewTrigger.Hold,
        "NotAttended" => InterviewTrigger.MissMeeting,
        "Postponed" => InterviewTrigger.Postpone,
        _ => InterviewTrigger.Cancel,
    })
    {
        EndReason = answer.Content.TextOf("reason"),
    };

    private async Task<Problem?> Unfit(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var interview = await InterviewRow.Read(tx, answer.Task.Subject.Id, stop);
        var meetsOn = interview.MeetsOn!.Value;
        if (answer.Outcome is "Held" or "NotAttended" && ShanghaiTime.DateOf(answer.Now) < meetsOn)
            return new Problem("SU152", "outcome",
                $"约谈定在{InterviewDates.Written(meetsOn)}，那一天以前不能登记已约谈或者未到场；确需改期的，请选择改期并写明理由。");
        if (answer.Outcome == "Postponed" && interview.PostponedFor is { } before)
            return new Problem("SU151", "outcome", $"约谈只能改期一次，此前已经改期（{before}）；请如期约谈，或者登记未到场、取消。");
        return answer.Outcome == "Held" ? await UnfitPromise(tx, answer, meetsOn, stop) : null;
    }

    private async Task<Problem?> UnfitPromise(Tx tx, FormAnswer answer, DateOnly heldOn, CancellationToken stop)
    {
        var promised = Promised(answer);
        if (promised.Count == 0)
            return new Problem("SU154", "commitments", "约谈应当落实到有期限的整改承诺；请至少填写一项。");
        var latest = await Latest(tx, answer.Task, heldOn, stop);
        return promised.Select(one => InterviewDates.CheckPromise(one.DueOn, heldOn, latest))
            .OfType<Problem>().FirstOrDefault();
    }

    private async Task<Deadline> Latest(Tx tx, TaskOnHand task, DateOnly heldOn, CancellationToken stop) =>
        InterviewDates.Promise(heldOn, await rules.Read(tx, task.Subject.Calendar, task.Subject.Profile, stop));

    private async Task WriteRecord(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var interview = await InterviewRow.Read(tx, answer.Task.Subject.Id, stop);
        var promised = Promised(answer);
        var latest = await Latest(tx, answer.Task, interview.MeetsOn!.Value, stop);
        var last = promised.Max(one => one.DueOn);
        var why = last == latest.DueOn ? latest.Explanation : $"约谈记录承诺的最后期限{InterviewDates.Written(last)}";
        await tx.Execute($"""
            INSERT INTO supervision.interview_commitment (interview_id, position, content, due_on)
            SELECT {interview.Id}, promised.position, promised.content, promised.due_on
            FROM unnest({promised.Select(one => one.Content).ToArray()}, {promised.Select(one => one.DueOn).ToArray()})
                 WITH ORDINALITY AS promised (content, due_on, position)
            """, stop);
        await tx.Execute($"""
            UPDATE supervision.interview
            SET attendees = {answer.Content.TextOf("attendees")}, facts = {answer.Content.TextOf("facts")},
                requirements = {answer.Content.TextOf("requirements")},
                statement = {answer.Content.TextOf("statement")}, promised_until = {last}, promise_explanation = {why}
            WHERE id = {interview.Id}
            """, stop);
    }

    /// <summary>TM-27 counts anew: the reason that put it off is no fault of the new date.</summary>
    private async Task PutOff(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var pinned = await rules.Read(tx, answer.Task.Subject.Calendar, answer.Task.Subject.Profile, stop);
        var holdBy = InterviewDates.HoldAgainBy(ShanghaiTime.DateOf(answer.Now), pinned);
        await tx.Execute($"""
            UPDATE supervision.interview
            SET postponed_for = {answer.Content.TextOf("reason")}, hold_by = {holdBy.DueOn},
                hold_by_explanation = {holdBy.Explanation}
            WHERE id = {answer.Task.Subject.Id}
            """, stop);
    }

    private static IReadOnlyList<(string Content, DateOnly DueOn)> Promised(FormAnswer answer) =>
        answer.Content.Member("commitments") is { ValueKind: JsonValueKind.Array } rows
            ? [.. rows.EnumerateArray().Select(row => (row.TextOf("content") ?? "", row.DateOf("dueOn")!.Value))]
            : [];
}
