using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Security;

namespace Orchestrator.Runtime.Mail;

/// <summary>What a connection to a mail server can come to, whichever way the mail goes.</summary>
internal static class Wire
{
    private const int LongestLine = 500;

    public static SecureSocketOptions Options(MailSecurity security) => security switch
    {
        MailSecurity.Ssl => SecureSocketOptions.SslOnConnect,
        MailSecurity.None => SecureSocketOptions.None,

        // Refuses a server that does not offer it: a stripped STARTTLS would send the password in the clear.
        _ => SecureSocketOptions.StartTls,
    };

    /// <summary>The check of a server that signs for itself; null: the usual authorities.</summary>
    public static RemoteCertificateValidationCallback? Pinned(string? sha256) => sha256 is null
        ? null
        : (_, certificate, _, _) => certificate is not null && IsPinned(certificate, sha256);

    public static bool IsOfTheWire(Exception failure) => failure is CommandException or ProtocolException
        or ServiceNotConnectedException or ServiceNotAuthenticatedException or AuthenticationException
        or SslHandshakeException or IOException or SocketException or TimeoutException or NotSupportedException
        or InvalidOperationException;

    public static bool IsOverTime(Exception failure, CancellationToken stop) =>
        failure is OperationCanceledException && !stop.IsCancellationRequested;

    public static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n', '\0'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.Length > LongestLine
            ? string.Create(CultureInfo.InvariantCulture, $"{line.AsSpan(0, LongestLine)}…")
            : line;
    }

    private static bool IsPinned(X509Certificate certificate, string sha256) => string.Equals(
        Convert.ToHexString(SHA256.HashData(certificate.GetRawCertData())),
        sha256.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
}
