using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Orchestrator.Testing;

/// <summary>What a faulty server does instead of answering as usual.</summary>
public abstract record Misdeed
{
    private Misdeed() { }

    /// <summary>Answers this line.</summary>
    public sealed record Say(string Line) : Misdeed;

    /// <summary>Closes the connection without a word.</summary>
    public sealed record Drop : Misdeed;
}

/// <summary>
/// An SMTP server in the test's own process for the faults of the wire: it misbehaves at exactly the point the test
/// names. Its points are the client's command lines, and <c>CONNECT</c>, <c>BODY</c> (a line of the body came) and
/// <c>END</c> (the whole message came, and is kept whatever is answered).
/// </summary>
public sealed class FaultySmtp : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly X509Certificate2 certificate = SelfSigned();
    private readonly Func<string, Misdeed?> at;
    private readonly Task accepting;
    private int connections;

    public FaultySmtp(Func<string, Misdeed?> at)
    {
        this.at = at;
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What a client pins.</summary>
    public string CertificateSha256 => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Every line that clients sent, commands only.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Whole messages that came, also those whose answer was lost.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    public int Connections => Volatile.Read(ref connections);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        certificate.Dispose();
        stop.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                client.NoDelay = true;
                Interlocked.Increment(ref connections);
                _ = Task.Run(() => Serve(client), stop.Token);
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var dialogue = new Dialogue(this, client.GetStream());
                await dialogue.Run();
            }
            catch (Exception cut) when (cut is IOException or OperationCanceledException or AuthenticationException)
            {
                // The client has had enough.
            }
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>One connection.</summary>
    private sealed class Dialogue(FaultySmtp server, Stream stream) : IDisposable
    {
        private Stream wire = stream;
        private StreamReader reader = new(stream, Encoding.Latin1);

        public async Task Run()
        {
            var goesOn = await Answer("CONNECT", "220 faulty ESMTP");
            while (goesOn && await reader.ReadLineAsync(server.stop.Token) is { } line)
            {
                server.Commands.Enqueue(line);
                goesOn = line.Split(' ', ':')[0].ToUpperInvariant() switch
                {
                    "EHLO" => await Answer(line, Offers()),
                    "STARTTLS" => await Secure(line),
                    "DATA" => await Take(line),
                    "AUTH" => await Answer(line, "235 welcome"),
                    "QUIT" => await Answer(line, "221 bye") && false,
                    _ => await Answer(line, "250 ok"),
                };
            }
        }

        public void Dispose() => reader.Dispose();

        private string Offers() => wire is SslStream
            ? "250-faulty\r\n250-8BITMIME\r\n250 AUTH PLAIN"
            : "250-faulty\r\n250-8BITMIME\r\n250-STARTTLS\r\n250 AUTH PLAIN";

        private async Task<bool> Secure(string line)
        {
            if (!await Answer(line, "220 go ahead"))
                return false;
            var secured = new SslStream(wire);
            await secured.AuthenticateAsServerAsync(server.certificate);
            wire = secured;
            reader = new StreamReader(secured, Encoding.Latin1);
            return true;
        }

        private async Task<bool> Take(string line)
        {
            if (!await Answer(line, "354 go ahead"))
                return false;
            var body = new StringBuilder();
            while (await reader.ReadLineAsync(server.stop.Token) is { } text && text != ".")
            {
                body.AppendLine(text);
                if (server.at("BODY") is Misdeed.Drop)
                    return false;
            }

            server.Received.Enqueue(body.ToString());
            return await Answer("END", "250 queued");
        }

        /// <summary>False: the connection ends.</summary>
        private async Task<bool> Answer(string point, string usual)
        {
            var misdeed = server.at(point);
            if (misdeed is Misdeed.Drop)
                return false;
            var line = misdeed is Misdeed.Say say ? say.Line : usual;
            await wire.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), server.stop.Token);
            return !line.StartsWith("421", StringComparison.Ordinal);
        }
    }
}
