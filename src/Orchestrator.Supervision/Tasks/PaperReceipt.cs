using System.Collections.Immutable;
using System.Globalization;
using Orchestrator.Engine;
using Orchestrator.Runtime.Clocks;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Calendars;
using Orchestrator.Supervision.Campaigns;
using Orchestrator.Supervision.Cases;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Inspections;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Supervision.Tasks;

/// <summary>
/// 登记纸质签收 (§3.2): the case officer types in that a unit signed on paper. The clock starts from that date; the scan
/// is kept with the receipt; the unit's own receipt task is answered with it.
/// </summary>
public sealed class PaperReceipt(Database db, ReceivedDocuments received, TaskClosing closing, BusinessClock clock)
{
    /// <param name="Subject">The unit inspection, or the order.</param>
    /// <param name="Document">What was signed for.</param>
    /// <param name="On">The date on the paper.</param>
    /// <param name="Files">The scan; at least one.</param>
    public sealed record Request(
        Guid Subject, ReceivedDocument Document, DateOnly On, ImmutableArray<UploadedFile> Files);

    /// <summary>Empty, or AU010, SU011, SU013, SU051 to SU053, SU065.</summary>
    public async Task<ImmutableArray<Problem>> Run(Request request, Actor actor, CancellationToken stop)
    {
        var unfit = request.Files.Select(file => EvidenceRule.Check(file).Problem).OfType<Problem>().ToImmutableArray();
        if (request.Files.IsEmpty)
            return [new Problem("SU053", "files", "请上传签收回执的扫描件或照片，没有它不能登记纸质签收。")];
        if (!unfit.IsEmpty || request.Files.Length > EvidenceRule.MostFiles)
            return unfit.IsEmpty
                ? [new Problem("SU065", "files", $"扫描件最多{EvidenceRule.MostFiles}个，实有{request.Files.Length}个。")]
                : unfit;
        try
        {
            await db.InRetriedTransaction(async tx =>
                await Record(tx, request, Step.By(actor, clock.GetUtcNow()), stop) is { } refusal
                    ? throw new RefusedException(refusal)
                    : true, stop);
            return [];
        }
        catch (RefusedException refused)
        {
            return [refused.Problem];
        }
    }

    private async Task<Problem?> Record(Tx tx, Request request, Step step, CancellationToken stop)
    {
        var task = await ReceiptTask(tx, request, stop);
        if (task is null && !await received.IsDeemed(tx, request, stop))
            return new Problem("SU052", "document",
                "该单位没有等待签收的这份文书：文书尚未发出，或者已经签收；请刷新页面，查看最新状态。");
        var subject = (await CaseRows.Read(tx, [request.Subject], stop))[request.Subject];
        var scope = await ReadScope.Of(tx, subject, stop);
        if (RightTable.Check(step.Actor, Act.RecordPaperReceipt, scope) is { } forbidden)
            return forbidden;
        var sent = await ReceivedDocuments.SentOn(tx, request, stop);
        if (request.On < sent || request.On > ShanghaiTime.DateOf(step.At))
            return new Problem("SU051", "on", string.Create(CultureInfo.InvariantCulture,
                $"签收日期应在文书发出之日（{sent:yyyy-MM-dd}）至今天之间，实为{request.On:yyyy-MM-dd}；请核对回执后改正。"));
        var arrival = new Arrival(subject, ReceiptKind.Paper, request.On);
        if (!await received.Correct(tx, request, (arrival, step), stop)
            && await received.Run(tx, (request.Document, arrival), step, stop) is { } refusal)
            return refusal;
        var files = await AnswerTask.Keep(tx, request.Files, stop);
        var receipt = await ReceivedDocuments.ReceiptOf(tx, request, stop);
        await Evidence.Attach(tx, ("Receipt", receipt), (files, task?.Id, step.At), stop);
        if (task is not null)
            await closing.Close(tx, task, (Answer(task.On(subject), request, files, step), "Received"), stop);
        return null;
    }

    private static FormAnswer Answer(
        TaskOnHand task, Request request, ImmutableArray<HandedFile> files, Step step) => new()
        {
            Task = task,
            Actor = step.Actor,
            Outcome = "Received",
            Content = Json.Of([KeyValuePair.Create("receivedOn", Json.Of($"{request.On:yyyy-MM-dd}"))]),
            Files = files,
            Now = step.At,
        };

    /// <summary>The unit's question that the paper answers, locked; null where nobody asks it.</summary>
    private Task<TaskRow?> ReceiptTask(Tx tx, Request request, CancellationToken stop) =>
        closing.HoldOpen(tx, request.Subject, request.Document switch
        {
            ReceivedDocument.Notice => "notice-receipt",
            ReceivedDocument.Letter => "letter-receipt",
            _ => "order-receipt",
        }, stop);

    private sealed class RefusedException(Problem problem) : Exception
    {
        public Problem Problem => problem;
    }
}
