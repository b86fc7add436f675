using Orchestrator.Engine;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Workflows;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Letters;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Supervision.Campaigns;

/// <summary>What a withdrawal changes: the campaign, its units without a letter, their processes.</summary>
public sealed class WithdrawnCampaigns(InspectionSteps inspections, WorkflowClient workflows, LetterRoom letters)
{
    internal async Task<Problem?> Write(Tx tx, WithdrawCampaign.Request request, Step step, CancellationToken stop)
    {
        if ((await CaseRows.Read(tx, [request.Campaign], stop)).GetValueOrDefault(request.Campaign)
            is not { Kind: CaseKind.InspectionCampaign } subject)
            return new Problem("SU016", "campaign", "没有这项督导活动；请从督导活动清单重新进入。");
        if (RightTable.Check(step.Actor, Act.WithdrawCampaign, await ReadScope.Of(tx, subject, stop))
            is { } forbidden)
            return forbidden;
        var reason = request.Reason.Trim();
        await InspectionLock.OfCampaign(tx, request.Campaign, stop);
        step = step with { Detail = Json.Of([KeyValuePair.Create("reason", Json.Of(reason))]) };
        if (await CampaignSteps.Move(tx, request.Campaign, CampaignTrigger.Withdraw, step, stop) is { } refusal)
            return refusal;
        var (cancelled, kept) = await Cancel(tx, request.Campaign, step, stop);
        await Tell(tx, cancelled, (step, reason), stop);

        // A process takes its children with it: where a unit keeps its letter, the campaign's own is left to end on
        // the first on-site day, when it finds the campaign withdrawn.
        Guid[] ended = kept ? [.. cancelled] : [request.Campaign, .. cancelled];
        await workflows.CancelFor(tx, ended, $"督导活动已撤回：{reason}", stop);
        return null;
    }

    /// <summary>The units that were cancelled, and whether one keeps its letter.</summary>
    private async Task<(IReadOnlyList<Guid> Cancelled, bool Kept)> Cancel(
        Tx tx, Guid campaign, Step step, CancellationToken stop)
    {
        var units = await tx.Query(
            $"SELECT id FROM supervision.unit_inspection WHERE campaign_id = {campaign} ORDER BY id FOR UPDATE",
            row => row.GetGuid(0), stop);
        var refusals = await inspections.Move(
            tx, [.. units.Select(unit => new InspectionMove(unit, UnitInspectionTrigger.Cancel))], step, stop);
        return ([.. units.Zip(refusals).Where(one => one.Second is null).Select(one => one.First)],
            refusals.Any(one => one is not null));
    }

    /// <summary>M-03, to everybody who was notified and is now cancelled.</summary>
    private async Task Tell(
        Tx tx, IReadOnlyList<Guid> cancelled, (Step Step, string Reason) by, CancellationToken stop)
    {
        var subjects = await CaseRows.Read(tx, cancelled, stop);
        var told = new List<LetterOrder>();
        foreach (var unit in cancelled)
        {
            if (await LastAsked.Version(tx, unit, stop) is not { } definition)
                continue;
            told.Add(new LetterOrder
            {
                Letter = "M-03",
                Subject = subjects[unit],
                Definition = definition,
                Occasion = "withdrawn",
                Now = by.Step.At,
                Fields = Json.Nothing.Add("reason", Json.Of(by.Reason)),
            });
        }

        await letters.Send(tx, told, stop);
    }
}
