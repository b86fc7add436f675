using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>审批督导方案: the director for special inspections, the committee for comprehensive ones and 督政.</summary>
public sealed class SchemeApproval(RuleBook rules) : IFormAct
{
    public string Form => "scheme-approval";

    public FormNeeds Needs => new(
        ["Approved", "Returned"],
        NeededField.FilledFor("Returned", "opinion", FieldKind.LongText),
        NeededField.Read("leaveOut", FieldKind.YesNo));

    public Act RightFor(TaskOnHand task) => task.Role is AssigneeRole.CommitteeChair or AssigneeRole.CommitteeDeputy
        ? Act.ApproveCommitteeScheme
        : Act.ApproveScheme;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var team = await TeamRule.Read(tx, task.Subject.Campaign, stop);
        var warnings = await tx.Query($"""
            SELECT unit.short_name || '：' || warning
            FROM supervision.campaign_unit AS chosen
            JOIN supervision.unit AS unit ON unit.code = chosen.unit_code
            CROSS JOIN jsonb_array_elements_text(chosen.warnings) AS warning
            WHERE chosen.campaign_id = {task.Subject.Campaign}
            ORDER BY unit.code
            """, row => row.GetString(0), stop);
        var pinned = await rules.Read(tx, task.Subject.Calendar, task.Subject.Profile, stop);
        if (await TimeToEvaluate(tx, task.Subject.Campaign, stop) is { } time
            && (time.Refusal(pinned)?.Message ?? time.Warning(pinned)) is { } soon)
            warnings = [.. warnings, soon];
        return new FormSetting
        {
            Facts =
            [
                .. await CampaignFactLines.Read(tx, task.Subject.Campaign, stop),
                ("督导小组", team.Count == 0 ? "尚未确定" : string.Join("、", team.Select(member => member.Name))),
                .. warnings.Select(warning => ("提示", warning)),
            ],
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var campaign = answer.Task.Subject.Campaign;
        var step = new Step(answer.Actor, answer.Now, answer.Content);
        if (answer.Outcome == "Returned")
        {
            var returned = await CampaignSteps.Move(tx, campaign, CampaignTrigger.ReturnScheme, step, stop);
            return Outcome(returned, "Returned");
        }

        var pinned = await rules.Read(tx, answer.Task.Subject.Calendar, answer.Task.Subject.Profile, stop);
        if (((await TimeToEvaluate(tx, campaign, stop))?.Refusal(pinned) ?? await Refusal(tx, answer, stop))
            is { } refusal)
            return new ActOutcome.Refused(refusal);
        await tx.Execute($"""
            UPDATE supervision.campaign
            SET scheme_approved_by = {answer.Actor.Key}, scheme_approved_at = {answer.Now.ToUniversalTime()}
            WHERE id = {campaign}
            """, stop);
        return Outcome(await CampaignSteps.Move(tx, campaign, CampaignTrigger.ApproveScheme, step, stop), "Approved");
    }

    /// <summary>The team must stand, and every unit must be reachable or be left out expressly (E-10).</summary>
    private static async Task<Problem?> Refusal(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var campaign = answer.Task.Subject.Campaign;
        if (await TeamRule.Refusal(tx, campaign, stop) is { } unfit)
            return unfit;
        var unreachable = await Unreachable(tx, campaign, stop);
        if (answer.Content.IsYes("leaveOut"))
        {
            await tx.Execute($"""
                DELETE FROM supervision.campaign_unit
                WHERE campaign_id = {campaign} AND unit_code = ANY ({unreachable})
                """, stop);
            return await Units(tx, campaign, stop) > 0 ? null : new Problem("SU037", "leaveOut",
                $"{unreachable.Length}个单位都没有可用的邮箱，不列入后本次督导没有对象；请先在单位目录中补充联系人，或退回、撤回本次督导。");
        }

        return unreachable.Length == 0 ? null : new Problem("SU037", "leaveOut",
            $"{unreachable.Length}个单位没有可用的邮箱：{string.Join("、", unreachable.Take(10))}。"
            + "请先在单位目录中补充联系人，或勾选“暂不向无联系人的单位印发”。");
    }

    /// <summary>Null where no self-evaluation is asked for. A notice that is late already leaves less.</summary>
    private static async Task<SelfEvaluationTime?> TimeToEvaluate(Tx tx, Guid campaign, CancellationToken stop) =>
        (await tx.Query($"""
            SELECT greatest(notice_on, supervision.today()), on_site_from FROM supervision.campaign
            WHERE id = {campaign} AND self_evaluation
            """, row => (SelfEvaluationTime?)new SelfEvaluationTime(
                row.GetFieldValue<DateOnly>(0), row.GetFieldValue<DateOnly>(1)), stop)).SingleOrDefault();

    private static Task<long> Units(Tx tx, Guid campaign, CancellationToken stop) => tx.QueryOne(
        $"SELECT count(*) FROM supervision.campaign_unit WHERE campaign_id = {campaign}", row => row.GetInt64(0), stop);

    private static async Task<string[]> Unreachable(Tx tx, Guid campaign, CancellationToken stop) =>
    [
        .. await tx.Query($"""
            SELECT chosen.unit_code
            FROM supervision.campaign_unit AS chosen
            WHERE chosen.campaign_id = {campaign}
              AND NOT EXISTS (
                SELECT FROM supervision.unit_contact AS contact
                WHERE contact.unit_code = chosen.unit_code AND contact.email IS NOT NULL)
            ORDER BY chosen.unit_code
            """, row => row.GetString(0), stop),
    ];

    private static ActOutcome Outcome(Problem? refusal, string outcome) =>
        refusal is null ? new ActOutcome.Done(outcome) : new ActOutcome.Refused(refusal);
}
