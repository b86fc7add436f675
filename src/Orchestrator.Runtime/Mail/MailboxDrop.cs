using System.Globalization;
using MimeKit;
using Orchestrator.Runtime.Outbox;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// The built-in mailbox: each message becomes an <c>.eml</c> file that any mail program opens. The page of the mailbox
/// reads the rows, see <see cref="MailboxRead"/>.
/// </summary>
internal sealed class MailboxDrop(string folder) : IMailWay
{
    public Task<string?> Ready(CancellationToken stop)
    {
        try
        {
            // Its mails carry links that act for a unit.
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(
                    folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return Task.FromResult<string?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Task.FromResult<string?>($"{folder}: {failure.Message}");
        }
    }

    public async Task<HandOver> Send(MimeMessage message, string address, CancellationToken stop)
    {
        var path = Path.Combine(folder, NameOf(message, address));
        try
        {
            // Under another name first: whoever watches the folder never reads half a message.
            await message.WriteToAsync(path + ".part", stop);
            File.Move(path + ".part", path, overwrite: true);
            return new HandOver.Taken { Reply = "内置邮箱" };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new HandOver.PutOff { Reply = failure.Message };
        }
    }

    public Task Rest(CancellationToken stop) => Task.CompletedTask;

    /// <summary>The same message has the same name, so a repeat replaces it.</summary>
    private static string NameOf(MimeMessage message, string address)
    {
        var at = message.Date.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var letter = Plain(message.Headers["X-Letter"] ?? "mail");
        return $"{at}-{letter}-{Plain(address)}-{Plain((message.MessageId ?? "").Split('@')[0])}.eml";
    }

    private static string Plain(string text) => string.Concat(text.Take(60)
        .Select(one => char.IsAsciiLetterOrDigit(one) || one is '@' or '-' or '_' ? one : '.')).Trim('.');
}
