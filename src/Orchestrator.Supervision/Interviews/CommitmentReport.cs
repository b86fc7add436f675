using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Interviews;

/// <summary>报告承诺落实情况: the unit says what it did of what it promised. The answer itself is the report.</summary>
public sealed class CommitmentReport : IFormAct
{
    public string Form => "commitment-report";

    public FormNeeds Needs => new(["Reported"], NeededField.Filled("content", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.ReportCommitment;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await InterviewLines.Read(tx, task.Subject.Id, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        await Evidence.Attach(tx, ("CommitmentReport", answer.Task.Subject.Id), answer, stop);
        return new ActOutcome.Done("Reported");
    }
}
