using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Turns;
using Orchestrator.Runtime.Workflows;

namespace Orchestrator.Runtime.Http;

/// <summary>
/// Records how a call ended: its row, its file, the answer to its wait and the turn that follows, in one transaction.
/// So an answer is applied once, however often the call left.
/// </summary>
public sealed partial class CallRecord(Database db, WorkflowClient workflows, Turn turn, ILogger<CallRecord> log)
{
    /// <summary>False where nobody waits for it any more.</summary>
    internal async Task<bool> Settle(ClaimedCall call, Guid owner, Reply reply, CancellationToken stop)
    {
        if (reply is not Reply.Answered)
            NotAnswered(log, call.Request.Target, call.Instance.Value, MessageOf(reply) ?? "");
        return await db.InRetriedTransaction(async tx =>
        {
            // The instance first, as every turn does: whoever ends it withdraws the call behind that lock.
            await workflows.Hold(tx, call.Instance, stop);
            if (!await CallRows.Settle(tx, (call.Id, owner), (StatusOf(reply), MessageOf(reply)), stop))
                return false;
            var file = reply is Reply.Answered answered && call.Request.WantsFile
                ? await FileStore.Keep(tx, answered.Content, stop)
                : null;
            await workflows.Resume(
                tx, [new WaitAnswer(call.Instance, call.Bookmark, AnswerOf(reply, file))], stop);
            await turn.Advance(tx, stop);
            return true;
        }, stop);
    }

    /// <summary>For another try at that instant of machine time; null: at once, by whoever comes.</summary>
    internal Task PutOff(
        ClaimedCall call, Guid owner, (DateTimeOffset? Until, Reply? Why) later, CancellationToken stop) =>
        db.InTransaction(tx => CallRows.PutOff(
            tx, (call.Id, owner), (later.Until, later.Why is null ? null : MessageOf(later.Why)), stop), stop);

    /// <summary>An answer that breaks its reader would be asked for and break it again for ever.</summary>
    private static JsonElement AnswerOf(Reply reply, byte[]? file)
    {
        try
        {
            return CallAnswer.Of(reply, file);
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            return CallAnswer.Of(new Reply.Unusable("RT173",
                $"对方的答复期望能够读懂，实际不能（{broken.GetType().Name}）；请对方改正后重试该异常。"), null);
        }
    }

    private static int? StatusOf(Reply reply) => (reply as Reply.Answered)?.Status;

    private static string? MessageOf(Reply reply) => reply switch
    {
        Reply.NotConnected failed => failed.Message,
        Reply.TimedOut late => late.Message,
        Reply.Unusable unusable => unusable.Message,
        _ => null,
    };

    [LoggerMessage(1204, LogLevel.Warning, "{Target} of instance {Instance} brought no answer: {Reason}")]
    private static partial void NotAnswered(ILogger log, string target, Guid instance, string reason);
}
