using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>签发督导通知: in time before the visit (TM-01), takes a number and opens one unit inspection per unit.</summary>
public sealed class NoticeIssue(DocumentRoom documents, RuleBook rules) : IFormAct
{
    public string Form => "issue-notice";

    public FormNeeds Needs => new(["Issued"]);

    public Act RightFor(TaskOnHand task) => Act.IssueNotice;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts = await CampaignFactLines.Read(tx, task.Subject.Campaign, stop),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var campaign = answer.Task.Subject.Campaign;
        if (await TooLate(tx, answer, stop) is { } late)
            return new ActOutcome.Refused(late);
        var fields = await NoticeFields(tx, campaign, stop);
        var signer = await Signers.NameOf(tx, answer.Actor, stop);
        var issued = await documents.Issue(tx, [new DocumentOrder
        {
            Kind = DocumentKind.InspectionNotice,
            Title = $"关于开展{fields.Member("title")?.AsText()}的通知",
            Subject = answer.Task.Subject,
            Definition = answer.Task.Definition,
            Fields = fields,
            IssuedOn = ShanghaiTime.DateOf(answer.Now),
            SignedBy = signer,
            Now = answer.Now,
        }], stop);
        await tx.Execute(
            $"UPDATE supervision.campaign SET notice_document_id = {issued[0].Id} WHERE id = {campaign}", stop);
        if (await CampaignSteps.Move(
            tx, campaign, CampaignTrigger.IssueNotice, new Step(answer.Actor, answer.Now, Numbered(issued[0])), stop)
            is { } refusal)
            return new ActOutcome.Refused(refusal);
        await OpenInspections(tx, campaign, answer.Now, stop);
        return new ActOutcome.Done("Issued");
    }

    private async Task<Problem?> TooLate(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var (subject, today) = (answer.Task.Subject, ShanghaiTime.DateOf(answer.Now));
        var visit = await tx.QueryOne(
            $"SELECT on_site_from, is_unannounced FROM supervision.campaign WHERE id = {subject.Campaign}",
            row => (From: row.GetFieldValue<DateOnly>(0), IsUnannounced: row.GetBoolean(1)), stop);
        var pinned = await rules.Read(tx, subject.Calendar, subject.Profile, stop);
        var latest = NoticeTime.Latest(visit.From, visit.IsUnannounced, pinned);
        return today <= latest ? null : new Problem("SU039", "onSiteFrom",
            $"现场督导{visit.From:yyyy-MM-dd}开始，通知最迟应于{latest:yyyy-MM-dd}签发（TM-01、R-10），今天是{today:yyyy-MM-dd}；"
            + "请撤回本次督导，改期后重新发起。");
    }

    private static JsonElement Numbered(IssuedDocument document) =>
        Json.Of([KeyValuePair.Create("number", Json.Of(document.Number))]);

    private static Task<JsonElement> NoticeFields(Tx tx, Guid campaign, CancellationToken stop) => tx.QueryOne($"""
        SELECT jsonb_build_object(
            'title', campaign.title, 'basis', campaign.basis, 'scheme', scheme.name,
            'onSiteFrom', campaign.on_site_from, 'onSiteTo', campaign.on_site_to,
            'selfEvaluation', campaign.self_evaluation,
            'withSelfEvaluation', CASE WHEN campaign.self_evaluation THEN jsonb_build_array(true) ELSE '[]'::jsonb END,
            'units', (SELECT jsonb_agg(jsonb_build_object('name', unit.name) ORDER BY unit.code)
                      FROM supervision.campaign_unit AS chosen
                      JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
                      WHERE chosen.campaign_id = campaign.id),
            'team', (SELECT jsonb_agg(jsonb_build_object(
                         'name', person.name, 'part', CASE WHEN member.is_leader THEN '组长' ELSE '成员' END)
                         ORDER BY member.is_leader DESC, member.inspector_code)
                     FROM supervision.team_member AS member
                     JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
                     JOIN supervision.person AS person ON person.id = inspector.person_id
                     WHERE member.campaign_id = campaign.id))::text
        FROM supervision.campaign AS campaign
        JOIN supervision.indicator_scheme AS scheme ON scheme.code = campaign.indicator_scheme_code
        WHERE campaign.id = {campaign}
        """, row => Json.Parse(row.GetString(0)), stop);

    /// <summary>One per unit, ids in the order of the unit codes; the drawing hands them to its children.</summary>
    private static async Task OpenInspections(Tx tx, Guid campaign, DateTimeOffset now, CancellationToken stop)
    {
        var units = await tx.Query(
            $"SELECT unit_code FROM supervision.campaign_unit WHERE campaign_id = {campaign} ORDER BY unit_code",
            row => row.GetString(0), stop);
        await tx.Execute($"""
            INSERT INTO supervision.unit_inspection
                (id, campaign_id, unit_code, unit_name, state, state_since, on_site_from, on_site_to)
            SELECT given.id, campaign.id, unit.code, unit.name, 'Notified', {now.ToUniversalTime()},
                   campaign.on_site_from, campaign.on_site_to
            FROM unnest({units.Select(_ => Guid.CreateVersion7(now)).ToArray()}, {units.ToArray()})
                AS given (id, unit_code)
            JOIN supervision.unit AS unit ON unit.code = given.unit_code
            JOIN supervision.campaign AS campaign ON campaign.id = {campaign}
            """, stop);
    }
}
