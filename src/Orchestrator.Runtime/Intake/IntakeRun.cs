using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Orchestrator.Runtime.Files;
using Orchestrator.Runtime.Mail;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Intake;

/// <summary>
/// Reads the mailbox on from where it was read: each message is taken once, with what it leads to, in one transaction.
/// Any number of servers may do so on one database.
/// </summary>
public sealed partial class IntakeRun(Database db, IntakeSettings settings, IIntakeDoor door, ILogger<IntakeRun> log)
    : IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);

    /// <summary>How many messages were taken; none where a run of this server is still under way.</summary>
    public async Task<int> Run(CancellationToken stop)
    {
        if (settings.Host is null || !await oneAtATime.WaitAsync(0, stop))
            return 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(IntakeLimits.OneRun);
        try
        {
            return await Read(limit.Token);
        }
        catch (Exception failure) when (Wire.IsOfTheWire(failure) || Wire.IsOverTime(failure, stop))
        {
            await WentDown(ImapWay.Reason(settings, failure), stop);
            return 0;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<int> Read(CancellationToken stop)
    {
        using var way = await ImapWay.Open(settings, stop);
        var last = await db.InTransaction(tx => IntakeCursor.Begin(tx, settings.Name, way.Validity, stop), stop);
        var taken = 0;
        foreach (var uid in (await way.After(last, stop)).Take(IntakeLimits.MessagesPerRun))
        {
            if (await way.Fetch(uid, stop) is not { } fetched)
                continue;
            var place = new Place(settings.Name, way.Validity, uid);
            if (await db.InTransaction(tx => Take(tx, place, fetched, stop), stop))
                taken++;

            // Crash point: it is stored and the mailbox does not show it as read. The next run does not take it again,
            // because the cursor moved with it, and marks it then.
            Fault.Hit(Fault.AfterTaken);
        }

        await Mark(way, stop);
        if (await db.InTransaction(tx => IntakeCursor.WasRead(tx, settings.Name, stop), stop))
            Back(log, settings.Name);
        await way.Leave(stop);
        return taken;
    }

    private async Task<bool> Take(
        Tx tx, Place place, (byte[] Bytes, bool IsWhole) fetched, CancellationToken stop)
    {
        if (!await IntakeCursor.Advance(tx, place, stop))
            return false;
        var digest = SHA256.HashData(fetched.Bytes);
        var isKnown = await tx.QueryOne($"""
            SELECT true FROM orchestrator.incoming_mail WHERE mailbox = {place.Mailbox} AND digest = {digest}
            """, row => row.GetBoolean(0), stop);
        if (isKnown)
            return false;
        var id = Guid.CreateVersion7();
        var failure = await tx.Attempt(async () =>
        {
            var mail = ReadMessage.Of(fetched.Bytes, fetched.IsWhole);
            var made = await Act(tx, id, mail, stop);
            await Keep(tx, (id, place, digest), mail, made, stop);
        }, stop);
        if (failure is not null)
            await KeepUnread(tx, (id, place, digest), (fetched.Bytes, failure), stop);
        return true;
    }

    private async Task<Made> Act(Tx tx, Guid id, IncomingMail mail, CancellationToken stop)
    {
        var to = await Matching.Of(tx, mail, stop);
        return mail.Kind switch
        {
            _ when to is null => new Made(mail.Kind == IncomingKind.Reply ? IncomingKind.Other : mail.Kind, null,
                "找不到对应的发出邮件，没有处理"),
            IncomingKind.Reply => new Made(mail.Kind, to, await door.Replied(tx, (id, mail), to.Value, stop)),
            IncomingKind.AutoReply => new Made(mail.Kind, to, "自动回复，只作记录"),
            IncomingKind.Delay => new Made(mail.Kind, to, "对方服务器说投递延迟，只作记录"),
            _ => new Made(mail.Kind, to, await Bounced(tx, mail, to.Value, stop)),
        };
    }

    private static async Task<string> Bounced(Tx tx, IncomingMail mail, MatchedTo to, CancellationToken stop)
    {
        var failed = false;
        foreach (var report in mail.Reports.Where(report => to.Mail is not null && report.IsFinal))
            failed |= await Matching.Fail(tx, to.Mail!.Value, report, stop);
        return failed ? "退信：该邮件已改为“失败”，改投备用地址，或者请经办人电话告知"
            : "退信，但不是发往该收件人的已送出邮件，没有改变任何记录";
    }

    private static Task<int> Keep(
        Tx tx, (Guid Id, Place Place, byte[] Digest) row, IncomingMail mail, Made made, CancellationToken stop) =>
        tx.Execute($"""
            INSERT INTO orchestrator.incoming_mail (id, mailbox, uid_validity, uid, digest, sent_at, marked, kind,
                sender_name, sender_address, subject, content, mail_id, thread_id, outcome)
            VALUES ({row.Id}, {row.Place.Mailbox}, {row.Place.Validity}, {row.Place.Uid}, {row.Digest}, {mail.SentAt},
                    false, {made.Kind.ToString()}, {mail.Sender.Name}, {mail.Sender.Address}, {mail.Subject},
                    {mail.Text}, {made.To?.Mail}, {made.To?.Thread}, {made.Outcome})
            """, stop);

    /// <summary>Whatever it is that cannot be read or acted on: kept as it came, shown, and in nobody's way.</summary>
    private async Task KeepUnread(
        Tx tx, (Guid Id, Place Place, byte[] Digest) row, (byte[] Bytes, Exception Why) unread, CancellationToken stop)
    {
        var raw = await FileStore.Keep(tx, unread.Bytes, stop);
        await tx.Execute($"""
            INSERT INTO orchestrator.incoming_mail (id, mailbox, uid_validity, uid, digest, marked, kind, sender_name,
                sender_address, subject, content, outcome, raw_sha256)
            VALUES ({row.Id}, {row.Place.Mailbox}, {row.Place.Validity}, {row.Place.Uid}, {row.Digest}, false,
                    'Unreadable', '', '', '', '', '邮件读不出来，原样保存，请到邮箱中查看', {raw})
            """, stop);
        tx.OnCommitted(() => Unread(log, row.Place.Uid, settings.Name, unread.Why));
    }

    private async Task Mark(ImapWay way, CancellationToken stop)
    {
        if (!settings.MarksRead)
            return;
        var uids = await db.InTransaction(tx => tx.Query($"""
            SELECT uid
            FROM orchestrator.incoming_mail
            WHERE mailbox = {settings.Name} AND uid_validity = {way.Validity} AND NOT marked
            ORDER BY uid
            LIMIT {IntakeLimits.MessagesPerRun * 2}
            """, row => row.GetInt64(0), stop), stop);
        if (uids.Count == 0)
            return;
        await way.Mark(uids, stop);

        // Crash point: they show as read and the rows do not say so. They are marked again, which changes nothing.
        await db.InTransaction(tx => tx.Execute($"""
            UPDATE orchestrator.incoming_mail SET marked = true
            WHERE mailbox = {settings.Name} AND uid_validity = {way.Validity} AND uid = ANY ({uids.ToArray()})
            """, stop), stop);
    }

    private async Task WentDown(string reason, CancellationToken stop)
    {
        if (await db.InTransaction(tx => IntakeCursor.WentDown(tx, settings.Name, reason, stop), stop))
            Down(log, settings.Name, reason);
    }

    /// <summary>What a message turned out to be, and what was done.</summary>
    private sealed record Made(IncomingKind Kind, MatchedTo? To, string Outcome);

    [LoggerMessage(1205, LogLevel.Error, "The mailbox {Mailbox} cannot be read (RT221): {Reason}. It is tried again")]
    private static partial void Down(ILogger log, string mailbox, string reason);

    [LoggerMessage(1206, LogLevel.Information, "The mailbox {Mailbox} can be read again")]
    private static partial void Back(ILogger log, string mailbox);

    [LoggerMessage(1207, LogLevel.Warning, "Message {Uid} of {Mailbox} could not be read and is kept as it came")]
    private static partial void Unread(ILogger log, long uid, string mailbox, Exception why);
}
