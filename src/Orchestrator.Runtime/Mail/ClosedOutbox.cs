using System.Collections.Concurrent;
using MimeKit;
using Orchestrator.Runtime.Outbox;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// Where a district is only played: every message counts as taken, and none leaves or is kept beside its row. Addresses
/// may be named that take nothing, as a server of theirs would say.
/// </summary>
public sealed class ClosedOutbox : IMailWay
{
    private readonly ConcurrentDictionary<string, bool> refusing = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>From now on nothing reaches this address.</summary>
    public void Refuse(string address) => refusing[address] = true;

    /// <summary>Nothing leaves, so nothing can be unknown.</summary>
    int IMailWay.Together => OutboxLimits.Claimed;

    Task<string?> IMailWay.Ready(CancellationToken stop) => Task.FromResult<string?>(null);

    Task<HandOver> IMailWay.Send(MimeMessage message, string address, CancellationToken stop) =>
        Task.FromResult<HandOver>(refusing.ContainsKey(address)
            ? new HandOver.Refused { Reply = "550 5.1.1 此地址不收邮件（推演）" }
            : new HandOver.Taken { Reply = "未寄出（推演）" });

    Task IMailWay.Rest(CancellationToken stop) => Task.CompletedTask;
}
