using System.Collections.Immutable;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>申辩: defended, waived, or lapsed at the end of TM-04.</summary>
public sealed class DefenceSubmission(InspectionSteps steps) : IFormAct
{
    public string Form => "defence";

    public FormNeeds Needs => new(
        ["Defended", "Waived"],
        NeededField.FilledFor("Defended", "statement", FieldKind.LongText),
        NeededField.Read("contested", FieldKind.Choices));

    public Act RightFor(TaskOnHand task) => Act.SubmitDefence;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop)
    {
        var findings = await FindingRows.Read(tx, task.Subject.Id, stop);
        return new FormSetting
        {
            Facts =
            [
                .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
                .. await tx.Query($"""
                    SELECT evaluation FROM supervision.preliminary_opinion
                    WHERE unit_inspection_id = {task.Subject.Id}
                    """, row => ("初步意见", row.GetString(0)), stop),
                .. findings.Select(one => ($"问题{one.Position}", $"{one.Fact}　整改要求：{one.Requirement}")),
            ],
            Options = ImmutableDictionary<string, ImmutableArray<FormOption>>.Empty.Add("contested",
                [.. findings.Select(one => new FormOption(one.Id.ToString(), $"问题{one.Position}：{one.Fact}"))]),
        };
    }

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        var inspection = answer.Task.Subject.Id;
        var move = new InspectionMove(inspection, UnitInspectionTrigger.CloseDefence);
        if (await steps.Move(tx, move, Step.By(answer.Actor, answer.Now), stop) is { } refusal)
            return new ActOutcome.Refused(refusal);
        var contested = answer.Content.TextsOf("contested").Select(Guid.Parse).ToArray();
        await tx.Execute($"""
            INSERT INTO supervision.defence
                (unit_inspection_id, outcome, statement, contested, submitted_by, closed_at)
            VALUES ({inspection}, {answer.Outcome}, {answer.Content.TextOf("statement")}, {contested},
                    {answer.Actor.Key}, {answer.Now.ToUniversalTime()})
            """, stop);
        await Evidence.Attach(tx, ("Defence", inspection), answer, stop);
        return new ActOutcome.Done(answer.Outcome);
    }
}
