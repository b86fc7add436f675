using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>修改方案: the case officer names another team and submits again.</summary>
public sealed class SchemeRevision : IFormAct
{
    public string Form => "scheme-revision";

    public FormNeeds Needs => new(
        ["Done"],
        NeededField.Filled("leader", FieldKind.Choice),
        NeededField.Filled("members", FieldKind.Choices));

    public Act RightFor(TaskOnHand task) => Act.ReviseScheme;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var options = await TeamRule.Choices(tx, stop);
        return new FormSetting
        {
            Facts = await CampaignFactLines.Read(tx, task.Subject.Campaign, stop),
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty
                .Add("leader", options).Add("members", options),
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var leader = answer.Content.TextOf("leader")!;
        await CampaignRows.ReplaceTeam(
            tx, answer.Task.Subject.Campaign, [leader, .. answer.Content.TextsOf("members")], stop);
        var refusal = await CampaignSteps.Move(
            tx, answer.Task.Subject.Campaign, CampaignTrigger.SubmitScheme,
            new Step(answer.Actor, answer.Now, answer.Content), stop);
        return refusal is null ? new ActOutcome.Done("Done") : new ActOutcome.Refused(refusal);
    }
}
