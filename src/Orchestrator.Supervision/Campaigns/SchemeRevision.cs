using System.Collections.Immutable;
using System.Text.Json;
using Orchestrator.Engine;
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
            Values = await Team(tx, task.Subject.Campaign, stop),
        };
    }

    /// <summary>As it stands: whoever changes one of them need not name the others again.</summary>
    private static async Task<JsonElement> Team(Tx tx, Guid campaign, CancellationToken stop)
    {
        var team = await tx.Query($"""
            SELECT inspector_code, is_leader
            FROM supervision.team_member
            WHERE campaign_id = {campaign}
            ORDER BY inspector_code
            """, row => (Code: row.GetString(0), IsLeader: row.GetBoolean(1)), stop);
        var leader = team.Where(one => one.IsLeader)
            .Select(one => KeyValuePair.Create("leader", Json.Of(one.Code)));
        return Json.Of([.. leader, KeyValuePair.Create("members", Json.Of(
            team.Where(one => !one.IsLeader).Select(one => Json.Of(one.Code))))]);
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
