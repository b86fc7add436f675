using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Intake;

/// <summary>One connection to the mailbox, for one run. It never deletes, moves or answers anything.</summary>
internal sealed class ImapWay : IDisposable
{
    private const int TimeoutMilliseconds = 30_000;

    private readonly ImapClient client;
    private readonly IMailFolder inbox;

    private ImapWay(ImapClient client, IMailFolder inbox)
    {
        this.client = client;
        this.inbox = inbox;
    }

    /// <summary>The server's numbering of the mailbox (UIDVALIDITY).</summary>
    public long Validity => inbox.UidValidity;

    public static async Task<ImapWay> Open(IntakeSettings settings, CancellationToken stop)
    {
        var client = new ImapClient
        {
            Timeout = TimeoutMilliseconds,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = Wire.Pinned(settings.CertificateSha256),
        };
        try
        {
            await client.ConnectAsync(
                settings.Host ?? "", settings.Port, Wire.Options(settings.Security), stop);
            await client.AuthenticateAsync(settings.User, settings.Password, stop);
            var inbox = client.Inbox ?? throw new NotSupportedException("no INBOX");
            await inbox.OpenAsync(settings.MarksRead ? FolderAccess.ReadWrite : FolderAccess.ReadOnly, stop);
            return new ImapWay(client, inbox);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Numbers after this one, smallest first.</summary>
    public async Task<IReadOnlyList<long>> After(long last, CancellationToken stop)
    {
        // "n:*" always means at least the last message, also one before n.
        if (last >= uint.MaxValue)
            return [];
        var range = new UniqueIdRange(new UniqueId((uint)last + 1), UniqueId.MaxValue);
        var found = await inbox.SearchAsync(SearchQuery.Uids(range), stop);
        return [.. found.Select(one => (long)one.Id).Where(uid => uid > last).Order()];
    }

    /// <summary>The message, or its head where it is too large; null where it has gone meanwhile.</summary>
    public async Task<(byte[] Bytes, bool IsWhole)?> Fetch(long uid, CancellationToken stop)
    {
        var id = new UniqueId((uint)uid);
        var said = await inbox.FetchAsync([id], MessageSummaryItems.Size | MessageSummaryItems.UniqueId, stop);
        if (said.Count == 0)
            return null;
        var isWhole = said[0].Size is null or <= IntakeLimits.MessageBytes;
        await using var stream = isWhole
            ? await inbox.GetStreamAsync(id, 0, IntakeLimits.MessageBytes, stop)
            : await inbox.GetStreamAsync(id, "HEADER", 0, IntakeLimits.HeadBytes, stop);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, stop);
        return (bytes.ToArray(), isWhole);
    }

    /// <summary>These show as read.</summary>
    public Task Mark(IReadOnlyList<long> uids, CancellationToken stop) => inbox.StoreAsync(
        [.. uids.Select(uid => new UniqueId((uint)uid))],
        new StoreFlagsRequest(StoreAction.Add, MessageFlags.Seen) { Silent = true }, stop);

    public async Task Leave(CancellationToken stop) => await client.DisconnectAsync(quit: true, stop);

    public void Dispose() => client.Dispose();

    /// <summary>Why the mailbox cannot be read, in one line for whoever runs it.</summary>
    public static string Reason(IntakeSettings settings, Exception failure) => failure switch
    {
        AuthenticationException => $"{settings.Host}:{settings.Port}不接受用户“{settings.User}”的密码，"
            + $"请检查Intake__User和Intake__Password（对方答复：{Wire.OneLine(failure.Message)}）",
        SslHandshakeException => $"与{settings.Host}:{settings.Port}的加密连接没有建立，"
            + "请检查Intake__Security、Intake__Port和对方的证书",
        _ => $"{settings.Host}:{settings.Port}连接不上或中断：{Wire.OneLine(failure.Message)}",
    };
}
