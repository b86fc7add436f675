using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
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
        client = new SmtpClient { Timeout = TimeoutMilliseconds, CheckCertificateRevocation = false };
        if (settings.CertificateSha256 is not null)
            client.ServerCertificateValidationCallback = IsPinned;
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
        catch (Exception failure) when (IsOfTheWire(failure))
        {
            await Drop(stop);
            return OneLine(failure.Message);
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
                Reply = OneLine(await client.SendAsync(message, sender, [recipient], limit.Token, sent)),
            };
        }
        catch (SmtpCommandException answer)
        {
            var reply = OneLine($"{(int)answer.StatusCode} {answer.Message}");
            return (int)answer.StatusCode < 500
                ? new HandOver.PutOff { Reply = reply }
                : new HandOver.Refused { Reply = reply };
        }
        catch (Exception failure) when (IsOfTheWire(failure) || IsOverTime(failure, stop))
        {
            // Crash point of the other side: once the body has begun to leave, nobody here can know whether the whole
            // of it arrived. Sending it again could be the second time.
            await Drop(CancellationToken.None);
            var reply = OneLine(failure.Message);
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
        catch (Exception failure) when (IsOfTheWire(failure))
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
            await client.ConnectAsync(socket, host, settings.Port, Options(), stop);
        }
        catch (Exception failure)
        {
            socket.Dispose();
            if (IsOverTime(failure, stop))
                throw new TimeoutException($"{host}:{settings.Port} gave no answer", failure);
            throw;
        }
    }

    private SecureSocketOptions Options() => settings.Security switch
    {
        MailSecurity.Ssl => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,

        // Refuses a relay that does not offer it: a stripped STARTTLS would send the password in the clear.
        _ => SecureSocketOptions.StartTls,
    };

    private bool IsPinned(
        object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && string.Equals(
            Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData())),
            settings.CertificateSha256?.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);

    private async Task Drop(CancellationToken stop)
    {
        try
        {
            if (client.IsConnected)
                await client.DisconnectAsync(quit: false, stop);
        }
        catch (Exception failure) when (IsOfTheWire(failure))
        {
            // It was lost already.
        }
    }

    private static bool IsOfTheWire(Exception failure) => failure is CommandException or ProtocolException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
        or SslHandshakeException or IOException or SocketException or TimeoutException or NotSupportedException
        or InvalidOperationException;

    private static bool IsOverTime(Exception failure, CancellationToken stop) =>
        failure is OperationCanceledException && !stop.IsCancellationRequested;

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length > 500 ? string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, 500)}…") : line;
    }

    /// <summary>Whether the body has begun to leave.</summary>
    private sealed class Progress : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
