using Orchestrator.Runtime.Mail;

namespace Orchestrator.Runtime.Tests.Mail;

/// <summary>Mails as the letter room queues them.</summary>
internal static class Letters
{
    public static readonly Guid Inspection = new("0198a000-0000-7000-8000-00000000000a");
    public static readonly Guid Task = new("0198a000-0000-7000-8000-00000000000b");

    /// <summary>A notice with a link, to the mailbox of this local part, due at once.</summary>
    public static OutgoingMail To(string localPart, string key = "") => new()
    {
        Key = key.Length > 0 ? key : $"M-02/{localPart}",
        Letter = "M-02",
        Recipient = new MailParty("联络员喆珺㛃𠮷", $"{localPart}@school.example"),
        ShownTo =
        [
            new MailParty("联络员喆珺㛃𠮷", $"{localPart}@school.example"),
            new MailParty("校长", "head@school.example"),
        ],
        ShownCc = [new MailParty("基础教育科", "jichu@bureau.example")],
        Subject = "【督导通知】示例第一中学—签收通知（期限 3月12日）喆珺㛃𠮷",
        Text = $"请办理：{OutgoingMail.LinkPlaceholder}\n喆珺㛃𠮷",
        Html = $"<p>喆珺㛃𠮷</p><p><a class=\"button\" href=\"{OutgoingMail.LinkPlaceholder}\">办理</a></p>",
        SubjectKind = "unit-inspection",
        SubjectId = Inspection,
        Task = Task,
        NotBefore = DateTimeOffset.UnixEpoch,
    };
}
