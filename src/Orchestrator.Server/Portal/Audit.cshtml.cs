using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Orchestrator.Runtime.Storage;
using Orchestrator.Supervision.Reads;
using Orchestrator.Supervision.Rights;

namespace Orchestrator.Server.Portal;

/// <summary>操作日志: what was done to the platform, by whom.</summary>
[ForHoldersOf(Act.ReadAudit)]
public sealed class AuditModel(Database db, Visit visit) : PageModel
{
    public static readonly IReadOnlyList<(string Value, string Label)> Acts =
    [
        ("Invite", "邀请"), ("SetPassword", "设置密码"), ("AssignPost", "登记任职"), ("EndPost", "登记离任"),
        ("CreateApiKey", "生成接口密钥"), ("RevokeApiKey", "吊销接口密钥"), ("ChangeContact", "变更联系人"),
        ("PublishDraft", "发布流程"), ("DiscardDraft", "放弃流程草稿"), ("RetryIncident", "重试异常"),
        ("CancelInstance", "终止流程"), ("ResendMail", "重发邮件"), ("RetryPdf", "重做PDF"),
        ("MoveClock", "拨演练时钟"), ("AllowMail", "允许演练邮件"), ("RemoveAllowedMail", "移除演练邮件"),
        ("AuditJournal", "核对运行记录"), ("RegisterAbsence", "登记离岗"), ("EndAbsence", "登记返岗"),
        ("NameLineOfficer", "指定职能责任人"), ("Pause", "暂停流程"), ("Unpause", "恢复流程"),
        ("ScheduleActivity", "跳到活动"), ("ModifyVariable", "改变变量"), ("Skip", "跳过活动"),
        ("CancelActivity", "取消活动"), ("PlanMigration", "计划迁移流程"), ("ChooseMigration", "选择迁移去向"),
        ("RunMigration", "执行迁移"), ("AbandonMigration", "停止迁移"),
    ];

    public Listed<OperatorActListed> List { get; private set; } = new([], 0);

    public async Task<IActionResult> OnGet(CancellationToken stop)
    {
        var filter = Listing.FilterOf(this, visit.Today);
        List = await db.InTransaction(tx => OperatorActs.Of(tx, filter, stop), stop);
        return Listing.IsExport(this) ? AsCsv() : Page();
    }

    public static string Label(string act) =>
        Acts.Where(one => one.Value == act).Select(one => one.Label).FirstOrDefault() ?? act;

    public static string By(OperatorActListed act) => act.By == "system" ? "系统（命令行）" : act.By;

    /// <summary>What there is of it, part by part.</summary>
    public static string Text(OperatorActListed act) => string.Join('；', act.Detail.EnumerateObject()
        .Where(member => member.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Object)
            && member.Value.ToString().Length > 0)
        .Select(member => $"{NameOf(member.Name)}：{Words(member)}"));

    /// <summary>An instant as the district's clock shows it, a role by its name; the rest as it is stored.</summary>
    private static string Words(JsonProperty member)
    {
        var text = member.Value.ToString();
        if (member.Name == "role" && Enum.TryParse<Role>(text, out var role))
            return RightTable.Label(role);
        return text.Contains('T', StringComparison.Ordinal) && member.Value.ValueKind == JsonValueKind.String
            && member.Value.TryGetDateTimeOffset(out var instant)
                ? Shown.At(instant)
                : text;
    }

    private static string NameOf(string member) => member switch
    {
        "name" => "对象",
        "role" => "岗位",
        "unit" => "单位",
        "oldName" => "原姓名",
        "oldEmail" => "原邮箱",
        "newName" => "新姓名",
        "newEmail" => "新邮箱",
        "reason" => "理由",
        "definition" => "流程",
        "version" => "版本",
        "from" => "自",
        "to" => "至",
        "pattern" => "地址",
        "subject" => "主题",
        _ => member,
    };

    private FileContentResult AsCsv() => CsvTable.Of(
        "操作日志", ["时间", "谁", "操作", "内容"],
        List.Rows.Select(act => (IEnumerable<string?>)[Shown.At(act.At), By(act), Label(act.Act), Text(act)]));
}
