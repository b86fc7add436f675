using System.Text.RegularExpressions;
using Orchestrator.Runtime.Mail;

namespace Orchestrator.Server.Tests.Composition;

/// <summary>A mail of the built-in mailbox as whoever gets it reads it.</summary>
internal sealed partial record ReadLetter(MailboxMail Mail)
{
    public string Letter => Mail.Delivery.Letter;

    public string Recipient => Mail.Delivery.Recipient.Address;

    public bool IsCopy => Mail.Cc.Any(one => one.Address == Recipient);

    /// <summary>The link that lets whoever holds it act for the unit.</summary>
    public string? UnitLink => UnitLinks().Match(Mail.Text) is { Success: true } found ? found.Value : null;

    public bool HasTheSubjectForm => SubjectForm().IsMatch(Mail.Delivery.Subject);

    /// <summary>What an official would send back: an empty field, punctuation that met, an unfilled hole.</summary>
    public IReadOnlyList<string> Blemishes =>
        [.. Blemish().Matches($"{Mail.Delivery.Subject}\n{Mail.Text}").Select(one => $"{Letter}: {one.Value}")];

    public static async Task<IReadOnlyList<ReadLetter>> All(RunningDistrict district, CancellationToken stop)
    {
        var ids = await district.Texts(
            $"SELECT id::text FROM orchestrator.mail WHERE state = 'HandedOver' ORDER BY queued_at, id");
        var read = new List<ReadLetter>();
        foreach (var id in ids)
            read.Add(new ReadLetter((await district.Part<MailboxRead>().One(Guid.Parse(id), stop))!));
        return read;
    }

    [GeneratedRegex(@"https://dudao\.example\.test/t/[\w-]+")]
    private static partial Regex UnitLinks();

    [GeneratedRegex(@"^【[^】]+】[^—]+—.+?(（期限 \d+月\d+日）)?$")]
    private static partial Regex SubjectForm();

    [GeneratedRegex(
        @".*(（）|（期限 ）|“”|。。|，，|：。|。；|。，|，。|、、|\{\{|\}\}|\n\n\n|于前|至。|为。|为（|[由令价见址因]：\n|转初审|　\n|未送达，).*")]
    private static partial Regex Blemish();
}
