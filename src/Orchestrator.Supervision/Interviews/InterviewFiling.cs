using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 约谈记录备案 (R-37): with party committee and government of the unit's level; the department has its copy by mail
/// (M-19), the archive by the record itself.
/// </summary>
public sealed class InterviewFiling(RuleBook rules) : IFormAct
{
    public string Form => "interview-filing";

    public FormNeeds Needs => new(
        ["Filed"],
        NeededField.Filled("partyCommittee", FieldKind.Text),
        NeededField.Filled("government", FieldKind.Text));

    public Act RightFor(TaskOnHand task) => Act.RecordInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        var move = new InterviewMove(subject.Id, InterviewTrigger.FileRecord);
        if (await InterviewSteps.Hold(tx, move, stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        var filedOn = ShanghaiTime.DateOf(answer.Now);
        var interview = await InterviewRow.Read(tx, subject.Id, stop);
        var (until, why) = InterviewDates.RunsUntil(
            (interview.PromisedUntil!.Value, interview.PromiseExplanation!), filedOn,
            await rules.Read(tx, subject.Calendar, subject.Profile, stop));
        var filedWith = $"{answer.Content.TextOf("partyCommittee")}、{answer.Content.TextOf("government")}";
        await tx.Execute($"""
            UPDATE supervision.interview
            SET filed_with = {filedWith}, filed_on = {filedOn}, promised_until = {until}, promise_explanation = {why}
            WHERE id = {subject.Id}
            """, stop);
        await InterviewSteps.Move(tx, move, new Step(
            answer.Actor, answer.Now, Json.Of([KeyValuePair.Create("explanation", Json.Of(filedWith))])), stop);
        return new ActOutcome.Done("Filed");
    }
}
