using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>签发督导报告: to the government, filed upward .</summary>
public sealed class CampaignReport(DocumentRoom documents) : IFormAct
{
    public string Form => "campaign-report";

    public FormNeeds Needs => new(["Signed"], NeededField.Filled("summary", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.SignCampaignReport;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await CampaignFactLines.Read(tx, task.Subject.Campaign, stop),
            ("问题总数", $"{await Items(tx, task.Subject.Campaign, stop)}个"),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var campaign = answer.Task.Subject.Campaign;
        var title = await tx.QueryOne(
            $"SELECT title FROM supervision.campaign WHERE id = {campaign}", row => row.GetString(0), stop) ?? "";
        var issued = await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.SupervisionReport,
            Title = $"{title}督导报告",
            Subject = answer.Task.Subject,
            Definition = answer.Task.Definition,
            Fields = Json.Of(
            [
                KeyValuePair.Create("title", Json.Of(title)),
                KeyValuePair.Create("summary", Json.Of(answer.Content.TextOf("summary"))),
                KeyValuePair.Create("items", Json.Of(await Items(tx, campaign, stop))),
            ]),
            IssuedOn = ShanghaiTime.DateOf(answer.Now),
            SignedBy = await Signers.NameOf(tx, answer.Actor, stop),
            Now = answer.Now,
        }], stop);
        await tx.Execute(
            $"UPDATE supervision.campaign SET report_document_id = {issued[0].Id} WHERE id = {campaign}", stop);
        var refusal = await CampaignSteps.Move(
            tx, campaign, CampaignTrigger.SignReport, new Step(answer.Actor, answer.Now, answer.Content), stop);
        return refusal is null ? new ActOutcome.Done("Signed") : new ActOutcome.Refused(refusal);
    }

    /// <summary>§7: a problem and the part that was split off from it count as one.</summary>
    private static Task<long> Items(Tx tx, Guid campaign, CancellationToken stop) => tx.QueryOne($"""
        SELECT count(*) FROM supervision.problem_item
        WHERE campaign_id = {campaign} AND parent_id IS NULL AND state <> 'Dropped'
        """, row => row.GetInt64(0), stop);
}
