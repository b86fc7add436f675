using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>One campaign: its units, where they stand, what somebody should look at.</summary>
[ForHoldersOf(Act.ReadCases)]
public sealed class CampaignModel(Database db, Visit visit) : PageModel
{
    public CampaignListed? Campaign { get; private set; }
    public IReadOnlyList<CampaignUnit> Units { get; private set; } = [];

    /// <summary>What the campaign itself waits for; its units have their own pages.</summary>
    public IReadOnlyList<(CaseWait Wait, Due Due)> Waits { get; private set; } = [];
    /// <summary>Names, the leader first.</summary>
    public IReadOnlyList<string> Team { get; private set; } = [];
    public IReadOnlyList<CaseDocument> Documents { get; private set; } = [];

    /// <summary>What it waits for while nobody is asked.</summary>
    public string Idle => Campaign!.State switch
    {
        CampaignState.Notified => $"等待现场督导首日（{Shown.On(Campaign.OnSiteFrom)}）；各单位的进度见下表。",
        CampaignState.InProgress => $"等待印发督导意见书：还有{Campaign.Units - Campaign.WithOpinion}个单位。",
        CampaignState.Reported or CampaignState.Published => "等待各单位的问题办结；全部办结后，活动自动办结。",
        _ => "没有未办事项。",
    };

    private IReadOnlyDictionary<string, OnTimeCount> rates = ImmutableDictionary<string, OnTimeCount>.Empty;

    public OnTimeCount OnTime => OnTimeCount.Sum(rates.Values);

    public OnTimeCount RateOf(CampaignUnit unit) => rates.GetValueOrDefault(unit.Code);

    public bool MayWithdraw => visit.May(Act.WithdrawCampaign)
        && CampaignMoves.Next(Campaign!.State, CampaignTrigger.Withdraw) is not null;

    public bool MayChangeTeam => visit.May(Act.ChangeTeam)
        && CampaignMoves.Next(Campaign!.State, CampaignTrigger.ReplaceTeam) is not null;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stop)
    {
        var filter = new ListFilter { Today = visit.Today, Campaign = id };
        var list = await Listing.Read(visit, db, async (tx, sight) =>
        {
            Units = await CampaignList.Units(tx, sight, id, stop);
            rates = (await OnTimeRates.Of(tx, sight, (id, null), visit.Today, stop))
                .ToDictionary(rate => rate.UnitCode, rate => rate.Count);
            Waits =
            [
                .. (await CaseWaits.OfCampaign(tx, id, stop))
                    .Select(wait => (wait, new Due(wait.DueOn, wait.DueExplanation, visit.Today))),
            ];
            Team = [.. (await TeamRule.Read(tx, id, stop)).Select(
                (member, place) => member.Name + (place == 0 ? "（组长）" : ""))];
            Documents = await CaseDocuments.OfCampaign(tx, id, stop);
            return await CampaignList.Of(tx, sight, filter, stop);
        }, stop);

        // Whoever may not see the campaign sees nothing of what was read for it.
        Campaign = list.Rows.SingleOrDefault();
        if (Campaign is null)
            return NotFound();
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    private FileContentResult AsCsv() => CsvTable.Of(
        "按期整改", ["督导活动", "单位代码", "单位", "问题", "已办结", "按期整改", "逾期整改", "尚未到期或在办", "按期整改率"],
        Units.Select(unit => (unit, Count: RateOf(unit))).Select(row => (IEnumerable<string?>)
        [
            Campaign!.Title, row.unit.Code, row.unit.Name, $"{row.unit.Items}", $"{row.unit.ItemsEnded}",
            $"{row.Count.OnTime}", $"{row.Count.Late}", $"{row.Count.Undecided}", Shown.Percent(row.Count.Rate),
        ]));
}
