using Orchestrator.Supervision.Forms;

namespace Orchestrator.Server.Portal.Forms;

/// <summary>The forms of acts that no process asks for; their fields are those of the use cases.</summary>
public static class ActForms
{
    /// <summary>A unit, or the case officer for it, asks for more time.</summary>
    public static readonly FormDefinition Extension = new()
    {
        Title = "申请延期",
        Description = "期限在批准之前不变；最多可延30日，须在到期日3个工作日之前申请。",
        Fields = [Days, Must("reason", "申请延期的理由", "说明原定期限内不能完成的原因、已经采取的措施和下一步安排")],
        Outcomes = [new() { Name = "Requested", Label = "提交延期申请" }],
    };

    /// <summary>The director enters a request that comes late (E-14).</summary>
    public static readonly FormDefinition LateExtension = new()
    {
        Title = "登记延期申请",
        Description = "代单位登记；已过申请期限的，须写明受理的理由。登记后再作出决定。",
        Fields =
        [
            Days, Must("reason", "申请延期的理由", "单位提出的理由"),
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

    private static FormField Days => new()
    {
        Name = "days",
        Kind = FieldKind.WholeNumber,
        Label = "延长天数（自然日）",
        IsRequired = true,
        LeastNumber = 1,
        MostNumber = 30,
    };

    private static FormField Must(string name, string label, string help) =>
        new() { Name = name, Kind = FieldKind.LongText, Label = label, IsRequired = true, Most = 1000, Help = help };
}
