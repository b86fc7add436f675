using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Orchestrator.Server.Portal.Forms;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Orders;
using Orchestrator.Supervision.Rights;
using Orchestrator.Supervision.Tasks;

namespace Orchestrator.Server.Api;

/// <summary>What the office does of its own accord: withdrawals, and receipts that came on paper.</summary>
internal static class OfficeActApi
{
    public sealed record Withdrawn(string Reason);

    public sealed record NewTeam(string Leader, ImmutableArray<string> Members, string Reason);

    /// <param name="On">The date on the paper.</param>
    /// <param name="Files">The scan, in base64.</param>
    public sealed record SignedOnPaper(DateOnly On, IReadOnlyList<TaskApi.AnswerFile> Files);

    /// <summary>Base64 takes four bytes for three.</summary>
    private const long MostJsonBytes = PostedFiles.MostBytes / 3 * 4 + 4;

    public static void MapWithdrawals(this RouteGroupBuilder v1)
    {
        v1.MapPost("/orders/{id:guid}/withdraw", async (
            Guid id, Withdrawn body, By by, WithdrawOrder withdraw, CancellationToken stop) =>
            await withdraw.Run(new WithdrawOrder.Request(id, body.Reason), by.Actor, stop)
                is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.WithdrawOrder).WithTags("督办单").WithSummary("撤回督办单：印发撤回说明，告知原收件人");
        v1.MapPost("/campaigns/{id:guid}/withdraw", async (
            Guid id, Withdrawn body, By by, WithdrawCampaign withdraw, CancellationToken stop) =>
            await withdraw.Run(new WithdrawCampaign.Request(id, body.Reason), by.Actor, stop)
                is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.WithdrawCampaign).WithTags("督导活动").WithSummary("撤回督导活动（现场督导开始前）");
        v1.MapPut("/campaigns/{id:guid}/team", async (
            Guid id, NewTeam body, By by, ChangeTeam change, CancellationToken stop) =>
            await change.Run(new ChangeTeam.Request(id, body.Leader, body.Members, body.Reason), by.Actor, stop)
                is { } problem ? ApiProblems.Refused(problem) : Results.NoContent())
            .ForHoldersOf(Act.ChangeTeam).WithTags("督导活动").WithSummary("调整督导小组（方案批准后、意见书印发前）");
    }

    public static void MapPaperReceipts(this RouteGroupBuilder v1)
    {
        Map("/inspections/{id:guid}/notice-receipt", ReceivedDocument.Notice, "督导通知");
        Map("/inspections/{id:guid}/letter-receipt", ReceivedDocument.Letter, "督导意见书");
        Map("/orders/{id:guid}/receipt", ReceivedDocument.Order, "督办单");

        void Map(string route, ReceivedDocument document, string name) => v1.MapPost(route, async (
            Guid id, SignedOnPaper body, By by, PaperReceipt receipt, CancellationToken stop) =>
        {
            var problems = await receipt.Run(
                new PaperReceipt.Request(id, document, body.On, TaskApi.Uploads(body.Files)), by.Actor, stop);
            return problems.IsEmpty ? Results.NoContent() : ApiProblems.Refused(problems);
        }).ForHoldersOf(Act.RecordPaperReceipt).WithMetadata(new RequestSizeLimitAttribute(MostJsonBytes))
            .WithTags("签收").WithSummary($"登记{name}的纸质签收：日期和扫描件；期限从该日起算");
    }
}
