using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>
/// 认定承诺 (TM-29): met; or not, and then the unit reports again while its days last. After the last of them what is not
/// met is missed.
/// </summary>
public sealed class CommitmentVerdict : IFormAct
{
    private const string Missed = "Missed";

    public string Form => "commitment-verdict";

    public FormNeeds Needs => new(
        ["Met", "NotMet"], NeededField.FilledFor("NotMet", "opinion", FieldKind.LongText));

    public ImmutableArray<string> OwnOutcomes => [Missed];

    public Act RightFor(TaskOnHand task) => Act.RecordInterview;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await InterviewLines.Read(tx, task.Subject.Id, stop),
            .. await tx.Query($"""
                SELECT given.answer ->> 'content'
                FROM supervision.task_answer AS given
                JOIN supervision.open_task AS asked ON asked.id = given.task_id
                WHERE asked.subject_id = {task.Subject.Id} AND asked.form = 'commitment-report'
                ORDER BY given.answered_at DESC
                LIMIT 1
                """, row => ("单位的报告", row.GetString(0)), stop),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var interview = answer.Task.Subject.Id;
        var row = await InterviewRow.Read(tx, interview, stop);
        if (answer.Outcome == "NotMet" && ShanghaiTime.DateOf(answer.Now) <= row.PromisedUntil)
            return new ActOutcome.Done("NotMet");
        var isMet = answer.Outcome == "Met";
        var move = new InterviewMove(
            interview, isMet ? InterviewTrigger.MeetCommitments : InterviewTrigger.MissCommitments)
        {
            EndReason = isMet ? null : answer.Content.TextOf("opinion"),
        };
        return await InterviewSteps.Move(
            tx, move, new Step(answer.Actor, answer.Now, answer.Content), stop) is { } refusal
            ? new ActOutcome.Refused(refusal)
            : new ActOutcome.Done(isMet ? "Met" : Missed);
    }
}
