using System.Globalization;
using Orchestrator.Supervision.Forms;
using Orchestrator.Supervision.Interviews;
using Orchestrator.Supervision.ProblemItems;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>The forms of acts that no process asks for; their fields are those of the use cases.</summary>
public static class ActForms
{
    /// <summary>A unit, or the case officer for it, asks for more time.</summary>
    public static FormDefinition Extension(ExtensionTerms terms) => new()
    {
        Title = "申请延期",
        Description = string.Create(CultureInfo.InvariantCulture,
            $"期限在批准之前不变；最多可延{terms.Longest.Count}日，须在到期日{terms.Before.Count}个工作日之前申请。"),
        Fields = [Days(terms), Must("reason", "申请延期的理由", "说明原定期限内不能完成的原因、已经采取的措施和下一步安排")],
        Outcomes = [new() { Name = "Requested", Label = "提交延期申请" }],
    };

    /// <summary>The director enters a request that comes late (E-14).</summary>
    public static FormDefinition LateExtension(ExtensionTerms terms) => new()
    {
        Title = "登记延期申请",
        Description = "代单位登记；已过申请期限的，须写明受理的理由。登记后再作出决定。",
        Fields =
        [
            Days(terms), Must("reason", "申请延期的理由", "单位提出的理由"),
            Must("overrideReason", "受理的理由", "为什么超过申请期限仍予受理"),
        ],
        Outcomes = [new() { Name = "Requested", Label = "登记" }],
    };

    public static readonly FormDefinition ExtensionDecision = new()
    {
        Title = "审批延期",
        Description = "决定作出后，以邮件告知单位，抄送主管部门。",
        Fields = [Must("reason", "意见", "不予延期的，必须写明理由") with { IsRequired = false }],
        Outcomes =
        [
            new() { Name = "Granted", Label = "同意延期" },
            new() { Name = "Refused", Label = "不予延期", Requires = ["reason"] },
        ],
    };

    public static readonly FormDefinition Drop = new()
    {
        Title = "撤销问题",
        Description = "撤销后不再要求整改：提醒和督办停止，未签发的督办单不再列入，单位收到邮件。撤销不能恢复。",
        Fields =
        [
            Must("reason", "撤销的理由", "例如：经复核，事实认定有误"),
            Must("basis", "依据", "例如：单位异议书、复核记录、会议决定"),
        ],
        Outcomes = [new() { Name = "Dropped", Label = "撤销" }],
    };

    public static readonly FormDefinition ProposeInterview = new()
    {
        Title = "提出约谈",
        Description = "提出后由督导办主任决定；批准的，发约谈通知书并取得文号。同一单位在一次督导中只能有一次尚未结束的约谈。",
        Fields =
        [
            new()
            {
                Name = "ground",
                Kind = FieldKind.Choice,
                Label = "约谈事由",
                IsRequired = true,
                Options = [.. Enum.GetValues<InterviewGround>()
                    .Select(ground => new FormOption(ground.ToString(), InterviewMoves.Label(ground)))],
            },
            Must("fact", "事实", "写入约谈通知书，例如：截至6月30日，控辍保学目标任务未完成"),
        ],
        Outcomes = [new() { Name = "Proposed", Label = "提出" }],
    };

    public static readonly FormDefinition WithdrawOrder = new()
    {
        Title = "撤回督办单",
        Description = "只用于发放有误的督办单。撤回后印发撤回说明，告知原收件人；所列问题的整改要求不变。撤回不能恢复。",
        Fields = [Must("reason", "撤回的理由", "写入撤回说明和邮件，例如：督办单发出前单位已报送整改报告")],
        Outcomes = [new() { Name = "Withdrawn", Label = "撤回" }],
    };

    public static readonly FormDefinition WithdrawCampaign = new()
    {
        Title = "撤回督导活动",
        Description = "撤回后不再开展；已通知的单位收到撤回通知，已印发的督导意见书仍然有效。撤回不能恢复。",
        Fields = [Must("reason", "撤回的理由", "写入发给各单位的撤回通知")],
        Outcomes = [new() { Name = "Withdrawn", Label = "撤回" }],
    };

    public static readonly FormDefinition ChangeTeam = new()
    {
        Title = "调整督导小组",
        Description = "用于成员退出、回避或者因故不能参加。调整后仍须三名以上督学；此前的记录继续有效，组长的待办转到新组长，"
            + "小组成员收到邮件。",
        Fields =
        [
            new() { Name = "leader", Kind = FieldKind.Choice, Label = "组长", IsRequired = true },
            new() { Name = "members", Kind = FieldKind.Choices, Label = "成员", IsRequired = true,
                Help = "至少两名，连同组长三名以上" },
            Must("reason", "调整的理由", "写入操作日志和发给小组的邮件"),
        ],
        Outcomes = [new() { Name = "Changed", Label = "调整" }],
    };

    public static readonly FormDefinition PaperReceipt = new()
    {
        Title = "登记纸质签收",
        Description = "单位在纸质回执上签收的，由经办人登记；期限从回执上的日期起算。",
        Fields =
        [
            new() { Name = "on", Kind = FieldKind.Date, Label = "签收日期", IsRequired = true, Help = "以回执上的日期为准" },
            new() { Name = "files", Kind = FieldKind.Files, Label = "回执扫描件", IsRequired = true },
        ],
        Outcomes = [new() { Name = "Received", Label = "登记" }],
    };

    private static FormField Days(ExtensionTerms terms) => new()
    {
        Name = "days",
        Kind = FieldKind.WholeNumber,
        Label = "延长天数（自然日）",
        IsRequired = true,
        LeastNumber = 1,
        MostNumber = terms.Longest.Count,
    };

    private static FormField Must(string name, string label, string help) =>
        new() { Name = name, Kind = FieldKind.LongText, Label = label, IsRequired = true, Most = 1000, Help = help };
}
