using System.Text.Json;
using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Documents;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.ProblemItems;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Inspections;

/// <summary>
/// 签发督导意见书: numbers it, opens its problem items, or finds that there is none (§6); the clocks wait for the receipt.
/// </summary>
public sealed class OpinionSignature(InspectionSteps steps, DocumentRoom documents, OpenOrders orders) : IFormAct
{
    public string Form => "opinion-sign";

    public FormNeeds Needs => new(
        ["Signed", "Returned"],
        NeededField.FilledFor("Returned", "reason", FieldKind.LongText));

    public Act RightFor(TaskOnHand task) => Act.SignOpinion;

    public async Task<FormSetting> Prepare(Tx tx, TaskOnHand task, CancellationToken stop) => new()
    {
        Facts =
        [
            .. await InspectionFactLines.Read(tx, task.Subject.Id, stop),
            .. await tx.Query($"""
                SELECT evaluation FROM supervision.supervision_opinion WHERE unit_inspection_id = {task.Subject.Id}
                """, row => ("督导评价", row.GetString(0)), stop),
            .. (await FindingRows.Read(tx, task.Subject.Id, stop)).Where(one => one.Decision != "Dropped")
                .Select(one => ($"问题{one.Position}", $"{one.Fact}　整改要求：{one.Requirement}")),
        ],
    };

    public async Task<ActOutcome> Run(Tx tx, FormAnswer answer, CancellationToken stop)
    {
        if (answer.Outcome == "Returned")
            return new ActOutcome.Done("Returned");
        var subject = answer.Task.Subject;

        // Invariant 8: until the letter. Whoever left meanwhile is replaced first (E-13).
        if (await TeamRule.Refusal(tx, subject.Campaign, stop) is { } unfit)
            return new ActOutcome.Refused(unfit);
        var fields = await OpinionFields.Read(tx, subject.Id, stop);
        var kinds = fields.Member("hasRectificationNotice") is { ValueKind: JsonValueKind.True }
            ? (DocumentKind[])[DocumentKind.SupervisionOpinion, DocumentKind.RectificationNotice]
            : [DocumentKind.SupervisionOpinion];
        var signer = await Signers.NameOf(tx, answer.Actor, stop);
        var issued = await documents.Issue(
            tx, [.. kinds.Select(kind => Ordered(kind, answer, fields, signer))], stop);
        await tx.Execute($"""
            UPDATE supervision.supervision_opinion
            SET signed_by = {answer.Actor.Key}, signed_at = {answer.Now.ToUniversalTime()},
                document_id = {issued[0].Id}, notice_document_id = {(issued.Count > 1 ? issued[1].Id : (Guid?)null)}
            WHERE unit_inspection_id = {subject.Id}
            """, stop);
        var items = await OpenItems.FromFindings(tx, subject, answer.Now, stop);
        var step = new Step(answer.Actor, answer.Now, Json.Of(
            [KeyValuePair.Create("number", Json.Of(issued[0].Number))]));
        UnitInspectionTrigger[] triggers = items > 0
            ? [UnitInspectionTrigger.SignOpinion]
            : [UnitInspectionTrigger.SignOpinion, UnitInspectionTrigger.FindNoProblem];
        foreach (var trigger in triggers)
        {
            if (await steps.Move(tx, new InspectionMove(subject.Id, trigger), step, stop) is { } refusal)
                return new ActOutcome.Refused(refusal);
        }

        await orders.ForCritical(tx, subject, Step.By(answer.Actor, answer.Now), stop);
        return new ActOutcome.Done("Signed");
    }

    private static DocumentOrder Ordered(DocumentKind kind, FormAnswer answer, JsonElement fields, string signer)
    {
        var name = kind == DocumentKind.SupervisionOpinion ? "督导意见书" : "整改通知书";
        return new DocumentOrder
        {
            Kind = kind,
            Title = $"{name}（{fields.Member("unit")?.Member("name")?.AsText()}）",
            Subject = answer.Task.Subject,
            Definition = answer.Task.Definition,
            Fields = fields,
            IssuedOn = ShanghaiTime.DateOf(answer.Now),
            SignedBy = signer,
            Now = answer.Now,
        };
    }
}
