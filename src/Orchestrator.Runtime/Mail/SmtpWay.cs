using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using Orchestrator.Runtime.Outbox;

namespace Orchestrator.Runtime.Mail;

/// <summary>One connection to the relay, kept as long as there is something to send.</summary>
internal sealed class SmtpWay : IMailWay, IDisposable
{
    private const int TimeoutMilliseconds = 30_000;

    private readonly MailSettings settings;
    private readonly string host;
    private readonly SmtpClient client;

    public SmtpWay(MailSettings settings, string host)
    {
        this.settings = settings;
        this.host = host;
        client = new SmtpClient
        {
            Timeout = TimeoutMilliseconds,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = Wire.Pinned(settings.CertificateSha256),
        };
    }

    public async Task<string?> Ready(CancellationToken stop)
    {
        try
        {
            if (!client.IsConnected)
                await Connect(stop);
            if (!client.IsAuthenticated && settings.User is { } user)
                await client.AuthenticateAsync(user, settings.Password ?? "", stop);
            return null;
        }
        catch (Exception failure) when (Wire.IsOfTheWire(failure))
        {
            await Drop(stop);
            return Wire.OneLine(failure.Message);
        }
    }

    public async Task<HandOver> Send(MimeMessage message, string address, CancellationToken stop)
    {
        if (!MailboxAddress.TryParse(address, out var recipient) || recipient.Address != address
            || !address.Contains('@', StringComparison.Ordinal))
            return new HandOver.Refused { Reply = $"地址“{address}”不是邮箱地址" };
        if (await Ready(stop) is { } down)
            return new HandOver.NotOffered { Reply = down };

        var sent = new Progress();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(OutboxLimits.OneMessage);
        try
        {
            var sender = new MailboxAddress("", settings.From);
            return new HandOver.Taken
            {
                Reply = Wire.OneLine(await client.SendAsync(message, sender, [recipient], limit.Token, sent)),
            };
        }
        catch (SmtpCommandException answer)
        {
            var reply = Wire.OneLine($"{(int)answer.StatusCode} {answer.Message}");
            return (int)answer.StatusCode < 500
                ? new HandOver.PutOff { Reply = reply }
                : new HandOver.Refused { Reply = reply };
        }
        catch (Exception failure) when (Wire.IsOfTheWire(failure) || Wire.IsOverTime(failure, stop))
        {
            // Crash point of the other side: once the body has begun to leave, nobody here can know whether the whole
            // of it arrived. Sending it again could be the second time.
            await Drop(CancellationToken.None);
            var reply = Wire.OneLine(failure.Message);
            return sent.HasBegun ? new HandOver.Unknown { Reply = reply } : new HandOver.PutOff { Reply = reply };
        }
    }

    public async Task Rest(CancellationToken stop)
    {
        try
        {
            if (client.IsConnected)
                await client.DisconnectAsync(quit: true, stop);
        }
        catch (Exception failure) when (Wire.IsOfTheWire(failure))
        {
            await Drop(stop);
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>
    /// On a socket of our own: with Nagle's delay the last line of each message waits 40 ms for the peer's
    /// acknowledgement, which is most of what a message costs.
    /// </summary>
    private async Task Connect(CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeoutMilliseconds);
            await socket.ConnectAsync(host, settings.Port, limit.Token);
            await client.ConnectAsync(socket, host, settings.Port, Wire.Options(settings.Security), stop);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (Wire.IsOverTime(failure, stop))
                throw new TimeoutException($"{host}:{settings.Port} gave no answer", failure);
            throw;
        }
    }

    private async Task Drop(CancellationToken stop)
    {
        try
        {
            if (client.IsConnected)
                await client.DisconnectAsync(quit: false, stop);
        }
        catch (Exception failure) when (Wire.IsOfTheWire(failure))
        {
            // It was lost already.
        }
    }

    /// <summary>Whether the body has begun to leave.</summary>
    private sealed class Progress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
