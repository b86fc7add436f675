using Microsoft.Extensions.Logging;
using Orchestrator.Runtime.Outbox;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// Tells the subject what became of its mails. What the subject fails at does not undo what we know: the mail stays
/// recorded as it is, and is told again.
/// </summary>
public sealed partial class Telling(IMailDoor door, ILogger<Telling> log)
{
    /// <summary>The links of what leaves now; they open from now on.</summary>
    internal async Task<IReadOnlyDictionary<Guid, string>> Links(
        Tx tx, IReadOnlyList<MailFact> mails, CancellationToken stop)
    {
        if (mails.Count == 0)
            return new Dictionary<Guid, string>();
        await door.Open(tx, mails, stop);
        return await door.Links(tx, mails, stop);
    }

    /// <summary>Which of them do not leave.</summary>
    internal Task<IReadOnlyDictionary<Guid, Held>> Held(
        Tx tx, IReadOnlyList<OutboxMail> mails, CancellationToken stop) =>
        door.Hold(tx, [.. mails.Select(mail => mail.Fact)], stop);

    /// <summary>All that is settled and not told, as a set; one by one where the set fails.</summary>
    internal async Task<int> Tell(Database db, CancellationToken stop)
    {
        var (untold, failure) = await db.InTransaction(tx => TellSome(tx, OutboxLimits.Claimed, told: 0, stop), stop);
        if (failure is null)
            return untold;
        Failed(log, untold, failure);
        var told = 0;
        for (var one = 0; one < untold; one++)
        {
            var (count, again) = await db.InTransaction(tx => TellSome(tx, 1, told: one - told, stop), stop);
            told += again is null ? count : 0;
        }

        return told;
    }

    /// <summary>In the transaction that records a hand-over, behind a savepoint.</summary>
    internal async Task<int> TellIn(Tx tx, CancellationToken stop)
    {
        var (count, failure) = await TellSome(tx, OutboxLimits.Claimed, told: 0, stop);
        if (failure is not null)
            Failed(log, count, failure);
        return failure is null ? count : 0;
    }

    private async Task<(int Count, Exception? Failure)> TellSome(
        Tx tx, int most, int told, CancellationToken stop)
    {
        var untold = (await Outcomes.Untold(tx, stop)).Skip(told).Take(most).ToArray();
        if (untold.Length == 0)
            return (0, null);
        MailFact[] arrived = [.. untold.Where(one => one.Arrived).Select(one => one.Fact)];
        MailFact[] failed = [.. untold.Where(one => !one.Arrived).Select(one => one.Fact)];
        var failure = await tx.Attempt(async () =>
        {
            if (arrived.Length > 0)
                await door.HandedOver(tx, arrived, stop);
            if (failed.Length > 0)
                await door.Undeliverable(tx, failed, stop);
            await Outcomes.MarkTold(tx, [.. untold.Select(one => one.Fact.Id)], stop);
        }, stop);
        return (untold.Length, failure);
    }

    [LoggerMessage(1203, LogLevel.Error,
        "What became of {Count} mails could not be told to the subject; it is told again with the next drain")]
    private static partial void Failed(ILogger log, int count, Exception failure);
}
