using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 约谈记录签字 (TM-28, R-37): both sides sign, or the interviewee refuses before two witnesses. The record is numbered with
/// the signature; a scan of the signed paper may go with it.
/// </summary>
public sealed class InterviewRecordSignature(DocumentRoom documents) : IFormAct
{
    public string Form => "interview-record";

    public FormNeeds Needs => new(
        ["SignedByBoth", "Refused"],
        NeededField.FilledFor("Refused", "refusal", FieldKind.Text),
        NeededField.FilledFor("Refused", "firstWitness", FieldKind.Text),
        NeededField.FilledFor("Refused", "secondWitness", FieldKind.Text));

    public Act RightFor(TaskOnHand task) => Act.RecordInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var interview = answer.Task.Subject.Id;
        var move = new InterviewMove(interview, InterviewTrigger.SignRecord);
        if ((await InterviewSteps.Hold(tx, move, stop) ?? Unwitnessed(answer)) is { } refusal)
            return new ActOutcome.Refused(refusal);
        var isRefused = answer.Outcome == "Refused";
        await tx.Execute($"""
            UPDATE supervision.interview
            SET signing = {(isRefused ? "Refused" : "BothSides")},
                refusal = {(isRefused ? answer.Content.TextOf("refusal") : null)},
                first_witness = {(isRefused ? answer.Content.TextOf("firstWitness") : null)},
                second_witness = {(isRefused ? answer.Content.TextOf("secondWitness") : null)}
            WHERE id = {interview}
            """, stop);
        var number = await Number(tx, answer, stop);
        await Evidence.Attach(tx, ("InterviewRecord", interview), answer, stop);
        var said = isRefused
            ? $"{number}，被约谈人拒绝签字，见证人{answer.Content.TextOf("firstWitness")}、{answer.Content.TextOf("secondWitness")}"
            : number;
        await InterviewSteps.Move(tx, move, new Step(answer.Actor, answer.Now, Json.Of(
        [
            KeyValuePair.Create("number", Json.Of(number)), KeyValuePair.Create("explanation", Json.Of(said)),
        ])), stop);
        return new ActOutcome.Done(answer.Outcome);
    }

    /// <summary>SU158: two people saw the refusal, and they are two.</summary>
    private static Problem? Unwitnessed(FormAnswer answer) =>
        answer.Outcome == "Refused" && answer.Content.TextOf("firstWitness") == answer.Content.TextOf("secondWitness")
            ? new Problem("SU158", "secondWitness", "拒绝签字应有两名见证人，两项填的是同一个人；请改正。")
            : null;

    private async Task<string> Number(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var issued = (await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.InterviewRecord,
            Title = "约谈记录",
            Subject = answer.Task.Subject,
            Definition = answer.Task.Definition,
            Fields = await InterviewFields.Read(tx, answer.Task.Subject.Id, stop),
            IssuedOn = ShanghaiTime.DateOf(answer.Now),
            SignedBy = await Signers.NameOf(tx, answer.Actor, stop),
            Now = answer.Now,
        }], stop))[0];
        await tx.Execute($"""
            UPDATE supervision.interview SET record_document_id = {issued.Id} WHERE id = {answer.Task.Subject.Id}
            """, stop);
        return issued.Number;
    }
}
