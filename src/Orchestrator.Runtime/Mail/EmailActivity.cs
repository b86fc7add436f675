using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimeKit;
using Orchestrator.Engine;
using Orchestrator.Engine.Instances;
using Orchestrator.Runtime.Ledger;
using Orchestrator.Runtime.Storage;

namespace Orchestrator.Runtime.Mail;

/// <summary>
/// Elsa's SendEmail: a mail of the process, one row per recipient, in the turn's transaction. It goes the way of every
/// other mail, in training too.
/// </summary>
public sealed partial class EmailActivity : ILedgerActivity
{
    /// <summary>How lists name such a mail; it is about the instance.</summary>
    public const string Letter = "SendEmail";
    private const string Subject = "instance";
    private const int MostRecipients = 100;

    public ActivityDescription Description { get; } = new()
    {
        Type = "Elsa.SendEmail",
        DisplayName = "发电子邮件",
        Category = "邮件",
        Description = "向写明的地址发一封邮件；公文和通知请用“发邮件”，由邮件模板决定内容。",
        Inputs =
        [
            new("To", "List<String>", "收件人", "邮箱地址", true),
            new("Cc", "List<String>", "抄送", "邮箱地址", false),
            new("Bcc", "List<String>", "密送", "邮箱地址，其他收件人看不到", false),
            new("Subject", "String", "主题", "一行文字", true),
            new("Body", "String", "正文", "HTML", false),
            new("From", "String", "发件人", "不起作用：由设置Mail__From规定", false),
            new("ReplyTo", "String", "回复地址", "不起作用", false),
            new("Attachments", "Object", "附件", "不能填写", false),
        ],
    };

    public async Task<IReadOnlyList<EffectOutcome>> Run(
        Tx tx, IReadOnlyList<LedgerCall> calls, CancellationToken stop)
    {
        var read = calls.Select(Read).ToArray();
        await MailRoom.Queue(tx, [.. read.SelectMany(one => one.Mails)], stop);
        return [.. calls.Zip(read, (call, one) => one.Problem is { } problem
            ? (EffectOutcome)new EffectOutcome.Failed(problem.Code, $"“{call.Activity}”：{problem.Message}")
            : EffectOutcome.Done.Plain)];
    }

    public Task Release(Tx tx, IReadOnlyList<ReleasedWait> waits, CancellationToken stop) => Task.CompletedTask;

    private static (ImmutableArray<OutgoingMail> Mails, Problem? Problem) Read(LedgerCall call)
    {
        var (to, cc, bcc) = (Texts(call, "To"), Texts(call, "Cc"), Texts(call, "Bcc"));
        ImmutableArray<string> all = [.. to, .. cc, .. bcc];
        if (to.IsEmpty || all.Length > MostRecipients)
            return Wrong($"收件人期望1至{MostRecipients}个，实际{all.Length}个");
        if (all.FirstOrDefault(text => Party(text) is null) is { } wrong)
            return Wrong($"收件人期望是邮箱地址，实际是“{wrong}”");
        var html = call.Inputs.GetValueOrDefault("Body").AsText() ?? "";
        var text = WebUtility.HtmlDecode(Tag().Replace(html, "")).Trim();
        ImmutableArray<OutgoingMail> mails =
        [
            .. all.Select(one => Party(one)!).DistinctBy(party => party.Address).Select(party => new OutgoingMail
            {
                Key = string.Create(CultureInfo.InvariantCulture,
                    $"send-email:{call.Instance.Value:N}:{call.Bookmark.Value}:{party.Address}"),
                Letter = Letter,
                Recipient = party,
                ShownTo = [.. to.Select(shown => Party(shown)!)],
                ShownCc = [.. cc.Select(shown => Party(shown)!)],
                Subject = call.Inputs.GetValueOrDefault("Subject").AsText() ?? "",
                Text = text,
                Html = html,
                SubjectKind = Subject,
                SubjectId = call.Instance.Value,
                Thread = Guid.TryParse(call.CorrelationId, out var thread) ? thread : null,
                NotBefore = call.Now,
            }),
        ];
        return mails.Select(MailCheck.Of).FirstOrDefault(problem => problem is not null) is { } refused
            ? ([], refused)
            : (mails, null);
    }

    private static ImmutableArray<string> Texts(LedgerCall call, string input) =>
        call.Inputs.GetValueOrDefault(input) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(one => one.AsText() ?? "").Where(text => text.Length > 0)]
            : [];

    private static MailParty? Party(string text) =>
        MailboxAddress.TryParse(text, out var read) && read.Address.Contains('@', StringComparison.Ordinal)
            ? new MailParty(read.Name ?? "", read.Address)
            : null;

    private static (ImmutableArray<OutgoingMail>, Problem) Wrong(string what) =>
        ([], new Problem("RT177", "to", $"邮件的{what}；请在设计器中改正该活动。"));

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
