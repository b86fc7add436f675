using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 签发约谈通知书 (TM-27): the director names time, place, agenda and who holds it; numbered at the signature.
/// </summary>
public sealed class InterviewNotice(DocumentRoom documents, RuleBook rules) : IFormAct
{
    public string Form => "interview-notice";

    public FormNeeds Needs => new(
        ["Sent", "Cancelled"],
        NeededField.FilledFor("Sent", "interviewee", FieldKind.Text),
        NeededField.FilledFor("Sent", "meetsOn", FieldKind.Date),
        NeededField.FilledFor("Sent", "meetsAt", FieldKind.Text),
        NeededField.FilledFor("Sent", "place", FieldKind.Text),
        NeededField.FilledFor("Sent", "agenda", FieldKind.LongText),
        NeededField.FilledFor("Sent", "presider", FieldKind.Choice),
        NeededField.FilledFor("Sent", "staff", FieldKind.Choices),
        NeededField.Read("materials", FieldKind.LongText),
        NeededField.FilledFor("Cancelled", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.DecideInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var interview = await InterviewRow.Read(tx, task.Subject.Id, stop);
        var today = await tx.QueryOne(
            $"SELECT supervision.today()", row => row.GetFieldValue<DateOnly>(0), stop);
        var pinned = await rules.Read(tx, task.Subject.Calendar, task.Subject.Profile, stop);
        return new FormSetting
        {
            Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
            Options = FormSetting.Plain.Options
                .Add("presider", await InterviewStaff.Presiders(tx, interview, today, stop))
                .Add("staff", await InterviewStaff.Staff(tx, today, stop)),
            Values = Json.Of(
            [
                KeyValuePair.Create("interviewee", Json.Of(interview.Interviewee ?? interview.Head ?? "")),
                KeyValuePair.Create(
                    "meetsOn", JsonSerializer.SerializeToElement(InterviewDates.Earliest(today, pinned))),
            ]),
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        if (answer.Outcome == "Cancelled")
            return await CallOff(tx, answer, stop);
        var move = new InterviewMove(subject.Id, InterviewTrigger.Notify);
        if ((await InterviewSteps.Hold(tx, move, stop) ?? await Unfit(tx, answer, stop)) is { } refusal)
            return new ActOutcome.Refused(refusal);
        await Write(tx, answer, stop);
        var number = await Number(tx, answer, stop);
        await InterviewSteps.Move(tx, move, new Step(answer.Actor, answer.Now, Json.Of(
        [
            KeyValuePair.Create("number", Json.Of(number)),
            KeyValuePair.Create("explanation", Json.Of(
                $"{number}，{answer.Content.TextOf("meetsOn")} {answer.Content.TextOf("meetsAt")}")),
        ])), stop);
        return new ActOutcome.Done("Sent");
    }

    private static async Task<ActOutcome> CallOff(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var move = new InterviewMove(answer.Task.Subject.Id, InterviewTrigger.Cancel)
        {
            EndReason = answer.Content.TextOf("reason"),
        };
        return await InterviewSteps.Move(
            tx, move, new Step(answer.Actor, answer.Now, answer.Content), stop) is { } refusal
            ? new ActOutcome.Refused(refusal)
            : new ActOutcome.Done("Cancelled");
    }

    private async Task<Problem?> Unfit(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        var interview = await InterviewRow.Read(tx, subject.Id, stop);
        var pinned = await rules.Read(tx, subject.Calendar, subject.Profile, stop);
        return InterviewLines.UnderReview(interview)
            ?? InterviewDates.CheckMeeting(answer.Content.DateOf("meetsOn")!.Value,
                ShanghaiTime.DateOf(answer.Now), interview.HoldBy, pinned)
            ?? InterviewStaff.Check(answer.Content.TextOf("presider")!, Chosen(answer.Content));
    }

    private static Task<int> Write(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var presider = answer.Content.TextOf("presider")!;
        var staff = Chosen(answer.Content).Where(one => one != presider).Select(Guid.Parse).ToArray();
        return tx.Execute($"""
            UPDATE supervision.interview
            SET interviewee = {answer.Content.TextOf("interviewee")}, meets_on = {answer.Content.DateOf("meetsOn")},
                meets_at = {answer.Content.TextOf("meetsAt")}, place = {answer.Content.TextOf("place")},
                agenda = {answer.Content.TextOf("agenda")}, materials = {answer.Content.TextOf("materials")},
                presider = (SELECT name FROM supervision.person WHERE id = {Guid.Parse(presider)}),
                staff = ARRAY(SELECT name FROM supervision.person WHERE id = ANY ({staff}) ORDER BY name, id)
            WHERE id = {answer.Task.Subject.Id}
            """, stop);
    }

    private async Task<string> Number(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var issued = (await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.InterviewNotice,
            Title = "约谈通知书",
            Subject = answer.Task.Subject,
            Definition = answer.Task.Definition,
            Fields = await InterviewFields.Read(tx, answer.Task.Subject.Id, stop),
            IssuedOn = ShanghaiTime.DateOf(answer.Now),
            SignedBy = await Signers.NameOf(tx, answer.Actor, stop),
            Now = answer.Now,
        }], stop))[0];
        await tx.Execute($"""
            UPDATE supervision.interview SET notice_document_id = {issued.Id} WHERE id = {answer.Task.Subject.Id}
            """, stop);
        return issued.Number;
    }

    private static IReadOnlyCollection<string> Chosen(JsonElement content) =>
        content.Member("staff") is { ValueKind: JsonValueKind.Array } staff
            ? [.. staff.EnumerateArray().Select(one => one.GetString()!)]
            : [];
}
