using Orchestrator.Runtime.Outbox;
using Orchestrator.Runtime.Storage;
using Orchestrator.Runtime.Timers;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// Hands over what is due: takes mails under a lease, commits that they are being handed over, offers them on one
/// connection, records how it ended. Any number of servers may do so on one database.
/// </summary>
/// <param name="db">The database of the district.</param>
/// <param name="machine">Machine time, for leases and retries.</param>
/// <param name="ways">The relay and the built-in mailbox.</param>
/// <param name="telling">Who is told what became of them.</param>
public sealed class MailHandOver(Database db, TimeProvider machine, MailWays ways, Telling telling)
    : IDueWork, IDisposable
{
    private readonly SemaphoreSlim oneAtATime = new(1);
    private readonly Guid owner = Guid.CreateVersion7();

    /// <summary>The next instant of business time at which a held mail may leave.</summary>
    public Task<DateTimeOffset?> NextAfter(DateTimeOffset now, CancellationToken stop) =>
        db.InTransaction(tx => tx.QueryOne($"""
            SELECT min(not_before)
            FROM orchestrator.mail
            WHERE state = 'Queued' AND not_before > {now.ToUniversalTime()}
            """, row => row.IsDBNull(0) ? (DateTimeOffset?)null : row.GetFieldValue<DateTimeOffset>(0), stop), stop);

    /// <summary>Hands over until nothing is due, and says how many came to an end, good or bad.</summary>
    public async Task<int> RunDue(CancellationToken stop)
    {
        await oneAtATime.WaitAsync(stop);
        try
        {
            await db.InTransaction(tx => Leases.Expire(tx, machine.GetUtcNow(), stop), stop);
            var settled = await telling.Tell(db, stop);
            for (var round = 0; round < OutboxLimits.RoundsPerDrain; round++)
            {
                var (terms, mails) = await db.InTransaction(tx => Claim(tx, stop), stop);
                var (count, isOpen) = (0, false);
                foreach (var way in mails.GroupBy(mail => mail.BySmtp))
                {
                    var done = await HandOverBy(terms, [.. way], stop);
                    count += done ?? 0;
                    isOpen |= done is not null;
                }

                settled += count;
                if (!isOpen)
                    break;
            }

            await ways.Rest(stop);
            return settled;
        }
        finally
        {
            oneAtATime.Release();
        }
    }

    public void Dispose() => oneAtATime.Dispose();

    private async Task<(Leases.Terms Terms, IReadOnlyList<OutboxMail> Mails)> Claim(Tx tx, CancellationToken stop)
    {
        var now = machine.GetUtcNow();
        var rests = await Relay.Outage(tx, stop) is { } outage && outage.NextTryAt > now;
        var terms = new Leases.Terms(owner, now, ways.Settings.Host is not null, rests, ways.Settings.Domain);
        var mails = await Leases.Claim(tx, terms, stop);
        var held = mails.Count == 0 ? null : await telling.Held(tx, mails, stop);
        if (held is not { Count: > 0 })
            return (terms, mails);
        await Leases.Hold(tx, owner, held, stop);
        return (terms, [.. mails.Where(mail => !held.ContainsKey(mail.Fact.Id))]);
    }

    /// <summary>All that was claimed for one way; null when nothing can go there now.</summary>
    private async Task<int?> HandOverBy(Leases.Terms terms, OutboxMail[] mails, CancellationToken stop)
    {
        var settled = 0;
        foreach (var set in mails.Chunk(ways.Of(mails[0].BySmtp).Together))
        {
            // Crash point: they are only leased. The lease runs out and somebody else sends them.
            if (await ways.Of(set[0].BySmtp).Ready(stop) is { } down)
            {
                await NotNow(terms, mails, down, stop);
                return null;
            }

            var begun = await db.InTransaction(tx => Begin(tx, terms, set, stop), stop);
            var came = await Offer(begun, stop);

            // Crash point: they may have arrived and the rows still say handing-over. Nobody sends them again by
            // itself. After the lease they are unknown, and a person may send them again under the same Message-Id.
            settled += await db.InTransaction(
                tx => Record(tx, terms, came, CancellationToken.None), CancellationToken.None);
        }

        return settled;
    }

    private async Task<List<(OutboxMail Mail, string? Link, DateTimeOffset At)>> Begin(
        Tx tx, Leases.Terms terms, OutboxMail[] set, CancellationToken stop)
    {
        var ours = (await Outcomes.Begin(tx, terms, [.. set.Select(mail => mail.Fact.Id)], stop))
            .ToDictionary(one => one.Id, one => one.At);
        var mails = set.Where(mail => ours.ContainsKey(mail.Fact.Id)).ToArray();
        var links = await telling.Links(
            tx, [.. mails.Where(mail => mail.Fact.Task is not null).Select(mail => mail.Fact)], stop);
        Fault.Hit(Fault.BeforeHandingOver);
        return [.. mails.Select(mail =>
            (mail, links.GetValueOrDefault(mail.Fact.Id), ours[mail.Fact.Id]))];
    }

    private async Task<List<(OutboxMail Mail, HandOver Came)>> Offer(
        List<(OutboxMail Mail, string? Link, DateTimeOffset At)> begun, CancellationToken stop)
    {
        List<(OutboxMail, HandOver)> came = [];
        foreach (var (mail, link, at) in begun)
        {
            var way = ways.Of(mail.BySmtp);
            using var message = Message.Of(mail, link, at, ways.Settings);

            // Who is told to stop finishes the message under way: interrupted, nobody would know what became of it.
            var outcome = came is [.., (_, HandOver.NotOffered gone)] ? gone
                : stop.IsCancellationRequested
                    ? new HandOver.NotOffered { Reply = "服务正在停止", IsOurDoing = true }
                    : await way.Send(message, mail.Fact.Recipient.Address, CancellationToken.None);
            if (outcome is HandOver.Taken)
                Fault.Hit(Fault.AfterAccepted);
            came.Add((mail, outcome));
        }

        return came;
    }

    private async Task<int> Record(
        Tx tx, Leases.Terms terms, List<(OutboxMail Mail, HandOver Came)> came, CancellationToken stop)
    {
        var now = terms with { Now = machine.GetUtcNow() };
        await Outcomes.Record(tx, now, came, stop);
        await telling.TellIn(tx, stop);
        if (came.Select(one => one.Came).OfType<HandOver.NotOffered>().FirstOrDefault() is { IsOurDoing: false } down)
            await WentDown(tx, now.Now, down.Reply, stop);
        else if (came.Exists(one => one.Mail.BySmtp) && await Relay.CameBack(tx, stop))
            tx.OnCommitted(ways.SayBack);
        return came.Count(one => one.Came is HandOver.Taken or HandOver.Refused or HandOver.Unknown);
    }

    private Task NotNow(Leases.Terms terms, OutboxMail[] set, string reason, CancellationToken stop) =>
        db.InTransaction(async tx =>
        {
            await Leases.Release(tx, owner, [.. set.Select(mail => mail.Fact.Id)], stop);
            if (set[0].BySmtp)
                await WentDown(tx, terms.Now, reason, stop);
        }, stop);

    private async Task WentDown(Tx tx, DateTimeOffset now, string reason, CancellationToken stop)
    {
        if (await Relay.WentDown(tx, now, reason, stop))
            tx.OnCommitted(() => ways.SayDown(reason));
    }
}
