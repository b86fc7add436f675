using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>初步督导意见: approved by the majority of the team, with its findings; opens the defence (TM-04).</summary>
public sealed class PreliminaryOpinionApproval(InspectionSteps steps, FindingRows findings) : IFormAct
{
    public string Form => "preliminary-opinion";

    public FormNeeds Needs => new(
        ["Sent"],
        NeededField.Filled("evaluation", FieldKind.LongText),
        NeededField.Asked("findings", FieldKind.Rows) with { Fields = FindingRows.Needs },
        NeededField.Filled("agreed", FieldKind.Choices));

    public Act RightFor(TaskOnHand task) => Act.ApprovePreliminaryOpinion;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
            .. await tx.Query($"""
                SELECT FROM supervision.unit_inspection WHERE id = {task.Subject.Id} AND is_self_evaluation_late
                """, _ => ("自评", "未按要求报送自评报告，系统将其列为最后一个问题，不必填写"), stop),
        ],
        Options = (await FindingRows.Options(tx, task.Subject.Campaign, stop)).Add("agreed",
        [
            .. (await TeamOf(tx, task.Subject.Campaign, stop)).Select(one => new FormOption(one.Code, one.Name)),
        ]),
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        var team = await TeamOf(tx, subject.Campaign, stop);
        var agreed = answer.Content.TextsOf("agreed");
        if (2 * agreed.Count <= team.Count)
            return new ActOutcome.Refused(new Problem("SU042", "agreed",
                $"初步意见应经督导小组过半数同意（{team.Count}人中至少{(team.Count / 2) + 1}人），实为{agreed.Count}人。"));
        var step = Step.By(answer.Actor, answer.Now);
        foreach (var trigger in (UnitInspectionTrigger[])
            [UnitInspectionTrigger.ApprovePreliminaryOpinion, UnitInspectionTrigger.OpenDefence])
        {
            if (await steps.Move(tx, new InspectionMove(subject.Id, trigger), step, stop) is { } refusal)
                return new ActOutcome.Refused(refusal);
        }

        await findings.Replace(tx, subject, answer.Content.RowsOf("findings"), stop);
        await Write(tx, answer, team.Count, stop);
        return new ActOutcome.Done("Sent");
    }

    private static async Task Write(Tx tx, FormAnswer answer, int teamSize, CancellationToken stop)
    {
        var subject = answer.Task.Subject;
        await tx.Execute([
            $"""
            INSERT INTO supervision.preliminary_opinion
                (unit_inspection_id, evaluation, agreed, team_size, sent_by, sent_at)
            VALUES ({subject.Id}, {answer.Content.TextOf("evaluation")}, {answer.Content.TextsOf("agreed").ToArray()},
                    {teamSize}, {answer.Actor.Key}, {answer.Now.ToUniversalTime()})
            """,
            $"""
            UPDATE supervision.unit_inspection SET feedback_sent_on = {ShanghaiTime.DateOf(answer.Now)}
            WHERE id = {subject.Id}
            """,
        ], stop);
    }

    private static Task<IReadOnlyList<(string Code, string Name)>> TeamOf(
        Tx tx, Guid campaign, CancellationToken stop) => tx.Query($"""
        SELECT member.inspector_code, person.name
        FROM supervision.team_member AS member
        JOIN supervision.inspector AS inspector ON inspector.code = member.inspector_code
        JOIN supervision.person AS person ON person.id = inspector.person_id
        WHERE member.campaign_id = {campaign}
        ORDER BY member.is_leader DESC, member.inspector_code
        """, row => (row.GetString(0), row.GetString(1)), stop);
}
